"""Who reports, who raises a problem, who answers it."""

from __future__ import annotations

from projects.errors import NotAllowed
from projects.ledger.policies import may_write
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from projects.progress.models import Problem

_HANDS = (Permission.PROJECT_WRITE, Permission.CLAIM_VERIFY, Permission.DISPATCH_WRITE)
ANSWERERS = "问题由被请求协调的单位或本级调度办公室答复，请联系他们办理。"


def may_answer(asked: Organisation, by: Officer) -> bool:
    """The office whose subtree holds the asked unit; or somebody of the asked unit itself who does more than read."""
    root, unit = by.scope_root, by.organisation
    if root is None or not root.contains(asked):
        return False
    is_own = unit is not None and asked.contains(unit)
    return by.may(Permission.DISPATCH_WRITE) or (is_own and any(by.may(one) for one in _HANDS))


def check_may_answer(problem: Problem, by: Officer) -> None:
    """``NotAllowed`` unless ``may_answer``."""
    if not may_answer(problem.asked_organisation, by):
        raise NotAllowed(ANSWERERS)


def may_take_part(problem: Problem, by: Officer) -> bool:
    """A clerk of the project's units, or who answers."""
    return may_write(problem.project, by) or may_answer(problem.asked_organisation, by)


def check_may_take_part(problem: Problem, by: Officer) -> None:
    """``NotAllowed`` unless ``may_take_part``."""
    if not may_take_part(problem, by):
        raise NotAllowed("只有项目单位的填报员、被请求协调的单位和本级调度办公室可以办理这个问题。")
