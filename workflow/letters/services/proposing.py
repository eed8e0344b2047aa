"""What the rules call for becomes proposals, each once; what they no longer call for lapses. Nothing is ever sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import audited
from projects.errors import Conflict
from projects.people.models import Officer, Organisation
from workflow.letters.acts import Act
from workflow.letters.kinds import EntryKind, LetterState
from workflow.letters.models import Ladder, Letter, Rung, Sweep
from workflow.letters.policies import check_may_run
from workflow.letters.queries.findings import Finding, findings
from workflow.letters.recipients import lead_of, values_of, whom_of
from workflow.letters.rungs import MOST_BODY, MOST_TITLE
from workflow.letters.services.keeping import move
from workflow.letters.texts import filled
from workflow.lights.models import LightNight

UNREAD = "昨夜的亮灯还没有记录完（零点后十分钟内），请稍后再试。"
GONE = "触发情形已消除，或已升为更高一级。"


def sweep(now: datetime) -> Sweep | None:
    """Once a day, whoever asks first and however often; None when the day has been looked at already.

    It waits for the reading of the night: an episode begins with its first reading.
    """
    on = timezone.localdate(now)
    if Sweep.objects.filter(on=on).exists() or not _is_read(on):
        return None
    try:
        return _sweep(on, now)
    except IntegrityError:
        if not Sweep.objects.filter(on=on).exists():
            raise
        return None  # somebody else was faster


def _is_read(on: date) -> bool:
    return LightNight.objects.filter(day=on - timedelta(days=1)).exists()


@audited()
def _sweep(on: date, now: datetime) -> Sweep:
    with transaction.atomic():
        done = Sweep.objects.create(on=on, at=now)
    ladders = [one for one in Ladder.objects.in_force_on(on) if one.is_active]
    for ladder in ladders:
        proposed, lapsed = _propose(ladder, on, by=None, now=now)
        done.proposed += proposed
        done.lapsed += lapsed
    done.save(update_fields=["proposed", "lapsed"])
    return done


@audited()
def propose_now(organisation: Organisation, *, by: Officer, now: datetime) -> tuple[int, int]:
    """The same for one organisation at once: how many were proposed and lapsed. ``Conflict`` without rules in use."""
    check_may_run(organisation, by)
    on = timezone.localdate(now)
    ladder = next(
        (one for one in Ladder.objects.filter(organisation=organisation).in_force_on(on) if one.is_active), None
    )
    if ladder is None:
        raise Conflict(f"{organisation}还没有启用督办规则，请先在“督办规则”中发布。", "no_ladder")
    if not _is_read(on):
        raise Conflict(UNREAD, "lights_unread")
    return _propose(ladder, on, by=by, now=now)


def _propose(ladder: Ladder, on: date, *, by: Officer | None, now: datetime) -> tuple[int, int]:
    rungs = {rung.line: rung for rung in ladder.rungs.all()}
    found = {one.key: one for one in findings(ladder.organisation, list(rungs), on=on)}
    known = {one.proposal_key: one for one in _held(ladder.organisation, found)}
    proposed = sum(
        _asked(found[key], rungs[found[key].rung], known.get(key), on, by=by, now=now) for key in sorted(found)
    )
    lapsed = 0
    for key, one in known.items():
        if key not in found and one.state == LetterState.PROPOSED:
            one.is_lapsed, one.closed_note, one.closed_at = True, GONE, now
            move(one, LetterState.DROPPED, EntryKind.LAPSED, Act.LAPSE, note=GONE, by=by, now=now)
            lapsed += 1
    return proposed, lapsed


def _held(organisation: Organisation, keys: Iterable[str]) -> list[Letter]:
    """Those that wait here, and those of the same causes, locked in one order."""
    waiting = Letter.objects.filter(organisation=organisation, state=LetterState.PROPOSED)
    same = Letter.objects.filter(proposal_key__in=list(keys))
    wanted = set(waiting.values_list("pk", flat=True)) | set(same.values_list("pk", flat=True))
    return list(
        Letter.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk__in=wanted)
        .exclude(proposal_key="")
        .order_by("pk")
    )


def _asked(found: Finding, rung: Rung, known: Letter | None, on: date, *, by: Officer | None, now: datetime) -> int:
    """1 when something was proposed, anew or again."""
    if known is None:
        return _new(found, rung, on, by=by, now=now)
    if known.state != LetterState.DROPPED or not known.is_lapsed:
        return 0
    known.is_lapsed, known.closed_note, known.closed_at = False, "", None
    move(known, LetterState.PROPOSED, EntryKind.PROPOSED, Act.PROPOSE, note=found.words, by=by, now=now)
    return 1


def _new(found: Finding, rung: Rung, on: date, *, by: Officer | None, now: datetime) -> int:
    letter = proposal_of(found, rung, on, now=now)
    try:
        with transaction.atomic():
            move(letter, LetterState.PROPOSED, EntryKind.PROPOSED, Act.PROPOSE, note=found.words, by=by, now=now)
    except IntegrityError:
        if not Letter.objects.filter(proposal_key=found.key).exists():
            raise
        return 0  # proposed in the same moment by somebody else
    return 1


def proposal_of(found: Finding, rung: Rung, on: date, *, now: datetime) -> Letter:
    """The letter with its text filled in as far as it is known today; not saved."""
    line, ladder = found.rung, rung.ladder
    unit = lead_of(found.project, found.item, on)
    if unit is None:
        assert found.previous is not None
        unit = found.previous.unit
    whom = whom_of(line.recipient, unit=unit, project=found.project, on=on)
    letter = Letter(
        organisation=ladder.organisation, project=found.project, item=found.item, rung=rung, previous=found.previous,
        level=line.level, kind=line.kind, colour=line.colour, proposal_key=found.key, trigger=found.words[:300],
        issuer=ladder.issuer, word=line.word, unit=whom.unit, recipient_kind=line.recipient, recipient=whom.officer,
        addressee=whom.addressee[:120], reply_days=line.reply_days, reply_count=line.reply_count,
        signer_kind=line.signer, created_at=now, updated_at=now,
    )  # fmt: skip
    values = values_of(letter, on=on, reasons=found.reasons)
    letter.title = filled(line.title, values)[: MOST_TITLE * 2]
    letter.body = filled(line.body, values)[: MOST_BODY * 2]
    return letter
