"""What the office does about a proposal: the real step, a term, or nothing for now, each with its reason."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from projects.audit.services import audited
from projects.days import check_plausible
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.ledger.services import locked_project
from projects.people.models import Officer
from projects.rows import one_or_none
from workflow.proposals.acts import Act
from workflow.proposals.facts import facts_on
from workflow.proposals.kinds import NOTICES, STEP_OF, EntryKind, ProposalKind, ProposalState
from workflow.proposals.models import Proposal
from workflow.proposals.policies import check_may_decide, check_may_note, check_open
from workflow.proposals.services.thread import move
from workflow.steps.reasons import WithdrawReason
from workflow.steps.services import take_step

MOST_TEXT = 500
_LONGEST = timedelta(days=366)


@audited()
def accept_proposal(
    proposal_id: UUID,
    *,
    text: str,
    by: Officer,
    now: datetime,
    deadline_on: date | None = None,
    reason: str = "",
    expected_version: int | None = None,
) -> Proposal:
    """退库 or 终止 by ``take_step``; a notice records its term (``deadline_on``) and words, and moves nothing.

    ``reason``: code of the termination of an exit. ``Conflict`` (``facts_changed``) when the facts no longer ask for
    it, and whatever ``take_step`` refuses.
    """
    proposal = _decidable(proposal_id, by=by, expected_version=expected_version)
    words, today = _said(text, "办理意见"), timezone.localdate(now)
    if (proposal.project_id, proposal.kind, proposal.episode) not in facts_on(today, only=proposal.project_id):
        raise Conflict("项目情况已有变化，这条建议不再成立，明日核对后会自动失效。", "facts_changed")
    if proposal.kind in NOTICES:
        proposal.deadline_on = _checked_term(deadline_on, today)
    else:
        _take(proposal, reason, words, by=by, now=now)
    _decide(proposal, words, by=by, now=now)
    term = f"（限期至{proposal.deadline_on}）" if proposal.deadline_on else ""
    move(proposal, ProposalState.ACCEPTED, EntryKind.ACCEPTED, Act.ACCEPT, text=f"{words}{term}", by=by, now=now)
    return proposal


@audited()
def dismiss_proposal(
    proposal_id: UUID, *, text: str, again_on: date, by: Officer, now: datetime, expected_version: int | None = None
) -> Proposal:
    """Nothing for now, with the reason and the day on which it may be proposed again."""
    proposal = _decidable(proposal_id, by=by, expected_version=expected_version)
    words, today = _said(text, "理由"), timezone.localdate(now)
    check_plausible(again_on, "again_on")
    if not today < again_on <= today + _LONGEST:
        raise Invalid("再次提出的日期应在明天至一年之内。", "again_on")
    proposal.again_on = again_on
    _decide(proposal, words, by=by, now=now)
    said = f"{words}（{again_on}后情况未变的再提）"
    move(proposal, ProposalState.DISMISSED, EntryKind.DISMISSED, Act.DISMISS, text=said, by=by, now=now)
    return proposal


@audited()
def note_proposal(
    proposal_id: UUID, *, text: str, by: Officer, now: datetime, expected_version: int | None = None
) -> Proposal:
    """A word by the project's units or the office; nothing moves."""
    proposal = _locked(proposal_id, by=by, expected_version=expected_version)
    check_may_note(proposal.project, by)
    move(proposal, proposal.state, EntryKind.NOTED, Act.NOTE, text=_said(text, "情况"), by=by, now=now)
    return proposal


def _locked(proposal_id: UUID, *, by: Officer, expected_version: int | None) -> Proposal:
    """The proposal with its project, both locked; the project first, so that nobody waits in a ring."""
    known = one_or_none(Proposal.objects.visible_to(by).filter(pk=proposal_id).values_list("project_id", flat=True))
    if known is None:
        raise NotFound("没有找到这条建议，或它不在您的查看范围内。")
    project = locked_project(known, by=by)
    proposal = Proposal.objects.select_for_update(no_key=True).get(pk=proposal_id)
    if expected_version is not None and proposal.version != expected_version:
        raise Stale()
    proposal.project = project
    return proposal


def _decidable(proposal_id: UUID, *, by: Officer, expected_version: int | None) -> Proposal:
    proposal = _locked(proposal_id, by=by, expected_version=expected_version)
    check_may_decide(proposal.project, by)
    check_open(proposal)
    return proposal


def _take(proposal: Proposal, reason: str, words: str, *, by: Officer, now: datetime) -> None:
    code = WithdrawReason.STALE.value if proposal.kind == ProposalKind.STALE else reason
    today = timezone.localdate(now)
    take_step(proposal.project_id, STEP_OF[proposal.kind], by=by, effective_on=today, note=words, reason=code, now=now)


def _decide(proposal: Proposal, words: str, *, by: Officer, now: datetime) -> None:
    proposal.answer, proposal.decided_by, proposal.decided_at = words, by, now


def _checked_term(deadline_on: date | None, today: date) -> date:
    if deadline_on is None:
        raise Invalid("请填写限期至哪一天。", "deadline_on", "required")
    check_plausible(deadline_on, "deadline_on")
    if not today < deadline_on <= today + _LONGEST:
        raise Invalid("限期应在明天至一年之内。", "deadline_on")
    return deadline_on


def _said(text: str, label: str) -> str:
    words = text.strip()
    if not words:
        raise Invalid(f"请写明{label}。", "text", "required")
    if len(words) > MOST_TEXT:
        raise Invalid(f"{label}最多{MOST_TEXT}字，现有{len(words)}字，请精简。", "text", "too_long")
    return words
