"""会前征询: units are told what material is wanted, reminded the working day before, and told once when it is late."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import ClassVar

from django.db.models import QuerySet
from django.urls import reverse

from notifications.outbox.models import Occurrence
from notifications.reminders.list_letters import list_letter
from notifications.reminders.moments import Due, WorkdaysBefore, instant, stamp
from notifications.reminders.rules.base import Family, Letter, Notice, Rule, Test
from notifications.reminders.rules.looking import rows_of
from notifications.reminders.rules.recipients import IS_ACTIVE
from projects.errors import DomainError
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from projects.workdays.queries import add_workdays
from workflow.dispatch.models import MaterialRequest, Meeting
from workflow.dispatch.models.materials import ANSWERS, MaterialRequestQuerySet

AT = time(9)
BEFORE = WorkdaysBefore(1, AT)
DONE = "材料已报送，或已不再征询"


def _open(meeting: Meeting) -> MaterialRequestQuerySet:
    return MaterialRequest.objects.open().filter(entry__meeting=meeting)


def _speaks(officer: Officer) -> bool:
    return any(officer.may(one) for one in ANSWERS)


def _owes(meeting: Meeting, officer: Officer, now: datetime) -> bool:
    """Does the own unit owe anything for the sitting?"""
    own = officer.organisation_id
    return own is not None and _speaks(officer) and _open(meeting).filter(organisation=own).exists()


def _owes_or_organises(meeting: Meeting, officer: Officer, now: datetime) -> bool:
    return _owes(meeting, officer, now) or _organises(meeting, officer)


def _organises(meeting: Meeting, officer: Officer) -> bool:
    root = officer.scope_root
    organiser = meeting.series.organisation_id
    return officer.may(Permission.DISPATCH_WRITE) and root is not None and root.pk == organiser


def _sees(meeting: Meeting, officer: Officer, now: datetime) -> bool:
    return _open(meeting).visible_to(officer).exists()


SEES = Test(_sees, "看不到这次会议的征询")


class MaterialRule(Rule):
    """What all three share: they hold as long as something that the recipient is told of is still owed."""

    subject_type = "meeting"
    who = "报送单位的填报员、认定员、调度员"
    merged = "每次会议每人一封，合并列出本单位要报送的全部议题"
    tests: ClassVar[tuple[Test, ...]] = (
        IS_ACTIVE,
        Test(_owes, "本单位没有这次会议尚未报送的材料，或本人不是填报员、认定员、调度员"),
        SEES,
    )
    opening: str
    heading: str

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        owed = MaterialRequest.objects.open().filter(entry__meeting=occurrence.subject_id)
        return "" if owed.visible_to(occurrence.recipient).exists() else DONE


class Asked(MaterialRule):
    """When a unit is asked."""

    name = "material_asked"
    label = "征询汇报材料"
    when = "列入议题并征询时"
    heading = "征询材料"
    opening = "{title}将研究以下项目，请{unit}报送进展情况、存在问题和需要协调的事项："


class DueSoon(MaterialRule):
    """T−1 before the deadline."""

    name = "material_due"
    label = "汇报材料到期"
    when = "报送期限前 1 个工作日 09:00，仍未报送的"
    heading = "材料将到期"
    opening = "以下项目的汇报材料即将到期，请{unit}按期报送（{title}）："


class Late(MaterialRule):
    """The first working morning after the deadline; the office that organises hears of it too."""

    name = "material_late"
    label = "汇报材料逾期"
    who = "报送单位的填报员、认定员、调度员，会议组织单位的调度员"
    when = "报送期限后第 1 个工作日 09:00，仍未报送的"
    heading = "材料逾期"
    opening = "以下项目的汇报材料已过期限、尚未报送（{title}），请{unit}尽快报送："
    tests = (
        IS_ACTIVE,
        Test(_owes_or_organises, "本单位没有这次会议尚未报送的材料，也不是会议组织单位的调度员"),
        SEES,
    )
    office = "{title}有以下汇报材料逾期未报："


ASKED, DUE_SOON, LATE = Asked(), DueSoon(), Late()
_RULES: tuple[MaterialRule, ...] = (ASKED, DUE_SOON, LATE)


@dataclass(frozen=True)
class Owed:
    """What is due at one moment about one sitting: the requests that are still open, and who is on record already."""

    rule: MaterialRule
    meeting: Meeting
    slot: str
    due: Due
    requests: tuple[MaterialRequest, ...]
    recorded: frozenset[uuid.UUID]


class Materials(Family[Owed]):
    """Requests that are still open."""

    name = "reminders.materials"
    rules = _RULES

    def subjects(self, since: datetime, now: datetime) -> Iterator[Owed]:
        return self._found(MaterialRequest.objects.open(), since, now)

    def about(self, key: uuid.UUID, since: datetime, now: datetime) -> Iterator[Owed]:
        return self._found(MaterialRequest.objects.open().filter(entry__meeting=key), since, now)

    def _found(self, among: QuerySet[MaterialRequest], since: datetime, now: datetime) -> Iterator[Owed]:
        """Three queries, whatever is due."""
        related = ("entry__project", "entry__meeting__series__organisation", "organisation")
        waiting = among.filter(entry__meeting__starts_at__gt=now, asked_at__lte=now)
        groups: dict[tuple[str, uuid.UUID, str], list[MaterialRequest]] = defaultdict(list)
        dues: dict[tuple[str, uuid.UUID, str], Due] = {}
        for request in rows_of(waiting.select_related(*related).order_by("due_on", "entry__position", "id")):
            for rule, due, slot in _moments(request):
                if since < due.at <= now and due.at < request.entry.meeting.starts_at:
                    key = (rule.name, request.entry.meeting_id, slot)
                    groups[key].append(request)
                    dues[key] = due
        recorded = _recorded(groups)
        rules = {rule.name: rule for rule in _RULES}
        for key, requests in groups.items():
            meeting = requests[0].entry.meeting
            yield Owed(rules[key[0]], meeting, key[2], dues[key], tuple(requests), recorded[key])

    def notices(self, subject: Owed, since: datetime, now: datetime) -> Iterator[Notice]:
        """One a person: what the own unit owes; to the office that organises, once late, what everybody owes."""
        units = {one.organisation_id: one.organisation for one in subject.requests}
        told: set[uuid.UUID] = set(subject.recorded)
        for officer in _speakers(units.values()):
            if officer.pk in told or officer.organisation_id is None:
                continue
            told.add(officer.pk)
            own = [one for one in subject.requests if one.organisation_id == officer.organisation_id]
            if not subject.rule.admits(subject.meeting, officer, now):
                continue
            yield _notice(subject, officer, partial(_letter, subject, officer, own))
        if subject.rule is LATE:
            for officer in _organisers(subject.meeting.series.organisation):
                if officer.pk not in told and LATE.admits(subject.meeting, officer, now):
                    yield _notice(subject, officer, partial(_office_letter, subject, officer))


def _moments(request: MaterialRequest) -> Iterator[tuple[MaterialRule, Due, str]]:
    yield ASKED, Due(request.asked_at), stamp(request.asked_at)
    slot = request.due_on.isoformat()
    soon = BEFORE.due(instant(request.due_on, AT))
    if soon.at > request.asked_at + timedelta(hours=1):
        yield DUE_SOON, soon, slot
    yield LATE, Due(instant(_morning_after(request), AT)), slot


def _morning_after(request: MaterialRequest) -> date:
    try:
        return add_workdays(request.due_on, 1)
    except DomainError:
        return request.due_on + timedelta(days=1)


def _recorded(groups: Iterable[tuple[str, uuid.UUID, str]]) -> dict[tuple[str, uuid.UUID, str], frozenset[uuid.UUID]]:
    keys = list(groups)
    found: dict[tuple[str, uuid.UUID, str], set[uuid.UUID]] = defaultdict(set)
    if keys:
        names = [rule.name for rule in _RULES]
        rows = Occurrence.objects.filter(rule__in=names, subject_id__in={key[1] for key in keys})
        for rule, subject, slot, officer in rows.values_list("rule", "subject_id", "slot", "recipient"):
            found[rule, subject, slot].add(officer)
    return {key: frozenset(found[key]) for key in keys}


def _speakers(units: Iterable[Organisation]) -> Iterator[Officer]:
    """People who sit in a unit that is asked and may answer for it."""
    seen: set[uuid.UUID] = set()
    sitting = [unit.pk for unit in units]
    for permission in ANSWERS:
        officers = Officer.objects.with_permission(permission).filter(organisation__in=sitting)
        for officer in officers.select_related("organisation", "scope").prefetch_related("roles").order_by("pk"):
            if officer.pk not in seen:
                seen.add(officer.pk)
                yield officer


def _organisers(organisation: Organisation) -> Iterator[Officer]:
    """Dispatchers whose office organises the sittings of this unit: not those of the units above it."""
    officers = Officer.objects.with_permission(Permission.DISPATCH_WRITE).select_related("organisation", "scope")
    for officer in officers.prefetch_related("roles").order_by("pk"):
        root = officer.scope_root
        if root is not None and root.pk == organisation.pk:
            yield officer


def _notice(owed: Owed, officer: Officer, letter: partial[Letter]) -> Notice:
    return Notice(owed.rule, owed.meeting.pk, owed.slot, officer, owed.due.at, letter)


def _letter(owed: Owed, officer: Officer, own: list[MaterialRequest]) -> Letter:
    rule, title = owed.rule, owed.meeting.title
    unit = officer.organisation.label if officer.organisation else ""
    url = reverse("dispatch:material", args=[own[0].pk]) if len(own) == 1 else reverse("dispatch:materials")
    return list_letter(
        officer,
        title=f"【{rule.heading}】{title}（{len(own)}个项目）",
        opening=rule.opening.format(title=title, unit=unit),
        lines=[_line(one) for one in own],
        url=url,
        note=owed.due.note,
    )


def _office_letter(owed: Owed, officer: Officer) -> Letter:
    title = owed.meeting.title
    return list_letter(
        officer,
        title=f"【{LATE.heading}】{title}有{len(owed.requests)}份汇报材料逾期未报",
        opening=LATE.office.format(title=title),
        lines=[f"{one.organisation.label}：{_line(one)}" for one in owed.requests],
        url=f"{reverse('dispatch:materials')}?show=late",
        note=owed.due.note,
    )


def _line(one: MaterialRequest) -> str:
    project = one.entry.project
    wanted = f"，要求：{one.wanted}" if one.wanted else ""
    return f"{project.name}（{project.number}），期限 {one.due_on:%Y-%m-%d}{wanted}"
