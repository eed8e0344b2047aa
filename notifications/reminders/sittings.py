"""Looking at meetings: what is due to whom about each of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, partial

from django.db.models import Q, QuerySet

from notifications.outbox.models import Occurrence, OccurrenceState
from notifications.reminders.meeting_letters import meeting_letter
from notifications.reminders.moments import Due, local_day
from notifications.reminders.overtaking import OVER, Decision, Moment, decide
from notifications.reminders.rules.base import Family, Letter, Notice
from notifications.reminders.rules.meetings import (
    CALLED,
    CANCELLED,
    CHANGED,
    INVITATIONS,
    LEADS,
    MEETING_RULES,
    REMOVED,
    MeetingRule,
)
from projects.people.models import Officer
from workflow.dispatch.models import Attendee, Meeting, MeetingState

HORIZON = timedelta(days=21)  # three working days never lie further back, whatever the holidays
Recorded = dict[tuple[uuid.UUID, str, str], str]


@dataclass(frozen=True)
class Sitting:
    """A meeting with its leads and its people."""

    meeting: Meeting
    leads: dict[str, Due]

    @cached_property
    def recorded(self) -> Recorded:
        """What is on record: (officer, rule, slot) → state. Asked for only when something is due."""
        rows = Occurrence.objects.filter(subject_id=self.meeting.pk, rule__in=[rule.name for rule in MEETING_RULES])
        return {
            (officer, rule, slot): state
            for officer, rule, slot, state in rows.values_list("recipient", "rule", "slot", "state")
        }

    def is_told(self, attendee: Attendee) -> bool:
        """Was this person ever told of the meeting?"""
        names = {rule.name for rule in INVITATIONS}
        return any(
            officer == attendee.officer_id and rule in names and state == OccurrenceState.OPEN
            for (officer, rule, _), state in self.recorded.items()
        )


class Meetings(Family[Sitting]):
    """Called, leads, changed, cancelled, removed."""

    name = "reminders.meetings"
    rules = MEETING_RULES

    def subjects(self, since: datetime, now: datetime) -> Iterator[Sitting]:
        return self._found(Meeting.objects.all(), since, now)

    def about(self, key: uuid.UUID, since: datetime, now: datetime) -> Iterator[Sitting]:
        return self._found(Meeting.objects.filter(pk=key), since, now)

    def _found(self, among: QuerySet[Meeting], since: datetime, now: datetime) -> Iterator[Sitting]:
        """Meetings not over when we last looked, that come soon or about which something happened."""
        happened = Q(changed_at__gt=since) | Q(cancelled_at__gt=since)
        people = Attendee.objects.filter(Q(called_at__gt=since) | Q(removed_at__gt=since)).values("meeting")
        wanted = Q(starts_at__lte=now + HORIZON) | happened | Q(pk__in=people)
        meetings = among.filter(wanted, starts_at__gt=since).exclude(state=MeetingState.HELD)
        leads: dict[tuple[date, datetime], dict[str, Due]] = {}
        for meeting in meetings.select_related("series__organisation").prefetch_related("attendees__officer"):
            key = (local_day(meeting.starts_at), meeting.starts_at)
            if key not in leads:
                leads[key] = {rule.name: rule.lead.due(meeting.starts_at) for rule in LEADS if rule.lead}
            yield Sitting(meeting, leads[key])

    def notices(self, subject: Sitting, since: datetime, now: datetime) -> Iterator[Notice]:
        """For each person one at most that is told; the others of the moment are recorded with the reason."""
        for attendee in subject.meeting.attendees.all():
            if not CALLED.admits(subject.meeting, attendee.officer, now):  # the tests of all these rules are the same
                continue
            for decision in _decisions(subject, attendee, since, now):
                yield _notice(subject, attendee, decision, now)


def _decisions(sitting: Sitting, attendee: Attendee, since: datetime, now: datetime) -> list[Decision]:
    """What to do about this person."""
    meeting = sitting.meeting
    due = [moment for moment in _moments(sitting, attendee) if since < moment.due_at <= now]
    if not due:
        return []
    moments = [moment for moment in due if (attendee.officer_id, moment.rule.name, moment.slot) not in sitting.recorded]
    if meeting.starts_at <= now:
        return [Decision(moment, OVER) for moment in moments]
    if attendee.removed_at is not None or meeting.state == MeetingState.CANCELLED:
        return _farewell(sitting, attendee, moments)
    known_since = max(filter(None, (attendee.called_at, meeting.changed_at)))
    return decide(moments, known_since=known_since)


def _moments(sitting: Sitting, attendee: Attendee) -> list[Moment]:
    """Every rule that has an instant for this person, due or not."""
    meeting = sitting.meeting
    events: list[tuple[MeetingRule, datetime | None]] = [
        (CALLED, CALLED.due_at(meeting, attendee)),
        (CHANGED, _changed_for(sitting, attendee)),
        (CANCELLED, meeting.cancelled_at if meeting.state == MeetingState.CANCELLED else None),
        (REMOVED, attendee.removed_at),
    ]
    leads = [Moment(rule, rule.slot(meeting, attendee), due.at, due.note) for rule, due in _leads(sitting)]
    return leads + [Moment(rule, rule.slot(meeting, attendee), at) for rule, at in events if at is not None]


def _changed_for(sitting: Sitting, attendee: Attendee) -> datetime | None:
    """A change matters to those who know, or are about to know, of the sitting."""
    changed = sitting.meeting.changed_at
    if changed is None or changed <= attendee.called_at:
        return None
    is_known = changed >= CALLED.due_at(sitting.meeting, attendee) or sitting.is_told(attendee)
    return changed if is_known else None


def _leads(sitting: Sitting) -> list[tuple[MeetingRule, Due]]:
    return [(rule, sitting.leads[rule.name]) for rule in LEADS]


def _farewell(sitting: Sitting, attendee: Attendee, moments: list[Moment]) -> list[Decision]:
    """The meeting or the attendee is off: who had been told hears of it once, nobody hears anything else."""
    rule = REMOVED if attendee.removed_at is not None else CANCELLED
    why = "已不再需要参会" if rule is REMOVED else "会议已取消"
    told = sitting.is_told(attendee)
    farewells = [Decision(moment) for moment in moments if moment.rule is rule and told]
    others = [moment for moment in moments if moment.rule not in (CANCELLED, REMOVED)]
    return farewells + [Decision(moment, why) for moment in others]


def _notice(sitting: Sitting, attendee: Attendee, decision: Decision, now: datetime) -> Notice:
    moment = decision.moment
    return Notice(
        rule=moment.rule,
        subject_id=sitting.meeting.pk,
        slot=moment.slot,
        recipient=attendee.officer,
        due_at=moment.due_at,
        letter=partial(meeting_letter, moment.rule, sitting.meeting, attendee, now=now, note=moment.note),
        void_reason=decision.why_not,
        for_deputy=partial(_letter_to, sitting.meeting, attendee, moment, now),
    )


def _letter_to(meeting: Meeting, attendee: Attendee, moment: Moment, now: datetime, deputy: Officer) -> Letter:
    """What is said to ``attendee``, with those projects of the agenda that ``deputy`` may see."""
    stand_in = Attendee(meeting=meeting, officer=deputy, why=attendee.why, called_at=attendee.called_at)
    return meeting_letter(moment.rule, meeting, stand_in, now=now, note=moment.note)
