"""督办函件: each reason is told once, to whom it concerns, and not when it is over before the mail goes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from notifications.outbox.models import Occurrence
from notifications.reminders.rules.letters import LATE, PROPOSED, SENT, SIGN
from notifications.reminders.services import scan
from tests.factories import NOW, TODAY, City, build_city
from tests.notifications.reminders.samples import load_calendar
from tests.workflow.letters.samples import answered, drafted, ladder, lit, proposals, received, signed, submitted
from workflow.letters.models import Letter
from workflow.letters.services import drop_letter, receive_letter, refuse_letter, return_answer, sign_letter

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def city(db: None) -> City:
    load_calendar()
    made = build_city()
    scan(NOW - MINUTE)
    return made


def told(rule: str) -> set[str]:
    """Who was told, by name."""
    return set(Occurrence.objects.filter(rule=rule).values_list("recipient__name", flat=True))


def test_the_signer_hears_of_it_once_and_not_when_it_is_signed_already(city: City) -> None:
    made = submitted(city)
    scan(NOW + MINUTE)
    scan(NOW + 2 * MINUTE)
    row = Occurrence.objects.get(rule="letter_sign")
    assert row.recipient == city.leader and made.title in row.title
    assert SIGN.why_void(row, NOW) == ""
    sign_letter(made.pk, by=city.leader, now=NOW)
    assert SIGN.why_void(row, NOW)


def test_the_unit_and_the_addressed_person_hear_of_a_letter_and_nobody_else(city: City) -> None:
    made = signed(city)
    scan(NOW + MINUTE)
    assert told("letter_sent") == {"李填"}
    row = Occurrence.objects.get(rule="letter_sent")
    assert made.number_text in row.text and str(made.pk) in row.url
    receive_letter(made.pk, by=city.clerk, now=NOW + MINUTE)
    assert SENT.why_void(row, NOW)
    signed(city, project=made.project, recipient_kind="head")
    scan(NOW + 2 * MINUTE)
    assert told("letter_sent") == {"李填", "张区长"}
    assert told("letter_answered") == set()


@pytest.mark.parametrize(
    ("receives", "at", "expected"),
    [
        (False, NOW + DAY + timedelta(hours=7, minutes=59), set()),
        (False, NOW + DAY + timedelta(hours=8), {"letter_unsigned"}),
        (True, NOW + DAY + timedelta(hours=8), set()),
        (True, NOW + 6 * DAY, {"letter_due"}),
        (True, NOW + 8 * DAY, {"letter_due", "letter_late"}),
    ],
)
def test_clocks_of_receipt_and_answer(city: City, receives: bool, at: datetime, expected: set[str]) -> None:
    (received if receives else signed)(city)  # Wednesday 18 November; the answer is due on Wednesday 25
    moment = NOW + MINUTE
    while moment < at:
        scan(moment)
        moment += timedelta(hours=6)
    scan(at)
    found = set(Occurrence.objects.values_list("rule", flat=True)) & {"letter_unsigned", "letter_due", "letter_late"}
    assert found == expected
    for rule in expected - {"letter_due"}:
        assert told(rule) == {"李填", "王调"}


def test_a_letter_with_a_term_of_a_day_is_not_followed_by_a_late_reminder_of_it(city: City) -> None:
    made = signed(city)  # on Wednesday at nine
    Letter.objects.filter(pk=made.pk).update(due_on=TODAY + DAY)
    scan(NOW + MINUTE)
    assert told("letter_sent") == {"李填"}
    assert told("letter_due") == set()


def test_an_answer_and_what_comes_back_are_told_to_who_holds_it_next(city: City) -> None:
    made = answered(city)
    scan(NOW + MINUTE)
    assert told("letter_answered") == {"王调"}
    return_answer(made.pk, note="缺时间表", by=city.dispatcher, now=NOW + 2 * MINUTE)
    scan(NOW + 3 * MINUTE)
    row = Occurrence.objects.get(rule="letter_back")
    assert row.recipient == city.clerk and "缺时间表" in row.text
    other = submitted(city, project=made.project)
    refuse_letter(other.pk, note="语气", by=city.leader, now=NOW + 4 * MINUTE)
    scan(NOW + 5 * MINUTE)
    assert told("letter_back") == {"李填", "王调"}


def test_proposals_of_a_day_are_one_mail_to_the_office(city: City) -> None:
    lit(city, "red", name="甲项目")
    lit(city, "yellow", name="乙项目")
    ladder(city)
    found = proposals(city)
    scan(NOW + MINUTE)
    scan(NOW + 2 * MINUTE)
    row = Occurrence.objects.get(rule="letters_proposed")
    assert row.recipient == city.dispatcher and "甲项目" in row.text and "乙项目" in row.text
    for one in found:
        drop_letter(one.pk, note="已电话督促", by=city.dispatcher, now=NOW)
    assert PROPOSED.why_void(row, NOW)


def test_a_draft_is_no_news_and_a_late_letter_that_was_answered_is_void(city: City) -> None:
    drafted(city)
    scan(NOW + MINUTE)
    assert not Occurrence.objects.filter(rule__startswith="letter").exists()
    made = answered(city)
    row = Occurrence(rule=LATE.name, subject_id=made.pk, recipient=city.clerk, slot="2026-11-25")
    assert LATE.why_void(row, NOW)
