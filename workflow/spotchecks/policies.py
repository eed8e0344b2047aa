"""Who runs a round, who goes, who records: never the units that are checked, nor who claimed or verified the step."""

from __future__ import annotations

from projects.errors import NotAllowed
from projects.ledger.kinds import EvidenceKind
from projects.ledger.models import Project
from projects.ledger.policies import check_may_add_evidence
from projects.ledger.stages import Step
from projects.people.models import Officer
from projects.people.roles import Permission
from workflow.spotchecks.models import Round, Visit
from workflow.steps.models import Transition
from workflow.steps.policies import check_may_claim

LEAST_INSPECTORS = 2


def check_may_plan(by: Officer) -> None:
    """A dispatch office, for its own territory."""
    if not by.may(Permission.DISPATCH_WRITE) or by.scope_root is None:
        raise NotAllowed("核查轮次由调度办公室组织，您没有组织调度的权限。")


def may_run(round_: Round, by: Officer) -> bool:
    """Is it a round of the territory that the officer's office answers for, or of a part of it?"""
    root = by.scope_root
    return by.may(Permission.DISPATCH_WRITE) and root is not None and root.contains(round_.organisation)


def check_may_run(round_: Round, by: Officer) -> None:
    """The refusal behind ``may_run``."""
    if not may_run(round_, by):
        raise NotAllowed(f"这一轮核查由{round_.organisation}的调度办公室组织，您不能办理。")


def check_may_inspect(transition: Transition, officer: Officer) -> None:
    """``NotAllowed`` with the reason why this officer is not sent to this step."""
    project = transition.project
    own, name = officer.organisation, officer.name
    if not officer.is_active or officer.kind != Officer.Kind.PERSON:
        raise NotAllowed(f"{name}的账号已停用或不是人员账号，请改派他人。", "not_inspector")
    if own is None or any(unit.contains(own) for unit in project.units()):
        raise NotAllowed(f"{name}属于项目“{project.name}”的单位，不能核查本单位的项目，请改派他人。", "own_unit")
    if officer.pk in _took_part(transition):
        raise NotAllowed(f"{name}申报或认定过“{project.name}”的这个节点，不能参加核查，请改派他人。", "took_part")
    if not Project.objects.visible_to(officer).filter(pk=project.pk).exists():
        raise NotAllowed(f"{name}看不到项目“{project.name}”，不能核查，请改派能查看该项目的人员。", "no_sight")
    try:
        check_may_add_evidence(project, EvidenceKind.CHECK_RECORD, officer)
        check_may_claim(project, Step.REVOKE, officer)
    except NotAllowed as refused:
        raise NotAllowed(f"{name}不是认定员或本级调度员，不能提交核查记录，请改派他人。", "not_inspector") from refused


def _took_part(transition: Transition) -> set[object]:
    claim = transition.claim
    wrote = set(claim.events.values_list("by", flat=True)) if claim else set()
    return wrote | {transition.claimed_by_id, transition.by_id}


def is_inspector(visit: Visit, by: Officer) -> bool:
    """Is the officer sent to this visit now?"""
    return visit.assignments.current().filter(officer=by).exists()


def check_may_record(visit: Visit, by: Officer) -> None:
    """Who is sent, together with at least one other."""
    if not is_inspector(visit, by):
        raise NotAllowed("核查记录由指派的核查人员提交，您没有被指派到这一项。", "not_sent")
    check_may_inspect(visit.row.transition, by)
    if visit.assignments.current().count() < LEAST_INSPECTORS:
        raise NotAllowed("核查须有至少两名核查人员，请先由调度办公室补派一人。", "too_few")


def may_add(visit: Visit, by: Officer) -> bool:
    """Corrections, re-checks and proposals come from the inspectors of the visit, or from the office of the round."""
    return is_inspector(visit, by) or may_run(visit.round, by)


def check_may_add(visit: Visit, by: Officer) -> None:
    """The refusal behind ``may_add``."""
    if not may_add(visit, by):
        raise NotAllowed("只有这一项的核查人员或组织核查的调度办公室可以补充核查记录。")
