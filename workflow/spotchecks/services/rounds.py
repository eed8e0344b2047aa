"""Planning a round and fixing its sample, once and for good."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.ledger.stages import STAGE_STEPS
from projects.lines import check_line
from projects.people.models import Officer, Organisation
from projects.rows import one_or_none
from workflow.spotchecks.acts import Act
from workflow.spotchecks.kinds import Method, RoundState
from workflow.spotchecks.models import FrameRow, Round, Visit
from workflow.spotchecks.models.visits import visible_rounds
from workflow.spotchecks.policies import check_may_plan, check_may_run
from workflow.spotchecks.queries import frame_of
from workflow.spotchecks.sampling import ALGORITHM, draw, frame_hash
from workflow.spotchecks.strata import DIMENSIONS

MOST_SIZE, MOST_DAYS, MOST_FRAME = 500, 90, 20_000
FIELDS = ("title", "steps", "from_on", "to_on", "dimensions", "method", "size", "seed", "days", "skips_checked")
_SEED_BYTES = 16


@audited()
def plan_round(values: Mapping[str, Any], *, by: Officer, now: datetime) -> Round:
    """A new round of the own territory; ``values``: ``FIELDS``. An empty seed is drawn. ``Invalid`` names the field."""
    check_may_plan(by)
    root = by.scope_root
    assert root is not None  # who may plan has one
    made = Round(organisation=root, created_by=by, created_at=now, updated_at=now)
    _set(made, values)
    made.year = timezone.localdate(now).year
    _save_numbered(made, root)
    record(Act.PLAN, made, by=by, now=now, detail=_told(made), name=str(made))
    return made


@audited()
def edit_round(
    round_id: UUID, values: Mapping[str, Any], *, by: Officer, now: datetime, expected_version: int | None = None
) -> Round:
    """Change a round that is still planned; a changed seed stands in the audit log."""
    round_ = _planned(round_id, by=by, expected_version=expected_version)
    before = round_.seed
    _set(round_, values)
    _save(round_, now=now)
    changes = [Difference("seed", "随机种子", before, round_.seed)] if before != round_.seed else []
    record(Act.EDIT, round_, by=by, now=now, changes=changes, detail=_told(round_), name=str(round_))
    return round_


@audited()
def fix_round(round_id: UUID, *, by: Officer, now: datetime, expected_version: int | None = None) -> Round:
    """Freeze the frame as known now, draw, and make one visit of each drawn step."""
    round_ = _planned(round_id, by=by, expected_version=expected_version)
    frame = frame_of(round_, by, known_at=now)
    if not frame:
        raise Invalid("符合条件的认定一个也没有，请调整节点、时间段后再固定。", "steps", "empty_frame")
    if len(frame) > MOST_FRAME:
        raise Invalid(f"抽样框有{len(frame)}项，最多{MOST_FRAME}项，请缩短时间段。", "from_on", "large_frame")
    _keep(round_, frame)
    round_.state, round_.algorithm = RoundState.FIXED, ALGORITHM
    round_.frame_size, round_.frame_sha256 = len(frame), frame_hash(frame)
    round_.known_at = round_.fixed_at = now
    round_.fixed_by = by
    _save(round_, now=now)
    told = f"抽样框{len(frame)}项，SHA-256 {round_.frame_sha256}，种子 {round_.seed}"
    record(Act.FIX, round_, by=by, now=now, detail=told, name=str(round_))
    return round_


def _keep(round_: Round, frame: list[tuple[str, str]]) -> None:
    """The frame with its draw, and the visits numbered by stratum and place."""
    ranked = draw(frame, seed=round_.seed, method=round_.method, size=round_.size)
    FrameRow.objects.bulk_create(
        [
            FrameRow(
                round=round_, transition_id=UUID(one.key), stratum=one.stratum, place=one.place, is_drawn=one.is_drawn
            )
            for one in ranked
        ]
    )
    drawn = round_.frame.filter(is_drawn=True).order_by("stratum", "place").values_list("pk", "transition__project")
    Visit.objects.bulk_create(
        [
            Visit(round=round_, row_id=row, project_id=project, number=number)
            for number, (row, project) in enumerate(drawn, 1)
        ]
    )


def _planned(round_id: UUID, *, by: Officer, expected_version: int | None) -> Round:
    """The round under lock, still planned."""
    round_ = one_or_none(
        Round.objects.select_for_update(no_key=True).filter(pk__in=visible_rounds(by).values("pk"), pk=round_id)
    )
    if round_ is None:
        raise NotFound("没有找到这一轮核查，或它不在您的查看范围内。")
    check_may_run(round_, by)
    if round_.is_fixed:
        raise Conflict("抽样名单已经固定，不能再修改；需要时请另开一轮。", "round_fixed")
    if expected_version is not None and round_.version != expected_version:
        raise Stale()
    return round_


def _set(round_: Round, values: Mapping[str, Any]) -> None:
    for name in FIELDS:
        if name in values:
            setattr(round_, name, values[name])
    round_.title = check_line(round_.title, "名称", "title")
    round_.seed = check_line(round_.seed, "随机种子", "seed") or secrets.token_hex(_SEED_BYTES)
    _check_lists(round_)
    _check_numbers(round_)


def _check_lists(round_: Round) -> None:
    if not round_.title:
        raise Invalid("请填写名称。", "title")
    if not round_.steps or any(step not in STAGE_STEPS for step in round_.steps):
        raise Invalid("请选择要核查的节点（签约、注册、开工、投产）。", "steps")
    if any(name not in DIMENSIONS for name in round_.dimensions):
        raise Invalid("没有这种分层方式，请从列表中选择。", "dimensions")
    if round_.method not in Method.values:
        raise Invalid("请选择样本的分配方式。", "method")


def _check_numbers(round_: Round) -> None:
    check_plausible(round_.from_on, "from_on")
    check_plausible(round_.to_on, "to_on")
    if round_.from_on > round_.to_on:
        raise Invalid("截止日期不能早于起始日期。", "to_on")
    if not 1 <= round_.size <= MOST_SIZE:
        raise Invalid(f"样本数应在1到{MOST_SIZE}之间。", "size")
    if not 1 <= round_.days <= MOST_DAYS:
        raise Invalid(f"核查时限应在1到{MOST_DAYS}个工作日之间。", "days")


def _save_numbered(round_: Round, root: Organisation) -> None:
    """The next number of the year; of two at once the second is refused by the constraint and tries again."""
    same = Round.objects.filter(organisation=root, year=round_.year)
    for _ in range(5):
        round_.sequence = (same.aggregate(last=Max("sequence"))["last"] or 0) + 1
        try:
            with transaction.atomic():
                round_.save(force_insert=True)
        except IntegrityError:
            continue
        return
    raise Conflict("同时有多人新建核查轮次，请稍后再试。")


def _save(round_: Round, *, now: datetime) -> None:
    round_.version += 1
    round_.updated_at = now
    round_.save()


def _told(round_: Round) -> str:
    period = f"{round_.from_on} 至 {round_.to_on}"
    return f"{round_.steps_label}，{period}，{round_.dimensions_label}，{round_.get_method_display()} {round_.size}"
