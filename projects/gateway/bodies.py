"""Bodies and query strings: shape is checked here, meaning by the services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request
from rest_framework.serializers import BaseSerializer, Serializer

from projects.days import OUT_OF_RANGE, is_plausible
from projects.gateway.refusals import FieldError, Refusal

MOST_NAMED, LONGEST_NAME = 50, 100


class Strict:
    """Mixin of a serializer that refuses what it does not know (400) instead of ignoring it."""

    def to_internal_value(self, data: Any) -> Any:
        """Values by name."""
        if isinstance(data, Mapping):
            refuse_unknown(self, data)
        return super().to_internal_value(data)  # type: ignore[misc]


class Body(Strict, Serializer):
    """The body of a request."""


def refuse_unknown(serializer: Any, data: Mapping[str, Any]) -> None:
    """400 with the fields that nobody may send here, as many as a person reads."""
    errors: list[FieldError] = []
    for name in data:
        if len(errors) == MOST_NAMED:
            break
        field = serializer.fields.get(name)
        if field is None:
            errors.append({"field": str(name)[:LONGEST_NAME], "code": "unknown_field", "detail": "没有这个字段。"})
        elif field.read_only:
            errors.append({"field": str(name), "code": "read_only", "detail": "只读，不能这样修改。"})
    if errors:
        names = "、".join(error["field"] for error in errors)
        raise Refusal(400, "unknown_field", f"不能提交这些字段：{names}。请按接口文档去掉后重试。", errors=errors)


def read_body(kind: type[BaseSerializer], request: Request, *, partial: bool = False) -> dict[str, Any]:
    """The checked values of a body; 400 or 422 otherwise."""
    return _valid(kind, request.data, partial=partial)


def read_query(kind: type[BaseSerializer], request: Request) -> dict[str, Any]:
    """The checked values of the query string; parameters nobody knows are ignored, empty ones too."""
    said = {name: value for name, value in request.query_params.items() if value != ""}
    return _valid(kind, said)


@cache
def _shared(kind: Any, partial: bool) -> BaseSerializer:
    """One for all requests: making its fields takes longer than checking values, and to check it keeps none of them."""
    return kind(partial=partial)


def _valid(kind: type[BaseSerializer], said: Any, *, partial: bool = False) -> dict[str, Any]:
    serializer = _shared(kind, partial)  # type: ignore[arg-type]
    try:
        values = serializer.run_validation(said)
    except OverflowError as outside:  # a moment so far away that it has no time of another zone
        raise ValidationError({"non_field_errors": ErrorDetail(OUT_OF_RANGE, "out_of_range")}) from outside
    except ValidationError as refused:
        if isinstance(refused.detail, dict):
            raise
        raise ValidationError({"non_field_errors": refused.detail}) from refused
    return plausible(values)


def plausible(values: Mapping[str, Any]) -> dict[str, Any]:
    """``values``, or 422 naming every day and moment that the ledger cannot mean."""
    wrong = [name for name, value in values.items() if isinstance(value, date) and not is_plausible(value)]
    if wrong:
        raise ValidationError({name: ErrorDetail(OUT_OF_RANGE, "out_of_range") for name in wrong})
    return dict(values)
