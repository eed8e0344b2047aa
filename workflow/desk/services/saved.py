"""Saved views and own preferences. A view is changed and deleted by who saved it; others only read it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from projects.audit.services import audited, differences, reading, record
from projects.errors import Conflict, Invalid, NotFound, Stale
from projects.lines import check_line
from projects.people.models import Officer, Organisation
from projects.rows import one_or_none
from workflow.desk.acts import Act
from workflow.desk.models import ListPreference, SavedView

MOST_VIEWS = 50
LABELS = {
    "name": "名称",
    "query": "筛选条件",
    "columns": "显示列",
    "shared_with": "共享范围",
    "position": "顺序",
}


@audited()
def save_view(
    name: str, query: str, columns: str, *, shared_with: Organisation | None = None, by: Officer, now: datetime
) -> SavedView:
    """Keep filters and columns under ``name``. ``Conflict`` when one's own view has that name already."""
    own = SavedView.objects.filter(officer=by)
    if own.count() >= MOST_VIEWS:
        raise Conflict(f"最多保存 {MOST_VIEWS} 个常用视图，请先删除不用的。")
    last = own.order_by("-position").values_list("position", flat=True).first() or 0
    view = SavedView(
        officer=by,
        name=_checked(name),
        query=query,
        columns=columns,
        shared_with=shared_with,
        position=last + 1,
        created_at=now,
        updated_at=now,
    )
    _put(view)
    record(Act.SAVE_VIEW, view, by=by, now=now, detail=query)
    return view


@audited()
def change_view(
    view_id: UUID, *, by: Officer, now: datetime, expected_version: int, **changes: str | int | Organisation | None
) -> SavedView:
    """Change ``name``, ``query``, ``columns``, ``shared_with`` or ``position`` of an own view."""
    unknown = set(changes) - set(LABELS)
    if unknown:
        raise Invalid(f"常用视图没有这些内容：{'、'.join(sorted(unknown))}。")
    view = _own_view(view_id, by=by, expected_version=expected_version)
    before = reading(view, LABELS)
    if "name" in changes:
        changes["name"] = _checked(str(changes["name"]))
    for name, value in changes.items():
        setattr(view, name, value)
    changed = differences(before, reading(view, LABELS), LABELS)
    if changed:
        view.version += 1
        view.updated_at = now
        _put(view)
        record(Act.CHANGE_VIEW, view, by=by, now=now, changes=changed)
    return view


@audited()
def remove_view(view_id: UUID, *, by: Officer, now: datetime, expected_version: int) -> None:
    """Delete an own view; for whoever opened it first by habit the list begins with everything again."""
    view = _own_view(view_id, by=by, expected_version=expected_version)
    record(Act.REMOVE_VIEW, view, by=by, now=now, detail=view.query)
    view.delete()


@audited()
def prefer_view(view_id: UUID | None, *, by: Officer, now: datetime) -> None:
    """The list opens with this view from now on; None: with everything."""
    view = one_or_none(SavedView.objects.usable_by(by).filter(pk=view_id)) if view_id else None
    if view_id and view is None:
        raise NotFound("没有找到这个视图，它可能已被删除或不再共享。")
    ListPreference.objects.update_or_create(officer=by, defaults={"first_view": view, "updated_at": now})
    record(Act.PREFER, view, by=by, now=now, name="" if view else "全部项目", detail="默认视图")


@audited()
def keep_columns(columns: str, *, by: Officer, now: datetime) -> None:
    """The columns that the officer sees from now on, by their keys; empty: the usual ones."""
    ListPreference.objects.update_or_create(officer=by, defaults={"columns": columns, "updated_at": now})
    record(Act.PREFER, by=by, now=now, name="显示列", detail=columns or "恢复默认")


def _own_view(view_id: UUID, *, by: Officer, expected_version: int) -> SavedView:
    view = one_or_none(SavedView.objects.select_for_update(no_key=True).filter(pk=view_id, officer=by))
    if view is None:
        raise NotFound("没有找到这个视图；共享的视图只能由保存人修改。")
    if view.version != expected_version:
        raise Stale
    return view


def _checked(name: str) -> str:
    line = check_line(name, "名称", "name")
    if not line:
        raise Invalid("请给视图起个名称。", "name")
    if len(line) > 40:
        raise Invalid("名称最多40个字。", "name")
    return line


def _put(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as refused:
        if not SavedView.objects.filter(officer=view.officer, name=view.name).exclude(pk=view.pk).exists():
            raise
        raise Conflict(f"您已有名为“{view.name}”的视图，请换个名称，或打开它后覆盖保存。") from refused
