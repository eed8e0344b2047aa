"""信息报送: to the units when a round opens, before and after its deadline; to the office who is missing."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from functools import partial

from django.db.models import Prefetch, Q
from django.urls import reverse

from notifications.outbox.models import Occurrence
from notifications.reminders.list_letters import list_letter
from notifications.reminders.moments import SameMorning, WorkdaysBefore, stamp
from notifications.reminders.rules.base import Family, Letter, Notice, Rule, Test
from notifications.reminders.rules.looking import rows_of
from notifications.reminders.rules.recipients import IS_ACTIVE, holds
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.reporting.kinds import EventKind, ReturnState
from workflow.reporting.models import ReportReturn, ReportRound, ReturnEvent, Urge
from workflow.reporting.policies import may_fill, may_run

DAY_BEFORE = WorkdaysBefore(1, time(9))
THIS_MORNING = SameMorning(time(8, 30))
DONE = "已报送、免报或本期已封存"
_ONCE = "-"


def _sits_there(report: ReportReturn, officer: Officer, now: datetime) -> bool:
    own = officer.organisation
    return own is not None and own.path.startswith(report.unit.path)


def _is_own_office(round_: ReportRound, officer: Officer, now: datetime) -> bool:
    return officer.scope_root == round_.request.organisation


class _ToUnit(Rule):
    """To the clerks of the unit, while it owes a return."""

    subject_type = "reportreturn"
    who = "报送单位的填报员"
    merged = "每期每人一封"
    tests = (
        IS_ACTIVE,
        holds(Permission.PROJECT_WRITE),
        Test(_sits_there, "不在这个报送单位"),
        Test(lambda report, officer, now: may_fill(report, officer), "不为这个单位填报"),
    )
    title = ""

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        report = one_or_none(ReportReturn.objects.owed().select_related("unit").filter(pk=occurrence.subject_id))
        if report is None:
            return DONE
        return "" if may_fill(report, occurrence.recipient) else "收件人已不为该单位填报"


class _BeforeDeadline(_ToUnit):
    """What it says has lost its use at the deadline: the rules that follow speak then."""

    def until(self, occurrence: Occurrence) -> datetime | None:
        due = ReportReturn.objects.filter(pk=occurrence.subject_id).values_list("round__due_at", flat=True)
        return due.first()


class ReportOpened(_BeforeDeadline):
    """A round has begun."""

    name = "report_opened"
    label = "报送开始"
    when = "一期报送开始时"
    title = "请报送"


class ReportDueSoon(_BeforeDeadline):
    """One working day is left."""

    name = "report_due_soon"
    label = "报送将截止"
    when = "截止前 1 个工作日 09:00"
    title = "即将截止"


class ReportDueToday(_BeforeDeadline):
    """It is due today."""

    name = "report_due_today"
    label = "报送今日截止"
    when = "截止当天 08:30"
    title = "今日截止"


class ReportMissing(_ToUnit):
    """The deadline has passed."""

    name = "report_missing"
    label = "报送逾期"
    when = "截止时间一过"
    title = "已逾期"


class ReportSentBack(_ToUnit):
    """The office wants it mended."""

    name = "report_sent_back"
    label = "报送退回补正"
    when = "退回时"
    merged = "每次退回一封"
    title = "退回补正"


class ReportUrged(_ToUnit):
    """催报, by hand."""

    name = "report_urged"
    label = "催报"
    when = "调度员催报时，每单位每天至多一次"
    merged = "每次催报一封"
    title = "催报"


class ReportMissingList(Rule):
    """To the office: who is missing, in one list."""

    name = "report_missing_list"
    label = "报送未报名单"
    subject_type = "reportround"
    who = "组织报送的调度员"
    when = "截止时间一过"
    merged = "每期每人一封，列出全部未报单位"
    tests = (
        IS_ACTIVE,
        holds(Permission.DISPATCH_WRITE),
        Test(_is_own_office, "不属于组织这项报送的单位"),
        Test(lambda round_, officer, now: may_run(round_.request, officer), "不组织这项报送"),
    )

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        round_ = ReportRound.objects.open().filter(pk=occurrence.subject_id).select_related("request__organisation")
        found = round_.filter(returns__state=ReturnState.PENDING).distinct().first()
        if found is None:
            return "各单位均已报送，或本期已封存"
        return "" if may_run(found.request, occurrence.recipient) else "收件人已不组织这项报送"


OPENED, SOON, TODAY, MISSING = ReportOpened(), ReportDueSoon(), ReportDueToday(), ReportMissing()
SENT_BACK, URGED, MISSING_LIST = ReportSentBack(), ReportUrged(), ReportMissingList()


@dataclass(frozen=True)
class Moment:
    """One thing to be told: of a rule, under a slot, due at an instant. ``note``: what the letter adds."""

    rule: Rule
    slot: str
    at: datetime
    note: str = ""


@dataclass(frozen=True)
class Told:
    """A return with its moments, or, without one, a round whose office is told who is missing."""

    round: ReportRound
    report: ReportReturn | None
    moments: list[Moment]


class Reports(Family[Told]):
    """Rounds that are open, and what happened to their returns lately."""

    name = "reminders.reports"
    rules = (OPENED, SOON, TODAY, MISSING, SENT_BACK, URGED, MISSING_LIST)

    def subjects(self, since: datetime, now: datetime) -> Iterator[Told]:
        return self._found(Q(), since, now)

    def about(self, key: uuid.UUID, since: datetime, now: datetime) -> Iterator[Told]:
        return self._found(Q(pk=key) | Q(round=key), since, now)

    def _found(self, among: Q, since: datetime, now: datetime) -> Iterator[Told]:
        """Four queries, however many units."""
        happened = ReturnEvent.objects.filter(kind=EventKind.RETURNED, at__gt=since, at__lte=now)
        urged = Urge.objects.filter(at__gt=since, at__lte=now)
        owed = ReportReturn.objects.owed().filter(among).select_related("round__request__organisation", "unit")
        lately = [Prefetch("events", happened, to_attr="sent_back"), Prefetch("urges", urged, to_attr="urged")]
        rounds: dict[uuid.UUID, ReportRound] = {}
        for report in rows_of(owed.prefetch_related(*lately).order_by("pk")):
            rounds.setdefault(report.round_id, report.round)
            moments = [one for one in _moments(report) if since < one.at <= now]
            if moments:
                yield Told(report.round, report, moments)
        for round_ in rounds.values():
            if since < round_.due_at <= now:
                yield Told(round_, None, [Moment(MISSING_LIST, _ONCE, round_.due_at)])

    def notices(self, subject: Told, since: datetime, now: datetime) -> Iterator[Notice]:
        """Of several moments that passed while the system was off the latest is told, the others are recorded."""
        if subject.report is None:
            yield from _to_office(subject.round, now)
            return
        report = subject.report
        latest = max(subject.moments, key=lambda one: one.at)
        recorded = _recorded(report)
        for clerk in clerks_of(report, now):
            for one in subject.moments:
                if (one.rule.name, one.slot, clerk.pk) not in recorded:
                    void = "" if one is latest else "已由较近一次提醒一并告知"
                    letter = partial(_letter, report, clerk, one)
                    yield Notice(one.rule, report.pk, one.slot, clerk, one.at, letter, void)


def clerks_of(report: ReportReturn, now: datetime) -> list[Officer]:
    """Who enters for the unit: people who sit in it or below it. The office that may fill in for it is not told."""
    writers = Officer.objects.with_permission(Permission.PROJECT_WRITE)
    seated = writers.filter(organisation__path__startswith=report.unit.path).select_related("organisation", "scope")
    found = seated.prefetch_related("roles").order_by("pk")
    return [one for one in found if OPENED.admits(report, one, now)]  # the tests of all these rules are the same


def _moments(report: ReportReturn) -> Iterator[Moment]:
    round_ = report.round
    if report.state == ReturnState.PENDING:
        yield Moment(OPENED, _ONCE, round_.opened_at)
        soon, today = DAY_BEFORE.due(round_.due_at), THIS_MORNING.due(round_.due_at)
        if soon.at > round_.opened_at:
            yield Moment(SOON, _ONCE, soon.at, soon.note)
        if today.at > round_.opened_at:
            yield Moment(TODAY, _ONCE, today.at)
        yield Moment(MISSING, _ONCE, round_.due_at)
    else:
        yield from (Moment(SENT_BACK, stamp(one.at), one.at, one.note) for one in report.sent_back)  # type: ignore[attr-defined]
    yield from (Moment(URGED, one.on.isoformat(), one.at) for one in report.urged)  # type: ignore[attr-defined]


def _recorded(report: ReportReturn) -> set[tuple[str, str, uuid.UUID]]:
    rules = [rule.name for rule in Reports.rules]
    rows = Occurrence.objects.filter(subject_id=report.pk, rule__in=rules)
    return set(rows.values_list("rule", "slot", "recipient"))


def _to_office(round_: ReportRound, now: datetime) -> Iterator[Notice]:
    missing = list(round_.returns.filter(state=ReturnState.PENDING).select_related("unit").order_by("unit__path"))
    if not missing:
        return
    told = set(
        Occurrence.objects.filter(subject_id=round_.pk, rule=MISSING_LIST.name).values_list("recipient", flat=True)
    )
    for officer in _office_of(round_, now):
        if officer.pk not in told:
            letter = partial(_list_letter, round_, officer, missing)
            yield Notice(MISSING_LIST, round_.pk, _ONCE, officer, round_.due_at, letter)


def _office_of(round_: ReportRound, now: datetime) -> list[Officer]:
    """Dispatchers whose office it is: those of the asking unit itself, not of every unit above it."""
    own = Q(scope=round_.request.organisation) | Q(scope__isnull=True, organisation=round_.request.organisation)
    found = Officer.objects.with_permission(Permission.DISPATCH_WRITE).filter(own)
    people = found.select_related("organisation", "scope").prefetch_related("roles").order_by("pk")
    return [one for one in people if MISSING_LIST.admits(round_, one, now)]


def _letter(report: ReportReturn, clerk: Officer, moment: Moment) -> Letter:
    round_, rule = report.round, moment.rule
    title = rule.title if isinstance(rule, _ToUnit) else str(rule.label)
    lines = [
        f"报送：{round_}",
        f"报送单位：{report.unit}",
        f"截止时间：{round_.due_text}" + (f"（{round_.reason}）" if round_.reason else ""),
        *([f"退回意见：{moment.note}"] if rule is SENT_BACK and moment.note else []),
    ]
    return list_letter(
        clerk,
        title=f"【{title}】{round_}",
        opening="下面这项信息报送请按时填报；确实没有内容的请零报送：",
        lines=lines,
        url=reverse("reporting:fill", args=[report.pk]),
        note="" if rule is SENT_BACK else moment.note,
    )


def _list_letter(round_: ReportRound, officer: Officer, missing: Sequence[ReportReturn]) -> Letter:
    return list_letter(
        officer,
        title=f"【未报名单】{round_}：{len(missing)} 个单位未报",
        opening=f"{round_}已于 {round_.due_text} 截止，以下 {len(missing)} 个单位没有报送，可在页面上一键催报：",
        lines=[str(one.unit) for one in missing],
        url=reverse("reporting:round", args=[round_.pk]),
    )
