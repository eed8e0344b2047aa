"""The values a claim carries, to and from JSON: organisations by code, enterprises by id, money and dates as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from projects.errors import Invalid
from projects.ledger.fields import LABELS, ORGANISATION_FIELDS
from projects.ledger.models import Enterprise
from projects.ledger.requirements import STEP_REQUIREMENTS
from projects.ledger.values import clean_values
from projects.people.models import Officer, Organisation
from projects.rows import one_or_none


def check_claimable(step: str, names: Iterable[str]) -> None:
    """``Invalid`` when a field does not belong to this step."""
    allowed = STEP_REQUIREMENTS[step].claimable()
    stray = [name for name in names if name not in allowed]
    if stray:
        label = LABELS.get(stray[0], stray[0])
        raise Invalid(f"“{label}”不是本节点的申报内容，请在项目档案中修改。", stray[0], "unknown_field")


def encode(values: Mapping[str, Any]) -> dict[str, Any]:
    """Python values → JSON."""
    return {name: _encoded(value) for name, value in values.items()}


def _encoded(value: Any) -> Any:
    if isinstance(value, Organisation):
        return value.code
    if isinstance(value, Enterprise):
        return str(value.pk)
    if isinstance(value, (Decimal, date)):
        return str(value)
    if isinstance(value, (list, tuple)):
        return [_encoded(item) for item in value]
    return value


def decode(fields: Mapping[str, Any], *, by: Officer | None = None) -> dict[str, Any]:
    """JSON → Python values, checked. ``by``: whoever writes them, who may name only organisations he sees."""
    values: dict[str, Any] = dict(fields)
    for name in ORGANISATION_FIELDS:
        if values.get(name):
            values[name] = _organisation(values[name], name, by)
    if "investors" in values:
        values["investors"] = [_enterprise(item) for item in values["investors"] or []]
    return clean_values(values)


def _organisation(code: Any, name: str, by: Officer | None) -> Organisation:
    wanted = code.code if isinstance(code, Organisation) else str(code)
    organisations = Organisation.objects.visible_to(by) if by else Organisation.objects.all()
    known = organisations.filter(code=wanted).first()
    if known is None:
        raise Invalid(f"没有代码为“{wanted}”的单位，或它不在您的范围内，请核对。", name)
    return known


def _enterprise(item: Any) -> Enterprise:
    if isinstance(item, Enterprise):
        return item
    try:
        known = one_or_none(Enterprise.objects.filter(pk=UUID(str(item))))
    except ValueError:
        known = None
    if known is None:
        raise Invalid("有一个投资方没有登记，请先登记企业再引用。", "investors")
    return known
