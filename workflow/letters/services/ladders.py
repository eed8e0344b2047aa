"""Laying down a ladder: a new version each time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid, Stale
from projects.lines import check_line
from projects.papers.services import checked_word
from projects.people.models import Officer, Organisation
from projects.people.policies import check_receives
from workflow.letters.acts import Act
from workflow.letters.models import Ladder, Rung
from workflow.letters.policies import check_may_keep_ladder
from workflow.letters.presets import BY_CODE
from workflow.letters.rungs import RungLine, check_rungs

OWN = "own"
"""Preset of a ladder that follows none."""


@audited()
def save_ladder(
    organisation: Organisation,
    lines: Sequence[RungLine],
    *,
    preset: str,
    issuer: str,
    valid_from: date,
    by: Officer,
    now: datetime,
    is_active: bool = True,
    basis: str = "",
    expected_number: int | None = None,
) -> Ladder:
    """A new version. ``is_active`` false: from that day on the organisation uses the ladder of the unit above it.

    ``expected_number``: the version the writer saw, 0 for none; ``Stale`` when another one was laid down since.
    Letters that have been proposed keep the texts they were proposed with.
    """
    check_may_keep_ladder(organisation, by)
    check_receives(organisation, timezone.localdate(now), field="organisation")
    _check(valid_from, preset, on=timezone.localdate(now))
    check_rungs(lines)
    for line in lines:
        checked_word(line.word)
    earlier = Ladder.objects.filter(organisation=organisation).order_by("-number").first()
    number = earlier.number if earlier else 0
    if expected_number is not None and expected_number != number:
        raise Stale()
    ladder = Ladder(organisation=organisation, number=number + 1, preset=preset, valid_from=valid_from)
    ladder.issuer, ladder.basis = _line(issuer, "发文机关", "issuer", 60), _line(basis, "依据", "basis", 120, False)
    ladder.is_active, ladder.created_by, ladder.created_at = is_active, by, now
    _save_new(ladder)
    Rung.objects.bulk_create([Rung(ladder=ladder, position=at, **line.values()) for at, line in enumerate(lines, 1)])
    _record(ladder, earlier.lines() if earlier else [], lines, by=by, now=now)
    return ladder


def _check(valid_from: date, preset: str, *, on: date) -> None:
    check_plausible(valid_from, "valid_from")
    if valid_from < on:
        raise Invalid("生效日期不能早于今天：已经发出的函件按当时的规则。", "valid_from")
    if preset not in (*BY_CODE, OWN):
        raise Invalid("请选择一个预设。", "preset")


def _line(text: str, label: str, field: str, most: int, is_needed: bool = True) -> str:
    line = check_line(text, label, field)
    if (is_needed and not line) or len(line) > most:
        raise Invalid(f"请填写{label}，最多{most}个字。", field)
    return line


def _save_new(ladder: Ladder) -> None:
    """``Conflict`` when somebody laid down this version in the same moment."""
    try:
        with transaction.atomic():
            ladder.save(force_insert=True)
    except IntegrityError as refused:
        raise Conflict("刚刚有人发布了新的规则版本，请刷新后核对再发布。", "ladder_taken") from refused


def _record(
    ladder: Ladder, before: Sequence[RungLine], after: Sequence[RungLine], *, by: Officer, now: datetime
) -> None:
    old, new = [line.text for line in before], [line.text for line in after]
    changes = [
        Difference(f"rung_{at + 1}", f"第{at + 1}条", _at(old, at), _at(new, at))
        for at in range(max(len(old), len(new)))
        if _at(old, at) != _at(new, at)
    ]
    state = "启用" if ladder.is_active else "停用（沿用上级规则）"
    record(Act.SAVE_LADDER, ladder, by=by, now=now, changes=changes, detail=f"{ladder.valid_from}起{state}")


def _at(texts: list[str], place: int) -> str:
    return texts[place] if place < len(texts) else ""
