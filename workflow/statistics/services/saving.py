"""Keeping a question under a name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from projects.audit.services import audited, record
from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from projects.lines import check_line
from projects.people.models import Officer
from projects.people.roles import Permission
from workflow.statistics.acts import Act
from workflow.statistics.figures import Question
from workflow.statistics.keys import encode
from workflow.statistics.models import SavedQuestion

MOST = 100
"""Questions that one officer keeps."""


@audited()
def save_question(
    question: Question,
    *,
    name: str,
    by: Officer,
    now: datetime,
    is_shared: bool = False,
    is_moving: bool = True,
    view: Mapping[str, Any] | None = None,
) -> SavedQuestion:
    """Keep ``question`` for oneself, or shared with one's unit and those below it.

    ``Conflict`` (``name_taken``, ``too_many``), ``Invalid`` for the name, ``NotAllowed`` without sight of statistics.
    """
    _check_may(by)
    if SavedQuestion.objects.filter(owner=by).count() >= MOST:
        raise Conflict(f"每人最多保存{MOST}项统计，请先删除不用的。", "too_many")
    saved = SavedQuestion(owner=by, created_at=now, version=0)
    _write(saved, question, name=name, is_shared=is_shared, is_moving=is_moving, view=view, by=by, now=now)
    record(Act.SAVE, saved, by=by, now=now)
    return saved


@audited()
def change_question(
    saved_id: UUID,
    question: Question,
    *,
    name: str,
    by: Officer,
    now: datetime,
    is_shared: bool = False,
    is_moving: bool = True,
    view: Mapping[str, Any] | None = None,
    expected_version: int | None = None,
) -> SavedQuestion:
    """Another question, name or readership; by its owner alone. ``Stale`` on an older version."""
    saved = _own(saved_id, by, expected_version)
    _write(saved, question, name=name, is_shared=is_shared, is_moving=is_moving, view=view, by=by, now=now)
    record(Act.CHANGE, saved, by=by, now=now)
    return saved


@audited()
def remove_question(saved_id: UUID, *, by: Officer, now: datetime, expected_version: int | None = None) -> None:
    """Forget it; by its owner alone. No figure depends on it."""
    saved = _own(saved_id, by, expected_version)
    record(Act.REMOVE, saved, by=by, now=now)
    saved.delete()


def _write(
    saved: SavedQuestion,
    question: Question,
    *,
    name: str,
    is_shared: bool,
    is_moving: bool,
    view: Mapping[str, Any] | None,
    by: Officer,
    now: datetime,
) -> None:
    unit = by.scope_root
    if is_shared and unit is None:
        raise Invalid("您不属于任何单位，不能共享，请只为自己保存。", "is_shared")
    saved.name, saved.key, saved.view = _checked_name(name), encode(question), dict(view or {})
    saved.is_shared, saved.is_moving, saved.organisation = is_shared, is_moving, unit
    saved.updated_at, saved.version = now, saved.version + 1
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as refused:
        raise Conflict(f"您已保存过名为“{saved.name}”的统计，请换一个名称。", "name_taken") from refused


def _checked_name(name: str) -> str:
    most = SavedQuestion._meta.get_field("name").max_length or 0
    text = check_line(name, "名称", "name").strip()
    if not text:
        raise Invalid("请填写名称。", "name", "required")
    if len(text) > most:
        raise Invalid(f"名称最多{most}个字。", "name")
    return text


def _own(saved_id: UUID, by: Officer, expected_version: int | None) -> SavedQuestion:
    if not SavedQuestion.objects.visible_to(by).filter(pk=saved_id).exists():
        raise NotFound("没有找到这项保存的统计。")
    saved = SavedQuestion.objects.select_for_update(of=("self",), no_key=True).get(pk=saved_id)
    if saved.owner_id != by.pk:
        raise NotAllowed("只有保存人可以修改或删除，请另存一份。")
    if expected_version is not None and saved.version != expected_version:
        raise Stale
    return saved


def _check_may(by: Officer) -> None:
    if not by.may(Permission.STATISTICS_READ):
        raise NotAllowed("您没有查看统计的权限。")
