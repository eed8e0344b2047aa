"""What a claim states, line by line, as a verifier reads it."""

from __future__ import annotations

from dataclasses import dataclass

from projects.ledger.fields import LABELS, ORGANISATION_FIELDS
from projects.ledger.models import Enterprise
from projects.ledger.words import shown_field
from projects.people.models import Organisation
from workflow.steps.inputs import DATE_LABELS, claimed_value, project_value
from workflow.steps.models import Claim
from workflow.steps.queries import Requirement
from workflow.steps.reasons import label_of

OWN_LABELS = {"registered_in_jurisdiction": "注册地在本市", "company_uscc": "统一社会信用代码"}


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
    if claim.revokes:
        revoked = claim.revokes
        lines.append(Line("要撤销的节点", f"{revoked.get_step_display()} {revoked.effective_on.isoformat()}"))
    if claim.reason:
        lines.append(Line("事由", label_of(claim.step, claim.reason)))
    return lines + [_line(claim, name) for name in claim.fields]


def _line(claim: Claim, name: str) -> Line:
    value = shown_field(name, _meant(name, claimed_value(claim.fields, name)))
    before = shown_field(name, project_value(claim.project, name))
    open_still = not hasattr(claim, "transition")
    return Line(label_of_field(name), value, before, open_still and value != before)


def further_lines(claim: Claim, asked: list[Requirement]) -> list[Line]:
    """What else the step asks for and the ledger already says, so that the verifier sees all of it in one place."""
    said = {*claim.fields, "reason"}
    others = [one for one in asked if one.kind != "evidence" and one.name not in said]
    return [Line(one.label, shown_field(one.name, getattr(one.value, "officer", one.value))) for one in others]


def _meant(name: str, value: object) -> object:
    """Organisations and enterprises instead of the codes and ids by which a claim names them."""
    if name in ORGANISATION_FIELDS and isinstance(value, str):
        return Organisation.objects.filter(code=value).first() or value
    if name == "investors" and isinstance(value, list):
        return list(Enterprise.objects.filter(pk__in=value))
    return value
