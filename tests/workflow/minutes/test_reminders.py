"""Who is told of minutes when: the chair, the office the next working day, receivers at once and after five days."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from notifications.outbox.models import Occurrence
from notifications.reminders.rules.minutes import MinutesFamily
from tests.factories import City, build_city
from tests.workflow.dispatch.sittings import at
from tests.workflow.minutes.samples import AFTER, Sitting, decided, drafted, sent, sitting
from workflow.desk.queries.tasks.minutes import to_keep_minutes
from workflow.minutes.services import acknowledge_minutes, remind_receivers, submit_minutes

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def sat(city: City) -> Sitting:
    return sitting(city)


def told(now: datetime, since: datetime | None = None) -> set[tuple[str, str]]:
    """Rule and name of whom, for what came due in the last hour."""
    family, begin = MinutesFamily(), since or now - HOUR
    return {
        (one.rule.name, one.recipient.name)
        for subject in family.subjects(begin, now)
        for one in family.notices(subject, begin, now)
    }


def test_the_chair_hears_of_a_draft_that_waits_for_him(city: City, sat: Sitting) -> None:
    drafted(city, sat)
    submit_minutes(sat.meeting.pk, by=city.dispatcher, now=AFTER)
    assert told(AFTER + HOUR / 2) == {("minutes_to_confirm", "陈市长")}


def test_the_office_hears_on_the_next_working_day_that_nothing_was_sent(city: City, sat: Sitting) -> None:
    decided(city, sat)
    assert told(at(11, 24, 8, 59)) == set()
    assert told(at(11, 24, 9, 30)) == {("minutes_overdue", "王调")}


def test_a_sitting_without_decisions_needs_no_minutes(city: City, sat: Sitting) -> None:
    assert told(at(11, 24, 9, 30)) == set()


def test_receivers_hear_at_once_and_after_five_working_days_until_they_acknowledge(city: City, sat: Sitting) -> None:
    sent(city, sat)
    assert ("minutes_sent", "李填") in told(AFTER + HOUR / 2)
    acknowledge_minutes(sat.meeting.pk, by=city.clerk, now=AFTER + HOUR)
    late = told(at(11, 30, 9, 30))
    assert ("minutes_unacknowledged", "张区长") in late and ("minutes_unacknowledged", "李填") not in late


def test_a_nudge_reaches_whoever_has_not_acknowledged(city: City, sat: Sitting) -> None:
    sent(city, sat)
    remind_receivers(sat.meeting.pk, by=city.dispatcher, now=at(11, 25))
    assert ("minutes_unacknowledged", "李填") in told(at(11, 25, 9, 10))


def test_letters_name_no_project_and_no_decision(city: City, sat: Sitting) -> None:
    sent(city, sat)
    family = MinutesFamily()
    letters = [
        one.letter()
        for subject in family.subjects(AFTER - HOUR, AFTER)
        for one in family.notices(subject, AFTER - HOUR, AFTER)
    ]
    assert letters and all("用地报批" not in one.text and sat.first.project.name not in one.text for one in letters)


def test_a_letter_is_void_once_its_reader_has_acknowledged(city: City, sat: Sitting) -> None:
    sent(city, sat)
    rule = MinutesFamily.rules[2]
    letter = Occurrence(rule=rule.name, subject_id=sat.meeting.pk, recipient=city.clerk)
    assert rule.why_void(letter, AFTER) == ""
    acknowledge_minutes(sat.meeting.pk, by=city.clerk, now=AFTER)
    assert rule.why_void(letter, AFTER) == "纪要已签收"


def test_the_home_page_says_what_waits(city: City, sat: Sitting) -> None:
    decided(city, sat)
    assert [one.verb for one in to_keep_minutes(city.dispatcher, AFTER.date()).lines] == ["起草"]
    sent(city, sat)
    assert [one.verb for one in to_keep_minutes(city.clerk, AFTER.date()).lines] == ["签收"]
    assert to_keep_minutes(city.sibling_clerk, AFTER.date()).count == 0
