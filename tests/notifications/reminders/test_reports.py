"""信息报送: each clerk hears of a round when it opens, before it is due and when it is missed; the office once."""

from __future__ import annotations

from datetime import date

import pytest

from notifications.outbox.models import Occurrence
from notifications.preferences.topics import Choice, Topic
from notifications.reminders.rules.reports import MISSING_LIST, OPENED, SENT_BACK
from notifications.reminders.services import scan
from projects.people.models import Officer
from tests.factories import City, build_city
from tests.notifications.preferences.samples import wish
from tests.notifications.reminders.samples import load_calendar, run
from tests.workflow.reporting.samples import asked, at, of, reported, row
from workflow.reporting.models import ReportRound
from workflow.reporting.services import close_round, exempt_return, open_rounds, send_back, urge_units

pytestmark = pytest.mark.django_db
DUE = date(2026, 11, 18)
OPENS = at(date(2026, 11, 13), 8, 30)


@pytest.fixture
def city(db: None) -> City:
    load_calendar()
    scan(at(date(2026, 11, 13), 8))
    return build_city()


@pytest.fixture
def round_(city: City) -> ReportRound:
    made = asked(city, starts_on=DUE, anchor_on=DUE, now=at(date(2026, 11, 12)))
    open_rounds(OPENS)
    return made.rounds.get()


def told(officer: Officer) -> list[tuple[str, str]]:
    rows = Occurrence.objects.filter(recipient=officer, state="open").order_by("due_at", "rule")
    return [(one.rule, f"{one.due_at.astimezone(OPENS.tzinfo):%m-%d %H:%M}") for one in rows]


def test_a_clerk_who_does_nothing_hears_four_times_and_the_office_once(city: City, round_: ReportRound) -> None:
    run(OPENS, at(date(2026, 11, 19), 12))
    assert told(city.clerk) == [
        ("report_opened", "11-13 08:30"),
        ("report_due_soon", "11-17 09:00"),
        ("report_due_today", "11-18 08:30"),
        ("report_missing", "11-18 17:30"),
    ]
    assert told(city.dispatcher) == [("report_missing_list", "11-18 17:30")]
    letter = Occurrence.objects.get(rule="report_missing_list")
    assert "繁昌区" in letter.text and "鸠江区" in letter.text and "3 个单位未报" in letter.title
    assert told(city.leader) == [] and told(city.chief) == []


def test_what_the_digest_would_bring_after_the_deadline_comes_at_once(city: City, round_: ReportRound) -> None:
    wish(city.clerk, choices={Topic.REPORT: Choice.DIGEST}, digest_hour=8)
    run(OPENS, at(date(2026, 11, 18), 9))
    told_ = Occurrence.objects.filter(recipient=city.clerk, subject_type="reportreturn").values_list("rule", "quiet")
    assert dict(told_) == {"report_opened": "own_digest", "report_due_soon": "own_digest", "report_due_today": ""}


def test_who_has_reported_or_is_exempt_hears_no_more(city: City, round_: ReportRound) -> None:
    scan(OPENS)
    reported(city, round_, row(), now=at(date(2026, 11, 16)))
    exempt_return(of(round_, city.sibling).pk, reason="调整", by=city.dispatcher, now=at(date(2026, 11, 16)))
    run(OPENS, at(date(2026, 11, 19), 12))
    assert [rule for rule, _ in told(city.clerk)] == ["report_opened"]
    assert [rule for rule, _ in told(city.sibling_clerk)] == ["report_opened"]
    assert "繁昌区" not in Occurrence.objects.get(rule="report_missing_list").text


def test_after_a_pause_the_latest_is_told_and_the_others_are_recorded(city: City, round_: ReportRound) -> None:
    scan(at(DUE, 9))
    assert told(city.clerk) == [("report_due_today", "11-18 08:30")]
    voided = Occurrence.objects.filter(recipient=city.clerk).exclude(state="open")
    assert {one.rule for one in voided} == {"report_due_soon", "report_opened"}


def test_sent_back_and_urged_are_told_at_once(city: City, round_: ReportRound) -> None:
    scan(OPENS)
    found = reported(city, round_, row(), now=at(DUE))
    send_back(found.pk, reason="请补投资方", by=city.dispatcher, now=at(DUE, 10))
    urge_units(round_.pk, by=city.dispatcher, now=at(DUE, 11))
    scan(at(DUE, 10, 1))
    scan(at(DUE, 11, 1))
    assert ("report_sent_back", "11-18 10:00") in told(city.clerk) and ("report_urged", "11-18 11:00") in told(
        city.clerk
    )
    assert "请补投资方" in Occurrence.objects.get(rule="report_sent_back").text
    assert ("report_urged", "11-18 11:00") in told(city.sibling_clerk)


def test_just_before_sending_it_is_asked_again(city: City, round_: ReportRound) -> None:
    run(OPENS, at(DUE, 18))
    opened = Occurrence.objects.get(rule="report_opened", recipient=city.clerk)
    listed = Occurrence.objects.get(rule="report_missing_list")
    late = at(DUE, 19)
    assert OPENED.why_void(opened, late) == "" and MISSING_LIST.why_void(listed, late) == ""
    reported(city, round_, row(), now=late)
    assert OPENED.why_void(opened, late) and SENT_BACK.why_void(opened, late)
    close_round(round_.pk, by=city.dispatcher, now=late)
    assert MISSING_LIST.why_void(listed, late)
