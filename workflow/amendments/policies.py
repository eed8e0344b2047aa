"""Who asks for and who decides a change of amounts: who may, apart from when it is allowed (ADR 0007)."""

from __future__ import annotations

from projects.errors import NotAllowed
from projects.ledger.policies import check_may_write
from projects.people.models import Officer
from projects.people.roles import Permission
from workflow.amendments.amounts import amended_case
from workflow.amendments.models import Amendment
from workflow.steps.division import seats_of
from workflow.steps.models import spoken_for


def check_may_decide(amendment: Amendment, by: Officer) -> None:
    """Never who asked; then whoever verifies signings of this project, as for a claim."""
    if amendment.requested_by_id == by.pk:
        raise NotAllowed("申请人不能审定自己的申请，请由审定单位的其他人员办理。", "four_eyes")
    if not by.may(Permission.CLAIM_VERIFY):
        raise NotAllowed("您没有认定权限，不能审定金额变更，请联系管理员授予认定员角色。")
    own, unit = by.organisation, amendment.deciding_unit
    speaks = own is not None and (own.contains(unit) or unit.path in spoken_for(own))
    if by.kind == Officer.Kind.SERVICE and len(seats_of(amended_case(amendment.project, amendment.amounts))) == 1:
        speaks = speaks or (own is not None and own.contains(amendment.project.landing_organisation))
    if not speaks:
        raise NotAllowed(f"这项申请由{unit}审定，您所在的单位不能审定。")


def may_decide(amendment: Amendment, by: Officer) -> bool:
    """The question behind ``check_may_decide``."""
    return not why_not_decide(amendment, by)


def why_not_decide(amendment: Amendment, by: Officer) -> str:
    """The sentence of the refusal; empty when they may."""
    try:
        check_may_decide(amendment, by)
    except NotAllowed as refused:
        return refused.detail
    return ""


def check_may_withdraw(amendment: Amendment, by: Officer) -> None:
    """Who asked, or who may write the project in the unit of who asked."""
    check_may_write(amendment.project, by)
    root, author = by.scope_root, amendment.requested_by.organisation
    if amendment.requested_by_id != by.pk and (root is None or author is None or not root.contains(author)):
        raise NotAllowed(f"这项申请由{author}提出，只有该单位可以撤回。")


def may_withdraw(amendment: Amendment, by: Officer) -> bool:
    """The question behind ``check_may_withdraw``."""
    try:
        check_may_withdraw(amendment, by)
    except NotAllowed:
        return False
    return True
