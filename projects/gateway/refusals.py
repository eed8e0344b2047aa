"""Refusals that only the HTTP surface knows. config/api.py turns every refusal into problem+json."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypedDict

from projects.errors import DomainError


class FieldError(TypedDict):
    """What is wrong with one field of a request."""

    field: str
    code: str
    detail: str


class Refusal(DomainError):
    """An HTTP answer other than 2xx: ``errors`` names fields, ``current`` is the representation now in force."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        current: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(detail, code)
        self.status = status
        self.errors = list(errors)
        self.current = current
