"""Refusals that only the HTTP surface knows. config/api.py turns every refusal into problem+json."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypedDict

from projects.errors import DomainError

WRONG = "内容不正确，请核对后重填。"
NO_OBJECT = "请求内容应为一个 JSON 对象，请按接口文档提交。"


class FieldError(TypedDict):
    """What is wrong with one field of a request."""

    field: str
    code: str
    detail: str


class Refusal(DomainError):
    """An HTTP answer other than 2xx: ``errors`` names fields, ``current`` is the representation now in force.

    ``results``: what became of each row, where many were sent and none was written.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        current: dict[str, Any] | None = None,
        results: Sequence[dict[str, Any]] | None = None,
    ) -> None:
        super().__init__(detail, code)
        self.status = status
        self.errors = list(errors)
        self.current = current
        self.results = results


def in_chinese(detail: str, otherwise: str) -> str:
    """What the framework says, where it says it in Chinese."""
    return detail if any("\u4e00" <= char <= "\u9fff" for char in detail) else otherwise


def flat(detail: Any, path: str = "") -> Iterator[FieldError]:
    """DRF's nested errors as a flat list; ``investors[0].name`` names a field inside."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            own = path if name == "non_field_errors" else f"{path}[{name}]" if isinstance(name, int) else name
            yield from flat(inner, own if own == path or not path or isinstance(name, int) else f"{path}.{own}")
    elif isinstance(detail, list):
        for position, inner in enumerate(detail):
            yield from flat(inner, f"{path}[{position}]" if isinstance(inner, dict | list) else path)
    else:
        yield {
            "field": path,
            "code": str(getattr(detail, "code", "invalid")),
            "detail": in_chinese(str(detail), WRONG if path else NO_OBJECT),
        }
