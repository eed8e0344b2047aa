"""Who rules on a clash, and who moves a project to another unit."""

from __future__ import annotations

from projects.errors import NotAllowed
from projects.ledger.models import Clash, Project, Transfer
from projects.ledger.policies import may_write
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission


def check_may_rule(clash: Clash, by: Officer) -> None:
    """The dispatch office in whose scope both projects land."""
    if not may_rule(clash, by):
        raise NotAllowed("首报争议由双方共同的上级调度办公室裁定，请等待裁定，或向该办公室陈述。")


def may_rule(clash: Clash, by: Officer) -> bool:
    """The question behind ``check_may_rule``."""
    landings = (clash.first.landing_organisation, clash.later.landing_organisation)
    return all(is_office_of(by, unit) for unit in landings)


def is_office_of(by: Officer, unit: Organisation) -> bool:
    """Is ``by`` of a dispatch office in whose scope ``unit`` lies?"""
    root = by.scope_root
    return root is not None and by.may(Permission.DISPATCH_WRITE) and root.contains(unit)


def sees_both(clash: Clash, officer: Officer) -> bool:
    """Does the officer see both projects anyhow? Then nothing is kept from them."""
    return Project.objects.visible_to(officer).filter(pk__in=[clash.first_id, clash.later_id]).count() == 2


def check_may_transfer(project: Project, by: Officer) -> None:
    """The unit that has the project now, or the dispatch office above it."""
    if not may_transfer(project, by):
        raise NotAllowed("移交由项目现落地单位的填报员或上级调度办公室提出，请联系他们办理。")


def may_transfer(project: Project, by: Officer) -> bool:
    """The question behind ``check_may_transfer``."""
    root = by.scope_root
    own = root is not None and root.contains(project.landing_organisation) and may_write(project, by)
    return own or is_office_of(by, project.landing_organisation)


def check_may_answer(transfer: Transfer, by: Officer) -> None:
    """A clerk of the receiving unit, who is not the one who asked (second person)."""
    root = by.scope_root
    if root is None or not by.may(Permission.PROJECT_WRITE) or not root.contains(transfer.to):
        raise NotAllowed(f"这项移交由{transfer.to.label}的填报员接收，您不能代为答复。")
    if transfer.asked_by_id == by.pk:
        raise NotAllowed("移交由您本人提出，须由接收单位的另一位同事接收。", "four_eyes")


def may_answer(transfer: Transfer, by: Officer) -> bool:
    """The question behind ``check_may_answer``."""
    try:
        check_may_answer(transfer, by)
    except NotAllowed:
        return False
    return True
