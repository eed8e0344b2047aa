"""Members of bodies and teams, and the units behind a team."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid
from projects.people.acts import Act
from projects.people.models import HEADS, Backing, Kind, Membership, Officer, Organisation, Part
from projects.people.policies import check_may_keep, check_receives
from projects.people.services.locks import locked_organisation


@audited()
def add_member(
    body: Organisation,
    officer: Officer,
    *,
    part: str,
    valid_from: date,
    organisation: Organisation | None = None,
    basis: str = "",
    by: Officer | None,
    now: datetime,
) -> Membership:
    """Seat ``officer`` in a body or team for ``organisation`` (his own unit when not given). One head at a time."""
    locked = locked_organisation(body)
    check_may_keep(locked, by)
    if not locked.is_group:
        raise Invalid("只有领导小组、联席会议、专班、小分队登记成员。", "body")
    check_receives(locked, timezone.localdate(now))
    unit = organisation or officer.organisation
    if unit is None:
        raise Invalid("请选择所代表的单位。", "organisation", "required")
    if part not in Part.values:
        raise Invalid("请选择身份。", "part")
    _check_begin(valid_from, now=now)
    _check_one_head(locked, part, valid_from)
    member = Membership(body=locked, officer=officer, organisation=unit, part=part, valid_from=valid_from, basis=basis)
    _insert(member, f"{officer}已经是{locked}的{Part(part).label}，或这一身份刚刚由他人登记，请刷新后核对。")
    change = Difference("member", str(Part(part).label), "", f"{officer}（{unit}）")
    record(Act.ADD_MEMBER, locked, by=by, now=now, changes=[change], detail=f"自{valid_from}起；{basis}")
    return member


@audited()
def end_member(member: Membership, *, valid_to: date, basis: str = "", by: Officer | None, now: datetime) -> Membership:
    """The last day of a membership; the row stays."""
    check_may_keep(member.body, by)
    locked = (
        Membership.objects.select_for_update(of=("self",), no_key=True)
        .select_related("officer", "body")
        .get(pk=member.pk)
    )
    _check_end(locked, valid_to, now=now)
    locked.valid_to = valid_to
    locked.save(update_fields=["valid_to"])
    change = Difference("member", locked.get_part_display(), str(locked.officer), "")
    record(Act.END_MEMBER, locked.body, by=by, now=now, changes=[change], detail=f"至{valid_to}；{basis}")
    return locked


@audited()
def add_backing(
    team: Organisation, unit: Organisation, *, valid_from: date, by: Officer | None, now: datetime
) -> Backing:
    """``unit`` stands behind ``team`` from ``valid_from`` on."""
    locked = locked_organisation(team)
    check_may_keep(locked, by)
    if locked.kind != Kind.TEAM:
        raise Invalid("只有专班、小分队有后盾单位。", "team")
    if unit.pk == locked.pk:
        raise Invalid("后盾单位不能是专班自己。", "unit")
    today = timezone.localdate(now)
    check_receives(locked, today)
    check_receives(unit, today)
    _check_begin(valid_from, now=now)
    backing = Backing(team=locked, unit=unit, valid_from=valid_from)
    _insert(backing, f"“{unit}”已经是它的后盾单位。")
    change = Difference("backing", "后盾单位", "", str(unit))
    record(Act.ADD_BACKING, locked, by=by, now=now, changes=[change], detail=f"自{valid_from}起")
    return backing


@audited()
def end_backing(backing: Backing, *, valid_to: date, by: Officer | None, now: datetime) -> Backing:
    """The last day of the backing; the row stays."""
    check_may_keep(backing.team, by)
    locked = (
        Backing.objects.select_for_update(of=("self",), no_key=True).select_related("team", "unit").get(pk=backing.pk)
    )
    _check_end(locked, valid_to, now=now)
    locked.valid_to = valid_to
    locked.save(update_fields=["valid_to"])
    change = Difference("backing", "后盾单位", str(locked.unit), "")
    record(Act.END_BACKING, locked.team, by=by, now=now, changes=[change], detail=f"至{valid_to}")
    return locked


def _check_begin(valid_from: date, *, now: datetime) -> None:
    check_plausible(valid_from, "valid_from")
    if valid_from > timezone.localdate(now):
        raise Invalid("起始日期不能晚于今天，请在生效当天或之后登记。", "valid_from")


def _check_end(row: Membership | Backing, valid_to: date, *, now: datetime) -> None:
    if row.valid_to is not None:
        raise Conflict(f"已于{row.valid_to}终止，请刷新页面。")
    if valid_to < row.valid_from:
        raise Invalid(f"终止日期不能早于起始日期{row.valid_from}。", "valid_to")
    if valid_to > timezone.localdate(now):
        raise Invalid("终止日期不能晚于今天。", "valid_to")


def _check_one_head(body: Organisation, part: str, valid_from: date) -> None:
    """组长 and 召集人 follow one another; on no day are there two."""
    if part not in HEADS:
        return
    heads = body.memberships.filter(part__in=HEADS).select_related("officer")
    current = heads.filter(valid_to__isnull=True).first()
    if current is not None:
        label = current.get_part_display()
        raise Conflict(f"现任{label}是{current.officer}，请先登记其离任，再登记新的{label}。", "head_present")
    last = heads.filter(valid_to__gte=valid_from).order_by("-valid_to").first()
    if last is not None:
        raise Invalid(f"任期应晚于前任{last.officer}的离任日期{last.valid_to}。", "valid_from")


def _insert(row: Membership | Backing, taken: str) -> None:
    """``Conflict`` with this sentence when the database knows better."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as refused:
        raise Conflict(taken) from refused
