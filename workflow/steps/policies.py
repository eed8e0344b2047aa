"""Who may claim, verify, and take a step (domain.md 2.4): who may, apart from when it is allowed."""

from __future__ import annotations

from datetime import date

from projects.errors import Conflict, NotAllowed
from projects.ledger.models import Project
from projects.ledger.stages import DIRECT_STEPS, STAGE_STEPS, Stage, Standing, Step
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.steps.division import verifying_unit_of
from workflow.steps.models import STEP_BEFORE, Claim, ClaimEvent, Delegation, Round, Transition, spoken_for


def is_of_project(project: Project, by: Officer) -> bool:
    """Does one of the project's units lie in the officer's subtree?"""
    root = by.scope_root
    return root is not None and any(root.contains(unit) for unit in project.units())


def check_may_claim(project: Project, step: str, by: Officer) -> None:
    """A unit of the project claims; a revocation may also be asked for by a verifying unit."""
    if step == Step.REVOKE and by.may(Permission.CLAIM_VERIFY):
        return
    if not by.may(Permission.CLAIM_WRITE):
        raise NotAllowed("您没有申报节点的权限，请由项目单位的填报员申报。")
    if not is_of_project(project, by):
        raise NotAllowed("只有项目的落地、牵头或首谈单位可以申报，请联系这些单位的填报员。")


def check_may_handle(claim: Claim, by: Officer) -> None:
    """A claim is edited, submitted and withdrawn by the unit that wrote it, not by whoever else may claim."""
    check_may_claim(claim.project, claim.step, by)
    root, author = by.scope_root, claim.created_by.organisation
    if root is None or author is None or not root.contains(author):
        raise NotAllowed(f"这项申报由{author}提出，只有该单位可以修改、提交或撤回。")


def may_handle(claim: Claim, by: Officer) -> bool:
    """The question behind ``check_may_handle``."""
    try:
        check_may_handle(claim, by)
    except NotAllowed:
        return False
    return True


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


def check_may_verify(claim: Claim, by: Officer, *, on: date) -> None:
    """Four eyes over all rounds, then the unit that is asked, a government above it, or a delegate ``on`` that day.

    A key that was given the scope ``claim:verify`` speaks for the unit it was issued to: its own projects as well,
    in the first round.
    """
    if claim.created_by_id == by.pk or claim.events.filter(by=by, kind__in=ClaimEvent.WRITING).exists():
        raise NotAllowed("申报人不能认定自己的申报，请由认定单位的其他人员认定。", "four_eyes")
    if claim.first_by_id == by.pk:
        raise NotAllowed("您已办理这项申报的第一轮认定，第二轮须由另一人认定。", "four_eyes")
    if not by.may(Permission.CLAIM_VERIFY):
        raise NotAllowed("您没有认定权限，请联系管理员授予认定员角色。")
    if not speaks_for(claim, by) and delegation_of(claim, by, on=on) is None:
        unit = claim.verifying_unit or verifying_unit_of(claim.project, claim.step)
        raise NotAllowed(f"这项申报由{unit}认定，您所在的单位不能认定。")


def speaks_for(claim: Claim, by: Officer) -> bool:
    """Does the officer answer in the name of the unit that is asked, by their own seat?"""
    unit = claim.verifying_unit or verifying_unit_of(claim.project, claim.step)
    own = by.organisation
    if own is None:
        return False
    own_key = by.kind == Officer.Kind.SERVICE and claim.round == Round.FIRST
    if own_key and own.contains(claim.project.landing_organisation):
        return True
    return own.contains(unit) or unit.path in spoken_for(own)


def delegation_of(claim: Claim, by: Officer, *, on: date) -> Delegation | None:
    """The delegation by which the officer may answer, where their own seat does not allow it."""
    if speaks_for(claim, by):
        return None
    return Delegation.objects.in_force(on).given_to(by).for_claim(claim).order_by("given_at", "pk").first()


def may_verify(claim: Claim, by: Officer, *, on: date) -> bool:
    """The question behind ``check_may_verify``."""
    try:
        check_may_verify(claim, by, on=on)
    except NotAllowed:
        return False
    return True


def check_may_confirm(project: Project, kind: str, by: Officer) -> None:
    """入统 and 入规 are noted by who verifies the step before, or by the dispatch office above the landing unit."""
    if not may_confirm(project, kind, by):
        unit = verifying_unit_of(project, STEP_BEFORE[kind])
        raise NotAllowed(f"统计确认由{unit}的认定员或调度办公室登记，请联系他们办理。")


def may_confirm(project: Project, kind: str, by: Officer) -> bool:
    """The question behind ``check_may_confirm``; the division is read only for who verifies."""
    own, root = by.organisation, by.scope_root
    if by.may(Permission.DISPATCH_WRITE) and root is not None and root.contains(project.landing_organisation):
        return True
    if not by.may(Permission.CLAIM_VERIFY) or own is None:
        return False
    unit = verifying_unit_of(project, STEP_BEFORE[kind])
    return own.contains(unit) or unit.path in spoken_for(own)


def check_may_delegate(unit: Organisation, by: Officer) -> None:
    """A verifier delegates what their own unit answers for, never what was delegated to it."""
    own = by.organisation
    if not by.may(Permission.CLAIM_VERIFY) or own is None:
        raise NotAllowed("您没有认定权限，不能委托认定，请由认定单位的认定员办理。")
    if not (own.contains(unit) or unit.path in spoken_for(own)):
        raise NotAllowed(f"只能委托本单位的认定，“{unit}”的认定请由该单位办理。")


def may_delegate(unit: Organisation, by: Officer) -> bool:
    """The question behind ``check_may_delegate``."""
    try:
        check_may_delegate(unit, by)
    except NotAllowed:
        return False
    return True


def check_legal(project: Project, step: str) -> None:
    """``Conflict`` (``illegal_step``) unless the state machine allows the step from here."""
    if step in project.legal_moves():
        return
    raise Conflict(illegal_sentence(project, step), "illegal_step")


def check_revokes_last(project: Project, revoked: Transition | None) -> None:
    """``Conflict`` (``not_last_step``) unless ``revoked`` is the step that a revocation would take back now."""
    last = project.transitions.last_reached()
    if last is not None and revoked is not None and last.pk == revoked.pk:
        return
    said = f"“{revoked.get_step_display()}”（{revoked.effective_on}）" if revoked else "较早的节点"
    now = f"“{last.get_step_display()}”（{last.effective_on}）" if last else "没有可撤销的节点"
    raise Conflict(
        f"这项撤销针对{said}，而项目最近一次认定现为{now}，不能误撤。"
        "撤销须逐级进行：请将这项申报撤回、退回或不予认定，先撤销其后的节点，再重新申报撤销。",
        "not_last_step",
    )


def why_not_revoke(claim: Claim) -> str:
    """The sentence of ``check_revokes_last`` for an open claim; empty where it has nothing to say."""
    if claim.step != Step.REVOKE:
        return ""
    try:
        check_revokes_last(claim.project, claim.revokes)
    except Conflict as refused:
        return refused.detail
    return ""


def illegal_sentence(project: Project, step: str) -> str:
    """Where the project stands and what can be done from there."""
    state = f"项目当前为“{Stage(project.stage).label}”、“{Standing(project.standing).label}”"
    if project.standing != Standing.ACTIVE and step in STAGE_STEPS:
        return f"{state}，不能办理“{Step(step).label}”；请先恢复为正常状态。"
    able = "、".join(str(Step(name).label) for name in project.legal_moves())
    return f"{state}，不能办理“{Step(step).label}”；节点须逐级推进，当前可办理：{able}。"
