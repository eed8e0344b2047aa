"""Who is told about an item: people of a unit, who has it in hand, and the issuer's own dispatchers."""

from __future__ import annotations

from projects.people.models import Officer, Organisation
from projects.people.models.officers import OfficerQuerySet
from projects.people.roles import Permission
from workflow.items.models import Item
from workflow.items.policies import may_judge
from workflow.items.queries.waiting import is_own_issuer
from workflow.steps.models.units import OFFICES

_DOERS = (Permission.PROJECT_WRITE, Permission.CLAIM_VERIFY, Permission.DISPATCH_WRITE)


def people_of(unit: Organisation) -> list[Officer]:
    """Those of the unit itself who do the work; where there are none, those of its offices; else anybody there."""
    here = _seated().filter(organisation=unit)
    offices = _seated().filter(
        organisation__kind__in=OFFICES, organisation__depth=unit.depth + 1, organisation__path__startswith=unit.path
    )
    for found in (here, offices):
        doers = [one for one in found if any(one.may(permission) for permission in _DOERS)]
        if doers:
            return doers
    return list(here)


def in_hand_of(item: Item) -> list[Officer]:
    """The responsible officer and who signed for it, of those who still may see it; before that the lead unit."""
    named = {one.pk: one for one in (item.officer, item.signed_by) if one is not None and one.is_active}
    found = [one for one in _seated().filter(pk__in=named) if sees(one, item)]
    return found or [one for one in people_of(item.lead) if sees(one, item)]


def office_of(item: Item) -> list[Officer]:
    """Dispatchers of the issuer's own office who had no hand in the item."""
    officers = Officer.objects.with_permission(Permission.DISPATCH_WRITE).select_related("scope", "organisation")
    found = officers.prefetch_related("roles").order_by("pk")
    own = [one for one in found if one.scope_root is not None and is_own_issuer(one.scope_root, item.issuer)]
    return [one for one in own if may_judge(item, one)]


def units_of(item: Item) -> list[Officer]:
    """Of a new item: the lead unit, the responsible officer, and the co-operating units."""
    joint = [one.organisation for one in item.joint_units.select_related("organisation")]
    named = [item.officer] if item.officer and item.officer.is_active else []
    return [*people_of(item.lead), *named, *(one for unit in joint for one in people_of(unit))]


def answerable_of(item: Item) -> list[Officer]:
    """The responsible officer."""
    return list(_seated().filter(pk=item.officer_id)) if item.officer_id else []


def receivers_of(item: Item) -> list[Officer]:
    """The unit that is asked to take it over."""
    asked = item.handovers.filter(answer="").select_related("to_unit").first()
    return people_of(asked.to_unit) if asked else []


def asked_above_of(item: Item) -> list[Officer]:
    """Units that were asked for co-ordination and have not answered."""
    open_ = item.referrals.filter(replied_at__isnull=True, to_unit__isnull=False).select_related("to_unit")
    return [one for asked in open_ if asked.to_unit for one in people_of(asked.to_unit)]


def sees(officer: Officer, item: Item) -> bool:
    """Nobody is told about what they may not see."""
    return Item.objects.visible_to(officer).filter(pk=item.pk).exists()


def _seated() -> OfficerQuerySet:
    people = Officer.objects.people().filter(is_active=True).select_related("scope", "organisation")
    return people.prefetch_related("roles").order_by("pk")


def facts(item: Item) -> list[str]:
    """What every letter about one item says of it; of its project no more than number and name."""
    return [
        f"事项：{item.matter}（{item.number}，{item.issuer.label}交办）",
        *([f"项目：{item.project.name}（{item.project.number}）"] if item.project else []),
        f"牵头单位：{item.lead.label}" + (f"，责任人：{item.officer.name}" if item.officer else ""),
        f"办结期限：{item.due_on:%Y-%m-%d}",
    ]
