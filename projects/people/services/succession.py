"""Units change: they are renamed, merged, moved, ended. Nothing that happened before changes with them.

A merged unit keeps its row, its code and its names, gets an end and a successor, and hangs below the successor from
then on: whoever sees the successor sees what the merged unit did (``visible_to`` goes by subtree), and nothing is
orphaned. Its officers keep their accounts; its posts and responsibilities are handed over one by one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.utils import timezone

from projects.audit.services import Difference, audited, record
from projects.days import check_plausible
from projects.errors import Conflict, Invalid
from projects.people.acts import Act
from projects.people.models import Officer, Organisation, OrganisationName
from projects.people.policies import check_may_keep, check_receives
from projects.people.services.locks import lock_tree, locked_organisation, save_version
from projects.people.services.organisations import LABELS, clean_facts

A_DAY = timedelta(days=1)


@audited()
def rename_organisation(
    organisation: Organisation,
    *,
    name: str,
    on: date,
    short_name: str = "",
    basis: str = "",
    by: Officer | None,
    now: datetime,
    expected_version: int | None = None,
) -> Organisation:
    """From ``on`` it is called ``name``; for every day before it keeps the old name. Not in the future, in order."""
    locked = locked_organisation(organisation, expected_version=expected_version)
    check_may_keep(locked, by)
    _check_not_ended(locked)
    new = clean_facts({field: getattr(locked, field) for field in LABELS} | {"name": name, "short_name": short_name})
    if new["name"] == locked.name:
        raise Invalid("新名称与现在的名称相同，不需要更名。", "name")
    since = _name_since(locked)
    _check_day(on, since, now=now)
    OrganisationName.objects.create(
        organisation=locked, name=locked.name, short_name=locked.short_name, valid_from=since, valid_to=on - A_DAY,
        basis=basis,
    )  # fmt: skip
    changes = [Difference("name", "名称", locked.name, new["name"])]
    if new["short_name"] != locked.short_name:
        changes.append(Difference("short_name", "简称", locked.short_name, new["short_name"]))
    locked.name, locked.short_name = new["name"], new["short_name"]
    save_version(locked, "name", "short_name")
    record(Act.RENAME_ORGANISATION, locked, by=by, now=now, changes=changes, detail=f"自{on}起；{basis}")
    return locked


@audited()
def merge_organisations(
    units: Iterable[Organisation],
    *,
    successor: Organisation,
    on: date,
    basis: str,
    by: Officer | None,
    now: datetime,
    expected_version: int | None = None,
) -> Organisation:
    """End ``units`` on the day before ``on`` and hang them below ``successor``, whose version is expected."""
    lock_tree()
    heir = locked_organisation(successor, expected_version=expected_version)
    check_may_keep(heir, by)
    check_receives(heir, timezone.localdate(now))
    if not basis.strip():
        raise Invalid("请填写撤并依据，如批复文号。", "basis", "required")
    merged = [_merged(unit, heir, on=on, basis=basis, by=by, now=now) for unit in units]
    if not merged:
        raise Invalid("请选择被撤并的单位。", "units", "required")
    heir = Organisation.objects.get(pk=heir.pk)
    save_version(heir)
    return heir


def _merged(
    unit: Organisation, heir: Organisation, *, on: date, basis: str, by: Officer | None, now: datetime
) -> Organisation:
    ended = locked_organisation(unit)
    check_may_keep(ended, by)
    _check_not_ended(ended)
    if ended.pk == heir.pk:
        raise Invalid("承接单位不能同时是被撤并的单位。", "units")
    if ended.kind != heir.kind and (ended.is_group or heir.is_group):
        raise Invalid("领导小组、联席会议、专班只能与同类合并。", "units")
    # fresh: merging the unit before may have given the successor another place
    heir = Organisation.objects.get(pk=heir.pk)
    if ended.contains(heir):
        raise Invalid(f"“{heir}”现在“{ended}”之下，请先把它调整到别的上级单位，再办理撤并。", "units")
    _check_day(on, ended.valid_from, now=now)
    ended.valid_to, ended.successor = on - A_DAY, heir
    save_version(ended, "valid_to", "successor")
    if not heir.contains(ended):
        _move(ended, heir)
    change = Difference("successor", "承接单位", "", str(heir))
    record(Act.MERGE_ORGANISATION, ended, by=by, now=now, changes=[change], detail=f"自{on}起并入；{basis}")
    return ended


@audited()
def move_organisation(
    organisation: Organisation,
    *,
    parent: Organisation,
    basis: str = "",
    by: Officer | None,
    now: datetime,
    expected_version: int | None = None,
) -> Organisation:
    """Hang the unit with everything below it under another parent."""
    lock_tree()
    locked = locked_organisation(organisation, expected_version=expected_version)
    check_may_keep(locked, by)
    above = Organisation.objects.get(pk=parent.pk)
    check_may_keep(above, by)
    check_receives(above, timezone.localdate(now))
    _check_not_ended(locked)
    if locked.contains(above):
        raise Invalid("上级单位不能是它自己，也不能在它之下。", "parent")
    before = parent_of(locked)
    if before == above:
        raise Invalid(f"“{locked}”现在就在“{above}”之下，不需要调整。", "parent")
    _move(locked, above)
    moved = Organisation.objects.get(pk=locked.pk)
    save_version(moved)
    change = Difference("parent", "上级单位", str(before or ""), str(above))
    record(Act.MOVE_ORGANISATION, moved, by=by, now=now, changes=[change], detail=basis)
    return moved


@audited()
def end_organisation(
    organisation: Organisation,
    *,
    on: date,
    basis: str,
    by: Officer | None,
    now: datetime,
    expected_version: int | None = None,
) -> Organisation:
    """Its last day is the one before ``on``, and nobody takes its place. Units below it come to their end first."""
    locked = locked_organisation(organisation, expected_version=expected_version)
    check_may_keep(locked, by)
    _check_not_ended(locked)
    if not basis.strip():
        raise Invalid("请填写撤销依据，如批复文号。", "basis", "required")
    below = Organisation.objects.under(locked).exclude(pk=locked.pk).filter(valid_to__isnull=True)
    if below:
        names = "、".join(one.name for one in below[:5])
        raise Conflict(f"下级单位还没有撤销或调整：{names}等{len(below)}个，请先办理。", "units_below")
    _check_day(on, locked.valid_from, now=now)
    locked.valid_to = on - A_DAY
    save_version(locked, "valid_to")
    change = Difference("valid_to", "终止日期", "", str(locked.valid_to))
    record(Act.END_ORGANISATION, locked, by=by, now=now, changes=[change], detail=basis)
    return locked


def parent_of(organisation: Organisation) -> Organisation | None:
    """The unit right above it."""
    above = organisation.lineage()[:-1]
    return Organisation.objects.get(path=above[-1]) if above else None


def _move(organisation: Organisation, parent: Organisation) -> None:
    Organisation.objects.move(organisation, parent, pos="last-child")


def _name_since(organisation: Organisation) -> date | None:
    """First day of the present name; None where nobody knows."""
    last = organisation.former_names.order_by("-valid_to").first()
    return last.valid_to + A_DAY if last else organisation.valid_from


def _check_not_ended(organisation: Organisation) -> None:
    if organisation.valid_to is not None:
        raise Conflict(f"“{organisation}”已于{organisation.valid_to}撤销，不能再办理。", "organisation_ended")


def _check_day(on: date, since: date | None, *, now: datetime) -> None:
    """``on`` is a day that has come, and after the beginning of what it ends."""
    check_plausible(on, "on")
    if on > timezone.localdate(now):
        raise Invalid("生效日期不能晚于今天，请在生效当天或之后办理。", "on")
    if since is not None and on <= since:
        raise Invalid(f"生效日期应晚于{since}（现名称或单位的起始日期）。", "on")
