"""The nightly look: what the facts ask for is proposed, what they no longer ask for lapses. It never acts by itself."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import audited
from workflow.proposals.acts import Act
from workflow.proposals.facts import Fact, Key, facts_on
from workflow.proposals.kinds import EntryKind, ProposalState
from workflow.proposals.models import Proposal, Sweep
from workflow.proposals.services.thread import move

GONE = "项目情况已有变化，这条建议不再成立。"


def sweep(now: datetime) -> Sweep | None:
    """Once a day, whoever asks first and however often; None when the day has been looked at already."""
    on = timezone.localdate(now)
    if Sweep.objects.filter(on=on).exists():
        return None
    try:
        return _sweep(on, now)
    except IntegrityError:
        if not Sweep.objects.filter(on=on).exists():
            raise
        return None  # somebody else was faster


@audited()
def _sweep(on: date, now: datetime) -> Sweep:
    with transaction.atomic():
        done = Sweep.objects.create(on=on, at=now)
    facts = facts_on(on)
    known = {(one.project_id, one.kind, one.episode): one for one in _held(facts)}
    for key in sorted(facts, key=str):
        done.proposed += _propose(facts[key], known.get(key), on, now)
    for key, one in known.items():
        if key not in facts and one.state != ProposalState.ACCEPTED:
            move(one, ProposalState.LAPSED, EntryKind.LAPSED, Act.LAPSE, text=GONE, by=None, now=now)
            done.lapsed += 1
    done.save(update_fields=["proposed", "lapsed"])
    return done


def _held(facts: dict[Key, Fact]) -> list[Proposal]:
    """Those that wait, and those about the same projects, locked in one order."""
    waiting = Proposal.objects.filter(state__in=[ProposalState.OPEN, ProposalState.DISMISSED])
    same = Proposal.objects.filter(project__in={fact.project.pk for fact in facts.values()})
    wanted = set(waiting.values_list("pk", flat=True)) | set(same.values_list("pk", flat=True))
    held = Proposal.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=wanted).select_related("project")
    return [one for one in held.order_by("pk") if one.state != ProposalState.LAPSED or _asked(one, facts)]


def _asked(one: Proposal, facts: dict[Key, Fact]) -> bool:
    return (one.project_id, one.kind, one.episode) in facts


def _propose(fact: Fact, known: Proposal | None, on: date, now: datetime) -> int:
    """1 when something was proposed, anew or again."""
    if known is None:
        made = Proposal(
            project=fact.project, kind=fact.kind, episode=fact.episode, because=fact.because,
            follows=fact.follows, proposed_at=now, updated_at=now,
        )  # fmt: skip
        move(made, ProposalState.OPEN, EntryKind.PROPOSED, Act.PROPOSE, text=fact.because, by=None, now=now)
        return 1
    is_due = known.state == ProposalState.DISMISSED and known.again_on is not None and known.again_on <= on
    if not (is_due or known.state == ProposalState.LAPSED):
        return 0
    known.because, known.proposed_at, known.again_on = fact.because, now, None
    move(known, ProposalState.OPEN, EntryKind.AGAIN, Act.PROPOSE, text=fact.because, by=None, now=now)
    return 1
