"""What a dispatch meeting must hear of: items that are late, or that nobody has signed for in time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from projects.people.models import Organisation
from workflow.items.kinds import Light
from workflow.items.lateness import late_days
from workflow.items.models import Item, numbers_of
from workflow.items.moves import ItemState
from workflow.items.queries.lights import of_lights, with_light

_MOST_MATTER = 40


@dataclass(frozen=True)
class Unanswered:
    """One item with a sentence that says why it is here. ``project_id`` is None for an item of no project."""

    item_id: UUID
    project_id: UUID | None
    number: str
    sentence: str
    light: str


def unanswered(under: Organisation, on: date) -> list[Unanswered]:
    """Late or unsigned items issued or led in the territory of ``under``, as seen on ``on``; the most pressing first.

    For meetings, which see their whole territory: whoever shows it asks ``visible_to`` of his reader.
    """
    within = Q(issuer__path__startswith=under.path) | Q(lead__path__startswith=under.path)
    items = with_light(Item.objects.filter(within), on=on).select_related("issuer", "lead")
    late = of_lights(items, Light.YELLOW, Light.RED).exclude(state=ItemState.CHECKING)
    waiting = items.filter(state=ItemState.TO_SIGN, issued_on__lt=on)
    found = {one.pk: one for one in (late | waiting).order_by("due_on", "issued_at", "pk")}
    rows = [(one, _why(one, on)) for one in found.values()]
    return [
        Unanswered(one.pk, one.project_id, one.number, f"{_named(one)}{why}", one.light)  # type: ignore[attr-defined]
        for one, why in rows
        if why
    ]


def _named(item: Item) -> str:
    matter = item.matter if len(item.matter) <= _MOST_MATTER else f"{item.matter[:_MOST_MATTER]}…"
    return f"{item.number}“{matter}”（牵头{item.lead.label}）"


def _why(item: Item, on: date) -> str:
    late = late_days(item.due_on, on)
    if late:
        return f"逾期 {late} 个工作日" + ("，仍未签收" if item.state == ItemState.TO_SIGN else "")
    waited = late_days(item.issued_on, on)
    return f"交办已 {waited} 个工作日仍未签收" if waited > numbers_of(item.issuer).sign_days else ""
