"""Import of a workbook of units and people: kept, checked again, then all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice

from django.utils import timezone

from projects.audit.services import audited, record
from projects.errors import Invalid, NotFound
from projects.people.acts import Act
from projects.people.models import Officer, Organisation, Post, Roster
from projects.people.policies import check_may_keep
from projects.people.roster.columns import Row
from projects.people.roster.people import chair_of
from projects.people.roster.people import changes_of as changes_of_person
from projects.people.roster.plans import Plan, plan_roster
from projects.people.roster.reading import Sheet, dump, load
from projects.people.roster.units import changes_of as changes_of_unit
from projects.people.roster.units import in_order
from projects.people.services.officers import add_officer, update_officer
from projects.people.services.organisations import add_organisation, update_organisation
from projects.people.services.posts import add_post, start_tenure

KEPT_FOR = timedelta(days=1)
UNIT_FIELDS = ("code", "name", "short_name", "kind", "region_code", "unit_class", "valid_from")
PERSON_FIELDS = ("username", "name", "email", "phone")


MOST_AT_ONCE = 1_000
"""Rows written in one request: about fifteen seconds, for which SQLite lets nobody else write. A longer import goes on
in further requests; what is written already is found unchanged by the next."""


@audited()
def keep_roster(name: str, sheets: list[Sheet], *, by: Officer, now: datetime) -> Roster:
    """Keep an uploaded workbook for preview; the one before, and whatever is older than a day, goes."""
    check_may_keep(by.scope_root, by)
    Roster.objects.filter(by=by).delete()
    Roster.objects.filter(uploaded_at__lt=now - KEPT_FOR).delete()
    roster = Roster.objects.create(by=by, name=name[:120], content=dump(sheets), uploaded_at=now)
    record(Act.KEEP_ROSTER, roster, by=by, now=now)
    return roster


@audited()
def discard_roster(*, by: Officer, now: datetime) -> None:
    """Forget the upload."""
    roster = roster_of(by)
    record(Act.DISCARD_ROSTER, roster, by=by, now=now)
    roster.delete()


def roster_of(by: Officer) -> Roster:
    """The upload that waits for its import."""
    found = Roster.objects.filter(by=by).first()
    if found is None:
        raise NotFound("没有待导入的文件，可能已经导入、取消或过期，请重新上传。")
    return found


def plan_of(roster: Roster, *, by: Officer, now: datetime) -> Plan:
    """What importing it would do now."""
    return plan_roster(load(roster.content), by=by, on=timezone.localdate(now))


@audited()
def import_roster(*, by: Officer, now: datetime) -> Plan:
    """Do what the preview showed, after checking all of it again. ``Invalid`` when anything is wrong: nothing is done.

    At most ``MOST_AT_ONCE`` rows are written; ``left`` of the answer says how many wait for the next call, and the
    upload is kept until then.
    """
    check_may_keep(by.scope_root, by)
    roster = roster_of(by)
    plan = plan_of(roster, by=by, now=now)
    if plan.problems:
        raise Invalid(f"还有{plan.problems}处错误，没有导入任何内容。请改正后重新上传。", "file", "has_problems")
    _Import(plan, by=by, now=now).run()
    plan.left = max(0, plan.work - MOST_AT_ONCE)
    rest = f"；本次写入{plan.work - plan.left}行，余{plan.left}行" if plan.left else ""
    record(Act.IMPORT_ROSTER, roster, by=by, now=now, detail=plan.summary() + rest)
    if not plan.left:
        roster.delete()
    return plan


class _Import:
    """Carries a plan without problems out, row by row, through the ordinary services."""

    def __init__(self, plan: Plan, *, by: Officer, now: datetime) -> None:
        self._plan = plan
        self._by = by
        self._now = now
        self._units: dict[str, Organisation] = {}

    def run(self) -> None:
        """Units, parents first; then people and their chairs; the first ``MOST_AT_ONCE`` of what is to be done."""
        for write, row in islice(self._deeds(), MOST_AT_ONCE):
            write(row)

    def _deeds(self) -> Iterator[tuple[Callable[[Row], None], Row]]:
        units = self._plan.units.rows if self._plan.units else []
        people = self._plan.people.rows if self._plan.people else []
        yield from ((self._add_unit, row) for row in in_order(units))
        yield from ((self._change_unit, row) for row in units if row.outcome == "changed")
        yield from ((self._settle_person, row) for row in people if row.outcome != "same")

    def _unit(self, code: str) -> Organisation:
        if code not in self._units:
            self._units[code] = Organisation.objects.get(code=code)
        return self._units[code]

    def _add_unit(self, row: Row) -> None:
        parent = self._unit(row.values["parent"]) if row.values["parent"] else None
        facts = {name: row.values[name] for name in UNIT_FIELDS}
        self._units[row.values["code"]] = add_organisation(parent, **facts, by=self._by, now=self._now)

    def _change_unit(self, row: Row) -> None:
        unit = self._unit(row.values["code"])
        update_organisation(unit, changes_of_unit(row, unit), by=self._by, now=self._now)

    def _settle_person(self, row: Row) -> None:
        unit = self._unit(row.values["organisation"])
        officer = Officer.objects.select_related("organisation").filter(username__iexact=row.values["username"]).first()
        if officer is None:
            facts = {name: row.values[name] for name in PERSON_FIELDS}
            officer = add_officer(unit, **facts, by=self._by, now=self._now)
        else:
            values = changes_of_person(row, officer)
            if officer.organisation != unit:
                values["organisation"] = unit
            if values:
                officer = update_officer(officer, values, by=self._by, now=self._now)
        if row.values["post"]:
            self._seat(row, unit, officer)

    def _seat(self, row: Row, unit: Organisation, officer: Officer) -> None:
        title = chair_of(row)[1]
        post = Post.objects.select_related("organisation").filter(organisation=unit, title=title).first()
        if post is None:
            principal = row.values["is_principal"]
            post = add_post(unit, title=title, is_principal=principal, by=self._by, now=self._now)
        if post.tenures.filter(officer=officer, valid_to__isnull=True).exists():
            return
        start_tenure(post, officer, valid_from=row.values["valid_from"], basis="批量导入", by=self._by, now=self._now)
