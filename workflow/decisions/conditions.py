"""What signing waits for in this room: named in ``settings.STEP_CONDITIONS``, asked by ``steps.queries`` (ADR 0016).

No clock: an approved decision does not age, and a gate holds from the moment it is set.
"""

from __future__ import annotations

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


def decided(project: Project) -> list[Requirement]:
    """An approved decision, where the office asks for one. One query where it does not."""
    if not Gate.holds_for(project.landing_organisation):
        return []
    last = Decision.objects.filter(project=project).order_by("-attempt").first()
    approved = Decision.objects.filter(project=project, state=DecisionState.APPROVED).first()
    how = _HOW.get(last.state if last else "", "")
    value = f"已同意（{approved.closed_on}）" if approved else ""
    return [Requirement("condition", "decision", "招商决策", how, approved is not None, value)]


def found_fair(project: Project) -> list[Requirement]:
    """Asked only where the latest recorded review found the project unfit: a typed name does not outweigh it."""
    last = Review.objects.filter(project=project).current().first()
    if last is None or last.is_good:
        return []
    how = f"{last.reviewed_on}的审查（{last.document_number}）结论为不得出台：修改扶持条款后重新审查并登记结果"
    return [Requirement("condition", "fair_competition_review", "公平竞争审查结论", how, met=False)]
