"""Who may claim, verify, and take a step (domain.md 2.4): who may, apart from when it is allowed."""

from __future__ import annotations

from projects.errors import NotAllowed
from projects.ledger.models import Project
from projects.ledger.stages import DIRECT_STEPS, Step
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.steps.models import Claim, VerifyingUnit


def verifying_unit_of(project: Project, step: str) -> Organisation:
    """The unit that answers claims for ``step``: the nearest configured one, else the project's city."""
    landing = project.landing_organisation
    configured = VerifyingUnit.objects.filter(city__path__in=landing.lineage(), step=step).select_related("unit")
    nearest = configured.order_by("-city__depth").first()
    return nearest.unit if nearest else landing.city()


def is_of_project(project: Project, by: Officer) -> bool:
    """Does one of the project's units lie in the officer's subtree?"""
    root = by.scope_root
    units = (
        project.landing_organisation,
        project.lead_organisation,
        project.first_contact_organisation,
        project.source_organisation,
    )
    return root is not None and any(unit is not None and root.contains(unit) for unit in units)


def check_may_claim(project: Project, step: str, by: Officer) -> None:
    """A unit of the project claims; a revocation may also be asked for by a verifying unit."""
    if step == Step.REVOKE and by.may(Permission.CLAIM_VERIFY):
        return
    if not by.may(Permission.CLAIM_WRITE):
        raise NotAllowed("您没有申报节点的权限，请由项目单位的填报员申报。")
    if not is_of_project(project, by):
        raise NotAllowed("只有项目的落地、牵头或首谈单位可以申报，请联系这些单位的填报员。")


def may_claim(project: Project, step: str, by: Officer) -> bool:
    """The question behind ``check_may_claim``."""
    try:
        check_may_claim(project, step, by)
    except NotAllowed:
        return False
    return True


def check_may_take_directly(project: Project, step: str, by: Officer) -> None:
    """Suspending, terminating and withdrawing need no second person."""
    if step not in DIRECT_STEPS:
        raise NotAllowed("这个节点须先申报，由认定单位认定后才能推进。", "claim_required")
    if not (by.may(Permission.CLAIM_WRITE) or by.may(Permission.PROJECT_WRITE)) or not is_of_project(project, by):
        raise NotAllowed("您没有变更这个项目状态的权限，请联系项目单位填报员或调度员。")


def check_may_verify(claim: Claim, by: Officer) -> None:
    """Four eyes, then the verifying unit of the step or a government above the project's unit."""
    if by.pk in (claim.submitted_by_id, claim.created_by_id):
        raise NotAllowed("申报人不能认定自己的申报，请由认定单位的其他人员认定。", "four_eyes")
    if not by.may(Permission.CLAIM_VERIFY):
        raise NotAllowed("您没有认定权限，请联系管理员授予认定员角色。")
    unit = claim.verifying_unit or verifying_unit_of(claim.project, claim.step)
    own = by.organisation
    if own is None or not (unit.contains(own) or own.contains(claim.project.landing_organisation)):
        raise NotAllowed(f"这项申报由{unit}认定，您所在的单位不能认定。")


def may_verify(claim: Claim, by: Officer) -> bool:
    """The question behind ``check_may_verify``."""
    try:
        check_may_verify(claim, by)
    except NotAllowed:
        return False
    return True
