"""Who decides on a proposal, and who may add a word."""

from __future__ import annotations

from projects.errors import Conflict, NotAllowed
from projects.ledger.models import Project
from projects.ledger.policies import may_write
from projects.people.models import Officer
from projects.people.roles import Permission
from workflow.proposals.models import Proposal


def may_decide(project: Project, by: Officer) -> bool:
    """The dispatch office in whose subtree the project lands."""
    root = by.scope_root
    return by.may(Permission.DISPATCH_WRITE) and root is not None and root.contains(project.landing_organisation)


def check_may_decide(project: Project, by: Officer) -> None:
    """``NotAllowed`` unless ``may_decide``."""
    if not may_decide(project, by):
        raise NotAllowed("进退建议由项目落地单位的上级调度办公室办理，请联系该办公室的调度员。")


def may_note(project: Project, by: Officer) -> bool:
    """The office, or a clerk of the project's units."""
    return may_decide(project, by) or may_write(project, by)


def check_may_note(project: Project, by: Officer) -> None:
    """``NotAllowed`` unless ``may_note``."""
    if not may_note(project, by):
        raise NotAllowed("补充情况由项目单位的填报员或调度办公室填写，请联系他们。")


def check_open(proposal: Proposal) -> None:
    """``Conflict`` for one that is done with."""
    if not proposal.is_open:
        raise Conflict(f"这条建议目前是“{proposal.get_state_display()}”，不能再办理，请刷新后查看。", "proposal_state")
