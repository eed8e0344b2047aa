"""What signing waits for in this room: named in ``settings.STEP_CONDITIONS``, asked by ``steps.queries`` (ADR 0016).

No clock: an approved decision does not age, and a gate holds from the moment it is set.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from projects.ledger.models import Project
from workflow.decisions.models import Decision, DecisionState, Gate, Review
from workflow.steps.queries import Requirement

_HOW = {
    "": "在项目档案“决策”一栏发起决策，经各步骤同意后再申报签约",
    DecisionState.WITHDRAWN: "决策已撤回：在项目档案“决策”一栏重新发起，同意后再申报签约",
    DecisionState.RUNNING: "决策正在办理：等当前步骤的单位答复，全部同意后再申报签约",
    DecisionState.RETURNED: "决策已退回补充：在“决策”一栏补充材料并重新提交，同意后再申报签约",
    DecisionState.REJECTED: "决策结论为不同意：调整方案后在“决策”一栏重新发起，同意后再申报签约",
}


Asked = dict[UUID, list[Requirement]]


def decided(projects: Sequence[Project]) -> Asked:
    """An approved decision, where the office asks for one. One query where it does not, however many projects."""
    held = Gate.holding(project.landing_organisation for project in projects)
    asked = {project.pk for project in projects if project.landing_organisation.path in held}
    if not asked:
        return {}
    attempts: dict[UUID, list[Decision]] = {key: [] for key in asked}
    for one in Decision.objects.filter(project__in=asked).order_by("attempt"):
        attempts[one.project_id].append(one)
    return {key: [_decided(found)] for key, found in attempts.items()}


def _decided(attempts: list[Decision]) -> Requirement:
    approved = next((one for one in attempts if one.state == DecisionState.APPROVED), None)
    how = _HOW.get(attempts[-1].state if attempts else "", "")
    value = f"已同意（{approved.closed_on}）" if approved else ""
    return Requirement("condition", "decision", "招商决策", how, approved is not None, value)


def found_fair(projects: Sequence[Project]) -> Asked:
    """Asked only where the latest recorded review found the project unfit: a typed name does not outweigh it."""
    latest: dict[UUID, Review] = {}
    for one in Review.objects.filter(project__in=[project.pk for project in projects]).current():
        latest.setdefault(one.project_id, one)
    return {key: [_fair(one)] for key, one in latest.items() if not one.is_good}


def _fair(last: Review) -> Requirement:
    how = f"{last.reviewed_on}的审查（{last.document_number}）结论为不得出台：修改扶持条款后重新审查并登记结果"
    return Requirement("condition", "fair_competition_review", "公平竞争审查结论", how, met=False)
