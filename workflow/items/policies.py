"""Who may do what with an item: its issuer's office, its lead unit, a joint unit, a unit that is asked."""

from __future__ import annotations

from projects.errors import NotAllowed
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.items.kinds import HANDLING
from workflow.items.models import Item, Referral
from workflow.steps.models import spoken_for


def acts(by: Officer) -> bool:
    """May the officer write at all? People who take part in dispatch; a key only with the right to write."""
    return by.may(Permission.DISPATCH_READ if by.kind == Officer.Kind.PERSON else Permission.DISPATCH_WRITE)


def speaks_for(by: Officer, unit: Organisation) -> bool:
    """Does the officer belong to ``unit``, or to an office of it?"""
    own = by.organisation
    return own is not None and acts(by) and unit.path in spoken_for(own)


def may_run(issuer: Organisation, by: Officer) -> bool:
    """Does the officer's dispatch office answer for what ``issuer`` issues?"""
    root = by.scope_root
    return by.may(Permission.DISPATCH_WRITE) and root is not None and root.contains(issuer)


def check_may_run(issuer: Organisation, by: Officer) -> None:
    """The refusal behind ``may_run``."""
    if not may_run(issuer, by):
        raise NotAllowed(f"这件事由{issuer}的调度办公室办理，您没有{issuer.label}组织调度的权限。")


def may_handle(item: Item, by: Officer) -> bool:
    """The lead unit's people, and the responsible officer who is named."""
    return speaks_for(by, item.lead) or (item.officer_id == by.pk and acts(by))


def check_may_handle(item: Item, by: Officer) -> None:
    """The refusal behind ``may_handle``."""
    if not may_handle(item, by):
        raise NotAllowed(f"事项由牵头单位{item.lead.label}办理，请由该单位的人员操作。", "not_lead")


def joint_of(item: Item, by: Officer) -> list[Organisation]:
    """Co-operating units for which the officer speaks."""
    units = [one.organisation for one in item.joint_units.select_related("organisation")]
    return [unit for unit in units if unit.pk != item.lead_id and speaks_for(by, unit)]


def has_handled(item: Item, by: Officer) -> bool:
    """Did the officer sign, reply, submit or take over? Such a person neither closes nor checks."""
    return item.events.filter(kind__in=HANDLING, by=by).exists()


def may_judge(item: Item, by: Officer) -> bool:
    """The issuer's office, by somebody who had no hand in it."""
    return may_run(item.issuer, by) and not has_handled(item, by)


def check_may_judge(item: Item, by: Officer) -> None:
    """The refusal behind ``may_judge``: four eyes."""
    check_may_run(item.issuer, by)
    if has_handled(item, by):
        raise NotAllowed("您经办过这件事项，核销、问效须由另一人办理，请交给交办单位的其他调度员。", "four_eyes")


def may_answer_up(referral: Referral, item: Item, by: Officer) -> bool:
    """The unit that was asked; what came by letter is typed in by the issuer's office, or by the lead unit.

    The lead unit types in only letters of bodies outside the system: those inside answer for themselves.
    """
    if referral.to_unit is None:
        return may_handle(item, by) or may_run(item.issuer, by)
    return speaks_for(by, referral.to_unit) or may_run(item.issuer, by)
