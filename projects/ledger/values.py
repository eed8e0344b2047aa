"""Shape and meaning of values before they reach a project: the same check for web, API, import and demo data."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError

from projects.days import check_plausible
from projects.errors import Invalid
from projects.ledger.codes import check_currency, check_investment_code
from projects.ledger.fields import (
    COMPANY_FIELDS,
    DATE_FIELDS,
    LABELS,
    MANY_FIELDS,
    MONEY_FIELDS,
    NUMBER_FIELDS,
    PLAIN_FIELDS,
    WRITABLE_FIELDS,
)
from projects.ledger.industries import check_industry
from projects.ledger.models import Enterprise, Project, Tag
from projects.ledger.money import check_wan
from projects.ledger.uscc import check_uscc
from projects.lines import check_line

_PARAGRAPHS = frozenset({"summary", "demonstration_reason", "approval_substitute_reason"})
"""Text that may run over several lines."""
_MOST_RATE = Decimal(1_000)
_MOST_JOBS = 1_000_000
_BY_NAME = {
    "industry": check_industry,
    "investment_code": check_investment_code,
    "foreign_currency": check_currency,
    "company_uscc": check_uscc,
}


def clean_values(values: dict[str, Any]) -> dict[str, Any]:
    """Every value checked and normalised, or ``Invalid`` naming the field."""
    unknown = sorted(set(values) - set(WRITABLE_FIELDS))
    if unknown:
        raise Invalid(f"不认识的字段：{'、'.join(unknown)}。", unknown[0], "unknown_field")
    return {name: clean_value(name, value) for name, value in values.items()}


def clean_value(name: str, value: Any) -> Any:
    """One value checked and normalised."""
    if isinstance(value, str):
        value = _clean_text(name, value)
    if name in _BY_NAME and value:
        return _BY_NAME[name](str(value), name)
    if name in COMPANY_FIELDS or name in MANY_FIELDS:
        return _clean_related(name, value)
    if name in PLAIN_FIELDS:
        value = _clean_by_model(name, value)
    if name in DATE_FIELDS and value is not None:
        check_plausible(value, name)
    if name in MONEY_FIELDS and isinstance(value, Decimal):
        return check_wan(value, name)
    if name in NUMBER_FIELDS and value is not None:
        return _check_number(name, value)
    return value


def _check_number(name: str, value: Any) -> Any:
    if value < 0:
        raise Invalid(f"“{LABELS[name]}”不能为负数，请核对。", name)
    if name == "foreign_rate" and not 0 < value < _MOST_RATE:
        raise Invalid("折算汇率应大于0，指每1单位外币合多少元人民币，如1美元合7.1元填7.1。", name)
    if name == "expected_jobs" and value > _MOST_JOBS:
        raise Invalid("预计用工人数过大，请核对单位：本栏单位为人。", name)
    return value


def _clean_text(name: str, value: str) -> str:
    if name not in _PARAGRAPHS:
        return check_line(value, LABELS[name], name)
    if "\x00" in value:
        raise Invalid(f"“{LABELS[name]}”含有不可见字符，请重新输入。", name)
    return value.strip()


def _clean_related(name: str, value: Any) -> Any:
    if name in COMPANY_FIELDS:
        return _clean_company(name, value)
    return _clean_tags(value) if name == "tags" else value


def _clean_company(name: str, value: Any) -> str:
    text = str(value or "")
    field: Any = Enterprise._meta.get_field(name.removeprefix("company_"))
    most: int = field.max_length
    if len(text) > most:
        raise Invalid(f"“{LABELS[name]}”最多{most}个字，您填了{len(text)}个，请核对。", name)
    return text


def _clean_tags(value: Iterable[Any]) -> list[str]:
    """Names of tags, each once, in the order given."""
    most = Tag._meta.get_field("name").max_length or 0
    names = [_clean_text("tags", str(item)) for item in value or ()]
    for name in names:
        if len(name) > most:
            raise Invalid(f"标签“{name[:most]}…”太长，每个标签最多{most}个字。", "tags")
    return list(dict.fromkeys(name for name in names if name))


def _clean_by_model(name: str, value: object) -> object:
    field: Any = Project._meta.get_field(name)
    if field.is_relation:
        return value
    if value == "" and field.null:
        value = None
    if value is None and not field.null:
        value = field.get_default() if field.has_default() else ""
    try:
        return field.clean(value, None)
    except ValidationError as refused:
        raise Invalid(f"“{LABELS[name]}”：{'；'.join(refused.messages)}", name) from refused
