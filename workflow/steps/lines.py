"""What a claim states, line by line, as a verifier reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from projects.ledger.fields import LABELS, MONEY_FIELDS, ORGANISATION_FIELDS, show_value
from projects.ledger.industries import industry_label
from projects.ledger.kinds import StartKind, SubStage
from projects.ledger.models import Enterprise
from projects.ledger.money import show_yi
from projects.people.models import Organisation
from workflow.steps.inputs import DATE_LABELS, claimed_value, project_value
from workflow.steps.models import Claim
from workflow.steps.queries import Requirement
from workflow.steps.reasons import label_of

OWN_LABELS = {"registered_in_jurisdiction": "注册地在本市", "company_uscc": "统一社会信用代码"}
_CHOICES: dict[str, dict[str, str]] = {
    "start_kind": {str(code): str(label) for code, label in StartKind.choices},
    "production_sub_stage": {str(code): str(label) for code, label in SubStage.choices},
}


@dataclass(frozen=True)
class Line:
    """One statement; ``before`` is what the ledger says now."""

    label: str
    value: str
    before: str = ""
    is_change: bool = False


def label_of_field(name: str) -> str:
    """What the pages call a claimed field."""
    return OWN_LABELS.get(name) or LABELS.get(name, name)


def lines_of(claim: Claim) -> list[Line]:
    """The day, the reason, then every claimed field; a field that differs from the ledger says so while it is open."""
    lines = [Line(DATE_LABELS.get(claim.step, "生效日期"), claim.effective_on.isoformat())]
    if claim.reason:
        lines.append(Line("事由", label_of(claim.step, claim.reason)))
    return lines + [_line(claim, name) for name in claim.fields]


def _line(claim: Claim, name: str) -> Line:
    value = shown(name, claimed_value(claim.fields, name))
    before = shown(name, project_value(claim.project, name))
    open_still = not hasattr(claim, "transition")
    return Line(label_of_field(name), value, before, open_still and value != before)


def further_lines(claim: Claim, asked: list[Requirement]) -> list[Line]:
    """What else the step asks for and the ledger already says, so that the verifier sees all of it in one place."""
    said = {*claim.fields, "reason"}
    others = [one for one in asked if one.kind != "evidence" and one.name not in said]
    return [Line(one.label, shown(one.name, getattr(one.value, "officer", one.value))) for one in others]


def shown(name: str, value: object) -> str:
    """A value with its unit, in words where it is a code."""
    if value in (None, "", []):
        return ""
    if name == "registered_capital_wan" and isinstance(value, Decimal):
        return f"{value.normalize():,f} 万元"
    if name in MONEY_FIELDS and isinstance(value, Decimal):
        return f"{show_yi(value)} 亿元"
    if name == "land_area_mu":
        return f"{show_value(value)} 亩"
    if name in _CHOICES:
        return str(_CHOICES[name].get(str(value), value))
    if name == "industry":
        return f"{value} {industry_label(str(value))}".strip()
    return _named(name, value)


def _named(name: str, value: object) -> str:
    if name in ORGANISATION_FIELDS and isinstance(value, str):
        known = Organisation.objects.filter(code=value).first()
        return str(known or value)
    if name == "investors" and isinstance(value, list):
        keys = [one.pk if isinstance(one, Enterprise) else one for one in value]
        return "、".join(one.name for one in Enterprise.objects.filter(pk__in=keys))
    return value.isoformat() if isinstance(value, date) else show_value(value)
