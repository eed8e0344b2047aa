"""Handovers that wait are told at once and again; who stands in gets copies."""

from __future__ import annotations

from datetime import timedelta

import pytest

from notifications.outbox.models import Delivery, Occurrence
from notifications.outbox.sender import deliver_due
from notifications.reminders.rules.handovers import Handovers
from notifications.reminders.services import scan
from projects.ledger.services import end_deputy, register_deputy
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import NOW, TODAY, City, build_city
from tests.notifications.reminders.samples import at, call, ledger, load_calendar, meeting_at, run, told, weekly_series
from tests.smtp import SmtpServer
from tests.workflow.handover.samples import Change, job_change
from workflow.handover.models import Handover
from workflow.handover.services import acknowledge_handover, confirm_handover, propose_handovers

LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def city(db: None) -> City:
    load_calendar()
    return build_city()


@pytest.fixture
def change(city: City) -> Change:
    """The scan has been running; then the facts ask for a handover."""
    change = job_change(city)
    scan(NOW - timedelta(minutes=30))
    propose_handovers(NOW)
    return change


def handover() -> Handover:
    return Handover.objects.get()


def dues(officer: Officer, rule: str) -> list[object]:
    rows = Occurrence.objects.filter(recipient=officer, rule=rule, state="open").order_by("due_at")
    return list(rows.values_list("due_at", flat=True))


def test_the_office_hears_at_once_and_each_third_working_day_until_it_confirms(change: Change) -> None:
    run(LATER, at(11, 27, 12))  # Wednesday 18 → Friday 27: third working day Monday 23, sixth Thursday 26
    assert dues(change.office, "handover_proposed") == [NOW, at(11, 23), at(11, 26)]
    confirm_handover(handover().pk, by=change.office, now=at(11, 27, 12))
    run(at(11, 27, 13), at(12, 4, 12))
    assert len(dues(change.office, "handover_proposed")) == 3


def test_the_successor_hears_at_once_and_each_second_working_day_until_he_takes_it(change: Change) -> None:
    confirm_handover(handover().pk, by=change.office, now=LATER)
    run(LATER, at(11, 24, 12))
    assert dues(change.newcomer, "handover_confirmed") == [LATER, at(11, 20), at(11, 24)]
    acknowledge_handover(handover().pk, by=change.newcomer, now=at(11, 24, 13))
    run(at(11, 24, 14), at(11, 30, 12))
    assert len(dues(change.newcomer, "handover_confirmed")) == 3


def test_the_letters_name_who_what_and_where(change: Change) -> None:
    scan(LATER)
    letter = Occurrence.objects.get(rule="handover_proposed")
    assert letter.title == "【交接待确认】繁昌区区长：张区长移交 2 项责任"
    assert "任职变动" in letter.text and "新区长" in letter.text and "动力电池基地" in letter.text
    assert letter.url == f"/handovers/{handover().pk}/"
    confirm_handover(handover().pk, by=change.office, now=LATER)
    scan(LATER + timedelta(minutes=1))
    letter = Occurrence.objects.get(rule="handover_confirmed")
    assert f"自 {TODAY} 起由新区长负责" in letter.text


def test_what_was_missed_while_off_is_told_once_as_the_last(change: Change) -> None:
    scan(at(11, 27, 12))
    assert [state for rule, state, _ in ledger(change.office) if rule == "handover_proposed"] == [
        "void",
        "void",
        "open",
    ]


def test_a_handover_confirmed_before_the_letter_left_is_not_announced(change: Change, smtp_server: SmtpServer) -> None:
    scan(LATER)
    confirm_handover(handover().pk, by=change.office, now=LATER)
    assert deliver_due(clock=lambda: LATER + timedelta(seconds=9)) == 0
    assert Occurrence.objects.get().void_reason == "交接已确认或已失效"


def test_only_offices_of_the_city_hear_of_it(change: Change) -> None:
    city = change.city
    for unit, name in ((city.district, "qudiao"), (city.sibling, "lindiao")):
        add_officer(unit, username=name, name=name, roles=(Role.DISPATCHER,), by=None, now=NOW)
    scan(LATER)
    assert [row.recipient for row in Occurrence.objects.filter(rule="handover_proposed")] == [change.office]


def test_an_idle_scan_tells_nothing_twice(change: Change) -> None:
    assert scan(LATER) == 1
    assert scan(LATER + timedelta(minutes=1)) == 0
    family = Handovers()
    assert [list(family.notices(one, NOW - timedelta(days=1), LATER))
            for one in family.subjects(NOW - timedelta(days=1), LATER)] == [[]]  # fmt: skip


# --- copies for who stands in -----------------------------------------------------------------------------------------


def stand_in(change: Change, principal: Officer) -> object:
    days = {"valid_from": TODAY, "valid_to": TODAY + timedelta(days=7)}
    return register_deputy(principal, change.city.deputy, **days, basis="出差", by=principal, now=NOW).pk


def test_the_deputy_gets_a_copy_that_says_for_whom(change: Change) -> None:
    stand_in(change, change.newcomer)
    confirm_handover(handover().pk, by=change.office, now=LATER)
    assert scan(LATER) == 2  # the successor and the copy
    copy = Occurrence.objects.get(recipient=change.city.deputy)
    assert copy.title.endswith("（代理新区长）")
    assert copy.text.startswith(f"您正在代理新区长（至 {TODAY + timedelta(days=7)}），此件同时抄送给您。")
    assert "您正在代理新区长" in copy.html
    assert told(change.newcomer) == ["handover_confirmed"]
    assert scan(LATER + timedelta(minutes=1)) == 0


@pytest.mark.parametrize("what", ["taken", "called off", "still waiting"])
def test_a_copy_is_checked_again_before_it_leaves(change: Change, smtp_server: SmtpServer, what: str) -> None:
    deputy = stand_in(change, change.newcomer)
    confirm_handover(handover().pk, by=change.office, now=LATER)
    scan(LATER)
    if what == "taken":
        acknowledge_handover(handover().pk, by=change.newcomer, now=LATER)
    elif what == "called off":
        end_deputy(deputy, by=change.newcomer, now=LATER)  # type: ignore[arg-type]
    deliver_due(clock=lambda: LATER + timedelta(seconds=9))
    delivery = Delivery.objects.get(occurrence__recipient=change.city.deputy)
    assert delivery.state == ("sent" if what == "still waiting" else "void")
    reasons = {"taken": "交接已接收或已由后任接续", "called off": "代理已结束", "still waiting": ""}
    assert delivery.occurrence.void_reason == reasons[what]


def test_an_attendee_s_deputy_is_told_of_the_meeting_and_of_no_project_out_of_his_sight(change: Change) -> None:
    city = change.city
    outsider = add_officer(city.sibling, username="wairen", name="外人", roles=(Role.LEADER,), by=None, now=NOW)
    register_deputy(city.leader, outsider, valid_from=TODAY, valid_to=TODAY, basis="出差", by=city.leader, now=NOW)
    meeting = meeting_at(weekly_series(city), at(11, 20), called_at=NOW)
    call(meeting, city.leader, when=NOW)
    scan(LATER)
    copy = Occurrence.objects.get(recipient=outsider)
    assert copy.rule == "meeting_called" and "您正在代理陈市长" in copy.text
    assert told(city.leader) == ["meeting_called"]
