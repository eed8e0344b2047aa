"""Who lays down procedures, asks for decisions and answers them: who may, apart from when it is allowed (ADR 0007)."""

from __future__ import annotations

from projects.errors import NotAllowed
from projects.ledger.models import Project
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.decisions.models import Decision
from workflow.steps.models import spoken_for
from workflow.steps.policies import is_of_project


def may_keep_procedure(organisation: Organisation, by: Officer) -> bool:
    """The dispatch office in whose subtree the organisation stands."""
    root = by.scope_root
    return by.may(Permission.DISPATCH_WRITE) and root is not None and root.contains(organisation)


def check_may_keep_procedure(organisation: Organisation, by: Officer) -> None:
    """``NotAllowed`` unless ``may_keep_procedure``."""
    if not may_keep_procedure(organisation, by):
        raise NotAllowed("决策流程由本级调度办公室维护，请联系调度员修改。")


def check_may_ask(project: Project, by: Officer) -> None:
    """A unit of the project starts, mends and withdraws."""
    if not by.may(Permission.CLAIM_WRITE):
        raise NotAllowed("您没有发起决策的权限，请由项目单位的填报员办理。")
    if not is_of_project(project, by):
        raise NotAllowed("只有项目的落地、牵头或首谈单位可以发起决策，请联系这些单位的填报员。")


def may_ask(project: Project, by: Officer) -> bool:
    """The question behind ``check_may_ask``."""
    try:
        check_may_ask(project, by)
    except NotAllowed:
        return False
    return True


def check_may_mend(decision: Decision, by: Officer) -> None:
    """Who may ask, in the unit of who asked."""
    check_may_ask(decision.project, by)
    root, author = by.scope_root, decision.started_by.organisation
    if decision.started_by_id != by.pk and (root is None or author is None or not root.contains(author)):
        raise NotAllowed(f"这项决策由{author}发起，只有该单位可以补充或撤回。")


def may_mend(decision: Decision, by: Officer) -> bool:
    """The question behind ``check_may_mend``."""
    try:
        check_may_mend(decision, by)
    except NotAllowed:
        return False
    return True


def check_may_answer(decision: Decision, by: Officer) -> None:
    """Never who asked, at any turn; then the unit of the step, its offices, or a government above it.

    A key that was given the scope ``claim:verify`` speaks for the unit it was issued to: its own projects as well.
    """
    if decision.turns.filter(asked_by=by).exists():
        raise NotAllowed("发起人不能办理自己发起的决策，请由办理单位的其他人员办理。", "four_eyes")
    if not by.may(Permission.CLAIM_VERIFY):
        raise NotAllowed("您没有认定权限，不能办理决策步骤，请联系管理员授予认定员角色。")
    own, unit = by.organisation, decision.unit
    speaks = own is not None and (own.contains(unit) or unit.path in spoken_for(own))
    if by.kind == Officer.Kind.SERVICE:
        speaks = speaks or (own is not None and own.contains(decision.project.landing_organisation))
    if not speaks:
        raise NotAllowed(f"“{decision.step}”由{unit}办理，您所在的单位不能办理。")


def why_not_answer(decision: Decision, by: Officer) -> str:
    """The sentence of the refusal; empty when they may."""
    try:
        check_may_answer(decision, by)
    except NotAllowed as refused:
        return refused.detail
    return ""
