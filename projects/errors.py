"""Refusals. Each carries a Chinese sentence that tells the user what to do and a stable English code."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass


@dataclass(frozen=True)
class Missing:
    """One thing that stands between a project and a step (domain.md 2.3)."""

    kind: str  # field | evidence | condition
    name: str
    label: str
    how: str

    def as_dict(self) -> dict[str, str]:
        return {"kind": self.kind, "name": self.name, "label": self.label, "how": self.how}


@dataclass(eq=False)
class DomainError(Exception):
    """A refusal: ``detail`` is read by people, ``code`` by programs, ``status`` is the HTTP answer."""

    detail: str
    code: str = "invalid"
    field: str | None = None
    missing: list[Missing] = dataclasses.field(default_factory=list)
    status = 422

    def __str__(self) -> str:
        return self.detail


class NotAllowed(DomainError):
    """This person may not do this."""

    status = 403

    def __init__(self, detail: str, code: str = "not_allowed") -> None:
        super().__init__(detail, code)


class NotFound(DomainError):
    """It does not exist, or lies outside what this person may see."""

    status = 404

    def __init__(self, detail: str = "没有找到，或不在您的查看范围内。", code: str = "not_found") -> None:
        super().__init__(detail, code)


class Conflict(DomainError):
    """Somebody else was faster, or the thing is in a state that does not allow this."""

    status = 409

    def __init__(self, detail: str, code: str = "conflict") -> None:
        super().__init__(detail, code)


class Stale(DomainError):
    """The caller looked at an older version."""

    status = 412

    def __init__(self, detail: str = "内容已被他人更新，请刷新后核对再提交。", code: str = "stale") -> None:
        super().__init__(detail, code)


class Invalid(DomainError):
    """A value cannot be right; ``field`` names it."""

    def __init__(self, detail: str, field: str | None = None, code: str = "invalid") -> None:
        super().__init__(detail, code, field)


class Incomplete(DomainError):
    """Something required is missing; ``missing`` lists everything at once."""

    def __init__(self, detail: str, missing: list[Missing]) -> None:
        super().__init__(detail, "incomplete", None, missing)
