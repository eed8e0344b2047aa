"""What is going to be switched off says so in every answer (RFC 9745 Deprecation, RFC 8594 Sunset) and in OpenAPI.

``@deprecated(...)`` marks a handler of a door; a serializer's class attribute ``deprecated`` names fields::

    class ProjectShown(...):
        deprecated = {"channel": Ending(since=date(2026, 12, 1), until=date(2027, 7, 1), instead="改用 source")}

The policy, with its least notice, is docs/api-policy.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from email.utils import format_datetime
from typing import Any, TypeVar

Handler = TypeVar("Handler", bound=Callable[..., Any])
LEAST_NOTICE = timedelta(days=180)
POLICY = "/api/v1/docs/"


@dataclass(frozen=True)
class Ending:
    """``since``: from when it is not recommended; ``until``: when it ends; ``instead``: a Chinese sentence."""

    since: date
    until: date
    instead: str

    def __post_init__(self) -> None:
        """Six months' notice at least: ``ValueError`` when the server starts, not a surprise for a vendor."""
        if self.until - self.since < LEAST_NOTICE:
            raise ValueError(f"Sunset {self.until} is less than {LEAST_NOTICE.days} days after {self.since}")

    @property
    def sentence(self) -> str:
        """For the reader of the document."""
        return f"已不建议使用，{self.until.isoformat()} 停用。{self.instead}"

    def headers(self) -> dict[str, str]:
        """Of an answer."""
        return {
            "Deprecation": f"@{int(_midnight(self.since).timestamp())}",
            "Sunset": format_datetime(_midnight(self.until), usegmt=True),
            "Link": f'<{POLICY}>; rel="deprecation"; type="text/html"',
        }


def deprecated(*, since: date, until: date, instead: str) -> Callable[[Handler], Handler]:
    """Mark a handler; below ``@described`` or above it."""

    def mark(handler: Handler) -> Handler:
        handler.ending = Ending(since, until, instead)  # type: ignore[attr-defined]
        return handler

    return mark


def ending_of(handler: Any, shown: Any, data: Any) -> Ending | None:
    """The earliest end that concerns this answer: of the route, or of a field that is in it."""
    fields: Mapping[str, Ending] = getattr(shown, "deprecated", {})
    endings = [getattr(handler, "ending", None), *(one for name, one in fields.items() if _has(data, name))]
    return min((one for one in endings if one), key=lambda one: one.until, default=None)


def _has(data: Any, name: str) -> bool:
    rows = data.get("results", [data]) if isinstance(data, Mapping) else data if isinstance(data, list) else []
    return any(isinstance(row, Mapping) and name in row for row in rows[:1])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
