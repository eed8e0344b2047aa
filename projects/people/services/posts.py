"""Chairs, and who sits on them: 任免."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import Difference, audited, differences, reading, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid
from projects.lines import check_line
from projects.people.acts import Act
from projects.people.models import Officer, Organisation, Post, Tenure
from projects.people.policies import check_may_keep, check_receives

LABELS = {"title": "职务", "is_principal": "主要负责人"}
LONGEST_TITLE = 60


@audited()
def add_post(
    organisation: Organisation, *, title: str, is_principal: bool = False, by: Officer | None, now: datetime
) -> Post:
    """A new chair. ``Conflict`` when the unit has one of this title, or has ended."""
    check_may_keep(organisation, by)
    check_receives(organisation, timezone.localdate(now))
    post = Post(organisation=organisation, title=_title(title), is_principal=is_principal)
    _save(post)
    record(Act.ADD_POST, post, by=by, now=now)
    return post


@audited()
def update_post(post: Post, *, title: str, is_principal: bool, by: Officer | None, now: datetime) -> Post:
    """Another title, or whether its holder is the 主要负责人."""
    locked = Post.objects.select_for_update(of=("self",), no_key=True).select_related("organisation").get(pk=post.pk)
    check_may_keep(locked.organisation, by)
    before = reading(locked, LABELS)
    locked.title, locked.is_principal = _title(title), is_principal
    changed = differences(before, reading(locked, LABELS), LABELS)
    if changed:
        _save(locked)
        record(Act.UPDATE_POST, locked, by=by, now=now, changes=changed)
    return locked


def _title(text: str) -> str:
    title = check_line(text, "职务", "title")
    if not 1 <= len(title) <= LONGEST_TITLE:
        raise Invalid("请填写职务，不超过60个字。", "title")
    return title


def _save(post: Post) -> None:
    try:
        with transaction.atomic():
            post.save()
    except IntegrityError as refused:
        raise Conflict(f"“{post.organisation}”已有职务“{post.title}”。") from refused


@audited()
def start_tenure(
    post: Post, officer: Officer, *, valid_from: date, basis: str = "", by: Officer | None, now: datetime
) -> Tenure:
    """Seat ``officer``; whoever sits there leaves the day before."""
    check_may_keep(post.organisation, by)
    check_receives(post.organisation, timezone.localdate(now))
    check_plausible(valid_from, "valid_from")
    Post.objects.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
    current = post.tenures.filter(valid_to__isnull=True).first()
    if current is not None and current.officer == officer:
        raise Conflict(f"{officer}现在就任{post.title}，不需要再登记。")
    _check_after(valid_from, current, post)
    if current is not None:
        current.valid_to = valid_from - timedelta(days=1)
        current.save(update_fields=["valid_to"])
    tenure = Tenure.objects.create(post=post, officer=officer, valid_from=valid_from, basis=basis)
    before = str(current.officer) if current else ""
    change = Difference("officer", "任职人", before, str(officer))
    record(Act.START_TENURE, post, by=by, now=now, changes=[change], detail=f"自{valid_from}起；{basis}")
    return tenure


def _check_after(valid_from: date, current: Tenure | None, post: Post) -> None:
    if current is not None and valid_from <= current.valid_from:
        raise Invalid(f"任职起始日期应晚于现任起始日期{current.valid_from}。", "valid_from")
    last = post.tenures.filter(valid_to__gte=valid_from).order_by("-valid_to").first()
    if last is not None:
        raise Invalid(f"任职起始日期应晚于前任离任日期{last.valid_to}。", "valid_from")


@audited()
def end_tenure(tenure: Tenure, *, valid_to: date, basis: str = "", by: Officer | None, now: datetime) -> Tenure:
    """The last day on the chair; it stands empty afterwards."""
    check_may_keep(tenure.post.organisation, by)
    locked = (
        Tenure.objects.select_for_update(of=("self",), no_key=True).select_related("officer", "post").get(pk=tenure.pk)
    )
    if locked.valid_to is not None:
        raise Conflict(f"{locked.officer}已于{locked.valid_to}离任，请刷新页面。")
    if valid_to < locked.valid_from:
        raise Invalid(f"离任日期不能早于任职起始日期{locked.valid_from}。", "valid_to")
    if valid_to > timezone.localdate(now):
        raise Invalid("离任日期不能晚于今天。", "valid_to")
    locked.valid_to = valid_to
    locked.save(update_fields=["valid_to"])
    change = Difference("officer", "任职人", str(locked.officer), "")
    record(Act.END_TENURE, locked.post, by=by, now=now, changes=[change], detail=f"至{valid_to}；{basis}")
    return locked
