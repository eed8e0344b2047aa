"""Who sets rules and who decides over them: who may, apart from when it is allowed (ADR 0007)."""

from __future__ import annotations

from projects.errors import NotAllowed
from projects.ledger.models import Project
from projects.people.models import Kind, Officer, Organisation
from projects.people.roles import Permission
from workflow.lights.models import LightDecree

FOR_OFFICE = "亮灯规则和亮灯调整由市调度办公室办理，请联系调度办公室。"


def check_may_choose(city: Organisation, by: Officer) -> None:
    """The dispatch office whose scope holds the city."""
    root = by.scope_root
    if not (by.may(Permission.DISPATCH_WRITE) and root is not None and root.contains(city)):
        raise NotAllowed(FOR_OFFICE)
    if city.kind != Kind.CITY:
        raise NotAllowed("亮灯规则按市设定，请选择一个市。")


def may_choose(city: Organisation, by: Officer) -> bool:
    """The question behind ``check_may_choose``."""
    try:
        check_may_choose(city, by)
    except NotAllowed:
        return False
    return True


def check_may_decide(project: Project, by: Officer) -> None:
    """The dispatch office whose scope holds the place where the project lands."""
    if not may_decide(project, by):
        raise NotAllowed(FOR_OFFICE)


def may_decide(project: Project, by: Officer) -> bool:
    """The question behind ``check_may_decide``."""
    root = by.scope_root
    return by.may(Permission.DISPATCH_WRITE) and root is not None and root.contains(project.landing_organisation)


def check_second_person(decree: LightDecree, by: Officer) -> None:
    """Whoever asked for an exemption never grants it."""
    if decree.asked_by_id == by.pk:
        raise NotAllowed("申请人不能审定自己的豁免申请，请由调度办公室的另一人办理。", "four_eyes")
