"""会议纪要: the chair confirms, the office circulates in time, whoever got them acknowledges (practice.md 3.2).

Letters name the meeting and its number, never what was decided: the page asks who may read it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, partial

from django.db.models import Q, QuerySet
from django.urls import reverse

from notifications.outbox.models import Occurrence
from notifications.reminders.list_letters import list_letter
from notifications.reminders.moments import Due, instant, local_day, stamp
from notifications.reminders.rules.base import Family, Letter, Notice, Rule, Test
from notifications.reminders.rules.looking import rows_of
from notifications.reminders.rules.recipients import IS_ACTIVE, holds
from projects.errors import DomainError
from projects.people.models import Officer
from projects.people.roles import Permission
from projects.workdays.queries import add_workdays
from workflow.dispatch.models import Meeting
from workflow.dispatch.policies import may_dispatch
from workflow.minutes.kinds import CIRCULATE_WORKDAYS, FEEDBACK_WORKDAYS, MinutesState
from workflow.minutes.models import Decision, Minutes, Receipt

AT = time(9)
LOOKS_BACK = timedelta(days=30)
"""A deadline of working days lies no further ahead than this."""


def _was_sent(meeting: Meeting, officer: Officer, now: datetime) -> bool:
    return Receipt.objects.filter(minutes__meeting=meeting, officer=officer).exists()


WAS_SENT = Test(_was_sent, "纪要没有印发给本人")


class MinutesToConfirm(Rule):
    """To the chair, when a draft is handed to him."""

    name = "minutes_to_confirm"
    label = "会议纪要待确认"
    subject_type = "meeting"
    who = "会议主持人"
    when = "起草人送主持人确认时"
    merged = "每次送确认一封"
    tests = (
        Test(lambda meeting, officer, now: meeting.series.chair_id == officer.pk, "不是会议主持人"),
        IS_ACTIVE,
    )

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        waiting = Minutes.objects.filter(meeting=occurrence.subject_id, state=MinutesState.SUBMITTED)
        return "" if waiting.filter(meeting__series__chair=occurrence.recipient_id).exists() else "纪要已确认或退回"


class MinutesOverdue(Rule):
    """To the organising office: decisions were taken and nothing has been sent on the next working day."""

    name = "minutes_overdue"
    label = "会议纪要待印发"
    subject_type = "meeting"
    who = "组织会议的调度员"
    when = f"会后第 {CIRCULATE_WORKDAYS} 个工作日 09:00 仍未印发时"
    merged = "每次会议一封"
    tests = (
        IS_ACTIVE,
        holds(Permission.DISPATCH_WRITE),
        Test(
            lambda meeting, officer, now: may_dispatch(meeting.series.organisation, officer),
            "不是组织会议的调度员",
        ),
    )

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        sent = Receipt.objects.filter(minutes__meeting=occurrence.subject_id)
        return "纪要已印发" if sent.exists() else ""


class MinutesSent(Rule):
    """To each one it was sent to."""

    name = "minutes_sent"
    label = "会议纪要印发"
    subject_type = "meeting"
    who = "印发对象"
    when = "纪要印发时"
    merged = "每份纪要每人一封"
    tests = (WAS_SENT, IS_ACTIVE)

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        return _why_not_open(occurrence)


class MinutesUnacknowledged(Rule):
    """To whoever has not acknowledged."""

    name = "minutes_unacknowledged"
    label = "会议纪要未签收"
    subject_type = "meeting"
    who = "尚未签收的印发对象"
    when = f"印发后第 {FEEDBACK_WORKDAYS} 个工作日 09:00；调度员点“提醒”时"
    merged = "每份纪要每人一封"
    tests = (WAS_SENT, IS_ACTIVE)

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        return _why_not_open(occurrence)


TO_CONFIRM, OVERDUE, SENT, UNACKNOWLEDGED = MinutesToConfirm(), MinutesOverdue(), MinutesSent(), MinutesUnacknowledged()


def _why_not_open(occurrence: Occurrence) -> str:
    open_ = Receipt.objects.filter(minutes__meeting=occurrence.subject_id, acknowledged_at__isnull=True)
    return "" if open_.filter(officer=occurrence.recipient_id).exists() else "纪要已签收"


@dataclass(frozen=True)
class Moment:
    """One thing due about one sitting to some people: which rule, in which slot, when."""

    rule: Rule
    meeting: Meeting
    slot: str
    due: Due
    recipients: tuple[Officer, ...]
    minutes: Minutes | None = None


class MinutesFamily(Family[Moment]):
    """Everything that comes due about minutes."""

    name = "reminders.minutes"
    rules = (TO_CONFIRM, OVERDUE, SENT, UNACKNOWLEDGED)

    def subjects(self, since: datetime, now: datetime) -> Iterator[Moment]:
        return self._found(Meeting.objects.all(), since, now)

    def about(self, key: uuid.UUID, since: datetime, now: datetime) -> Iterator[Moment]:
        return self._found(Meeting.objects.filter(pk=key), since, now)

    def _found(self, among: QuerySet[Meeting], since: datetime, now: datetime) -> Iterator[Moment]:
        """Drafts handed over, sittings whose next working day has come, receipts new, old or nudged."""
        yield from _handed_over(among, since, now)
        yield from _overdue(among, since, now)
        yield from _receipts(among, since, now)

    def notices(self, subject: Moment, since: datetime, now: datetime) -> Iterator[Notice]:
        """Each person once for each slot."""
        rows = Occurrence.objects.filter(subject_id=subject.meeting.pk, rule=subject.rule.name, slot=subject.slot)
        told = set(rows.values_list("recipient", flat=True))
        for recipient in subject.recipients:
            if recipient.pk not in told and subject.rule.admits(subject.meeting, recipient, now):
                letter = partial(_letter, subject, recipient)
                yield Notice(subject.rule, subject.meeting.pk, subject.slot, recipient, subject.due.at, letter)


def _handed_over(among: QuerySet[Meeting], since: datetime, now: datetime) -> Iterator[Moment]:
    waiting = Minutes.objects.filter(
        meeting__in=among,
        state=MinutesState.SUBMITTED,
        submitted_at__gt=since,
        submitted_at__lte=now,
        meeting__series__chair__isnull=False,
    )
    for minutes in rows_of(waiting.select_related("meeting__series__chair").order_by("pk")):
        chair = minutes.meeting.series.chair
        assert chair is not None and minutes.submitted_at is not None
        at = minutes.submitted_at
        yield Moment(TO_CONFIRM, minutes.meeting, stamp(at), Due(at), (chair,), minutes)


def _overdue(among: QuerySet[Meeting], since: datetime, now: datetime) -> Iterator[Moment]:
    """Sittings of the last month with decisions and without a receipt."""
    decided = Decision.objects.standing().values("meeting")
    held = among.filter(pk__in=decided, starts_at__lte=now, starts_at__gt=since - LOOKS_BACK)
    held = held.exclude(minutes__receipts__isnull=False)
    for meeting in rows_of(held.select_related("series__organisation").order_by("pk")):
        due = _workdays_after(local_day(meeting.starts_at), CIRCULATE_WORKDAYS)
        if since < due.at <= now:
            yield Moment(OVERDUE, meeting, local_day(due.at).isoformat(), due, tuple(_office(meeting)))


def _receipts(among: QuerySet[Meeting], since: datetime, now: datetime) -> Iterator[Moment]:
    open_ = Receipt.objects.filter(minutes__meeting__in=among, acknowledged_at__isnull=True, officer__is_active=True)
    open_ = open_.filter(Q(sent_at__gt=since - LOOKS_BACK) | Q(reminded_at__gt=since))
    counted = cache(_workdays_after)  # one look at the calendar for all that were sent on one day
    rows = open_.select_related("officer", "minutes__meeting__series__organisation").order_by("minutes", "pk")
    for one in rows_of(rows):
        meeting, minutes = one.minutes.meeting, one.minutes
        if since < one.sent_at <= now:
            yield Moment(SENT, meeting, "sent", Due(one.sent_at), (one.officer,), minutes)
        late = counted(local_day(one.sent_at), FEEDBACK_WORKDAYS)
        if since < late.at <= now:
            yield Moment(UNACKNOWLEDGED, meeting, local_day(late.at).isoformat(), late, (one.officer,), minutes)
        if one.reminded_at is not None and since < one.reminded_at <= now:
            slot = stamp(one.reminded_at)
            yield Moment(UNACKNOWLEDGED, meeting, slot, Due(one.reminded_at), (one.officer,), minutes)


def _workdays_after(on: date, days: int) -> Due:
    """09:00 of the ``days``-th working day after; calendar days past the official calendar."""
    try:
        return Due(instant(add_workdays(on, days), AT))
    except DomainError:
        return Due(instant(date.fromordinal(on.toordinal() + days), AT))


def _office(meeting: Meeting) -> Iterator[Officer]:
    holders = (
        Officer.objects.people().with_permission(Permission.DISPATCH_WRITE).select_related("organisation", "scope")
    )
    for one in holders.prefetch_related("roles").order_by("pk"):
        if may_dispatch(meeting.series.organisation, one):
            yield one


_WORDS = {
    TO_CONFIRM.name: ("【待确认】{title}纪要", "{title}的纪要已起草，请您核对后确认："),
    OVERDUE.name: ("【待印发】{title}纪要", "{title}已有议定事项，会后一个工作日内应印发纪要，目前还没有印发："),
    SENT.name: ("【纪要印发】{title}", "{title}的纪要已印发给您，请阅后签收："),
    UNACKNOWLEDGED.name: ("【未签收】{title}纪要", "{title}的纪要印发后您还没有签收，请尽快阅后签收："),
}


def _letter(moment: Moment, recipient: Officer) -> Letter:
    title, opening = (words.format(title=moment.meeting.title) for words in _WORDS[moment.rule.name])
    lines = [f"会议时间：{local_day(moment.meeting.starts_at):%Y-%m-%d}"]
    if moment.minutes is not None and moment.minutes.number:
        lines.append(f"文号：{moment.minutes.number}")
    url = reverse("minutes:minutes", args=[moment.meeting.pk])
    return list_letter(recipient, title=title, opening=opening, lines=lines, url=url, note=moment.due.note)
