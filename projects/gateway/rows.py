"""Many bodies of one kind in one request: the fields are built once, and only those that a row gives are run.

The rules are those of the serializer; nothing is written twice. What is wrong with a row is told of the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.fields import SkipField
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from projects.errors import DomainError, Invalid
from projects.gateway.bodies import plausible, refuse_unknown
from projects.gateway.refusals import FieldError, Refusal, flat

REFUSALS: tuple[type[Exception], ...] = (ValidationError,)
"""What reading a row may raise besides ``DomainError``."""


class RowReader:
    """Reads rows by the fields of ``kind``: a flat serializer without rules over several fields."""

    def __init__(self, kind: type[Serializer]) -> None:
        self.serializer = kind()
        self.fields = dict(self.serializer.fields)

    def read(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """The checked values of what is given, or ``ValidationError`` or ``Refusal`` naming every wrong field."""
        refuse_unknown(self.serializer, row)
        values, errors = {}, {}
        for name, field in self.fields.items():  # in the order of the serializer, as a single body is read
            if name not in row:
                continue
            try:
                values[name] = field.run_validation(row[name])
            except SkipField:
                continue
            except ValidationError as refused:
                errors[name] = refused.detail
        if errors:
            raise ValidationError(errors)
        return plausible(values)


def rows_of(request: Request, *, most: int) -> list[Any]:
    """``{"items": [...]}`` or the list alone. 413 above ``most`` rows, 422 without any."""
    body: Any = request.data
    if isinstance(body, dict):
        unknown = [str(name) for name in body if name != "items"]
        if unknown:
            errors: list[FieldError] = [
                {"field": name, "code": "unknown_field", "detail": "没有这个字段。"} for name in unknown
            ]
            raise Refusal(
                400, "unknown_field", f"不能提交这些字段：{'、'.join(unknown)}。请按接口文档去掉后重试。", errors=errors
            )
        body = body.get("items")
    if not isinstance(body, list) or not body:
        raise Invalid(
            f'请在 items 中给出1至{most}行，例如 {{"items": [{{"external_ref": "FC-001", …}}]}}。', "items", "required"
        )
    if len(body) > most:
        raise Refusal(413, "too_large", f"一次最多{most}行，您提交了{len(body)}行，请分批提交。")
    return body


def row_errors(refusal: Exception) -> list[FieldError]:
    """What is wrong with a row, in the shape of ``errors``; ``field`` is empty where no single one is wrong."""
    if isinstance(refusal, ValidationError):
        return list(flat(refusal.detail))
    if isinstance(refusal, Refusal) and refusal.errors:
        return list(refusal.errors)
    if isinstance(refusal, DomainError):
        return [{"field": refusal.field or "", "code": refusal.code, "detail": refusal.detail}]
    raise TypeError(f"no refusal: {refusal!r}") from refusal


def wrong(field: str, detail: str, code: str = "invalid") -> ValidationError:
    """A refusal of one field of a row."""
    return ValidationError({field: ErrorDetail(detail, code)})
