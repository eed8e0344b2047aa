"""A part as it ought to have been written down: post, first day, basis. What was said before stays in the history."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from projects.audit.services import audited, record
from projects.errors import Conflict, Invalid, Stale
from projects.ledger.acts import Act
from projects.ledger.kinds import ResponsibilityRole, RowKind
from projects.ledger.models import Project, Responsibility
from projects.ledger.policies import check_may_assign
from projects.ledger.services.projects import save_version
from projects.ledger.services.responsibilities import check_chief, end_responsibility, locked_part
from projects.ledger.services.rows import keep_row, shown_row
from projects.people.models import Officer, Post
from projects.people.policies import check_receives

AMENDED = ("post", "valid_from", "basis", "reason")


def change_responsibility(
    responsibility_id: UUID,
    values: Mapping[str, Any],
    *,
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> Responsibility:
    """Amend what ``values`` name (``AMENDED``), then end the part where they hold ``valid_to``; all of it or nothing.

    Beside ``valid_to`` the ``reason`` is why it ends.
    """
    last, why = values.get("valid_to"), str(values.get("reason", ""))
    amended = {name: values[name] for name in AMENDED if name in values and not (last and name == "reason")}
    if last is None:
        return amend_responsibility(responsibility_id, amended, by=by, now=now, expected_version=expected_version)
    if not amended:
        return end_responsibility(
            responsibility_id, valid_to=last, reason=why, by=by, now=now, expected_version=expected_version
        )
    with audited():
        made = amend_responsibility(responsibility_id, amended, by=by, now=now, expected_version=expected_version)
        return end_responsibility(
            responsibility_id, valid_to=last, reason=why, by=by, now=now, expected_version=made.version
        )


@audited()
def amend_responsibility(
    responsibility_id: UUID,
    values: Mapping[str, Any],
    *,
    by: Officer,
    now: datetime,
    expected_version: int | None = None,
) -> Responsibility:
    """Set right a part that goes on: ``values`` of ``AMENDED``. Another person is another part (``assign``).

    The post and the first day of a chief follow from who was appointed after whom: ``Invalid`` (``by_appointment``).
    ``Conflict`` when the part has ended: it stays as it was told. Saying what is so already changes nothing.
    """
    project, held = locked_part(responsibility_id, by=by)
    check_may_assign(project, by)
    if expected_version is not None and held.version != expected_version:
        raise Stale()
    if held.valid_to is not None:
        raise Conflict("这项责任已经结束，登记的内容不再更改。")
    before = shown_row(held, AMENDED)
    _apply(project, held, values, today=timezone.localdate(now))
    after = shown_row(held, AMENDED)
    changes = keep_row(
        project, RowKind.RESPONSIBILITY, held.pk, title=str(held), before=before, after=after, by=by, now=now
    )
    if changes:
        held.version += 1
        held.updated_at = now
        held.save(update_fields=[*AMENDED, "version", "updated_at"])
        record(Act.AMEND_RESPONSIBILITY, project, by=by, now=now, changes=changes, detail=str(held))
        save_version(project, now=now)
    return held


def _apply(project: Project, held: Responsibility, values: Mapping[str, Any], *, today: date) -> None:
    """Onto ``held``, checked as when it was given."""
    post: Post | None = values.get("post", held.post)
    first: date = values.get("valid_from", held.valid_from)
    had_why = bool(held.basis or held.reason)
    held.basis = values.get("basis", held.basis).strip()
    held.reason = values.get("reason", held.reason).strip()
    if held.role == ResponsibilityRole.CHIEF:
        _check_chief_stays(held, post, first)
        check_chief(held.post, held.reason)
        if had_why and not (held.basis or held.reason):
            raise Invalid("首席责任人的依据文件和理由不能都清空，请至少保留一项。", "basis")
    elif (post, first) != (held.post, held.valid_from):
        _check_days(project, held, first, today=today)
        _check_post(held, post, first, today=today)
        held.post, held.valid_from = post, first


def _check_chief_stays(held: Responsibility, post: Post | None, first: date) -> None:
    for name, label, moved in (
        ("post", "职务", post != held.post),
        ("valid_from", "起始日期", first != held.valid_from),
    ):
        if moved:
            raise Invalid(
                f"首席责任人的{label}不能这样修改：请重新指定首席责任人，现任随之结束。", name, "by_appointment"
            )


def _check_days(project: Project, held: Responsibility, first: date, *, today: date) -> None:
    if first > today:
        raise Invalid("起始日期不能晚于今天。", "valid_from")
    same = project.responsibilities.filter(role=held.role, officer=held.officer, valid_to__gte=first)
    if same.exclude(pk=held.pk).exists():
        raise Conflict(f"{held.officer}在{first}之后已登记过同一责任的另一段，请核对起始日期。")


def _check_post(held: Responsibility, post: Post | None, first: date, *, today: date) -> None:
    if post is None:
        return
    if post != held.post:
        check_receives(post.organisation, today, field="post")
    if post.holder_on(first) != held.officer:
        raise Invalid(f"{held.officer}在{first}并不担任“{post}”，请核对任职记录。", "post")
