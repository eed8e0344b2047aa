"""Without an answer in time the next level hears of it: once, on the first rung that is not empty, if it may see it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from notifications.outbox.models import Delivery, Occurrence
from notifications.outbox.sender import deliver_due
from notifications.outbox.services import void
from notifications.receipts import registry, services
from notifications.receipts.terms import Acknowledge, Rung
from notifications.reminders.rules.escalations import next_level
from notifications.reminders.rules.meetings import CALLED
from notifications.reminders.services import scan
from projects.ledger.services import register_deputy
from projects.people.models import Officer
from projects.people.services import add_officer, add_post, start_tenure
from tests.factories import NOW, TODAY, City, build_city
from tests.notifications.receipts.samples import DEADLINE, called_to_meeting, letter_to
from tests.notifications.reminders.samples import load_calendar, run
from tests.smtp import SmtpServer
from workflow.dispatch.services import cancel_meeting

AFTER = DEADLINE + timedelta(minutes=1)


@pytest.fixture
def city(db: None) -> City:
    load_calendar()
    return build_city()


def raised() -> list[tuple[str, str]]:
    """(rung, name) of whom was told by the rule."""
    rows = Occurrence.objects.filter(rule="unacknowledged").order_by("created_at", "recipient__name")
    return list(rows.values_list("slot", "recipient__name"))


def lead(city: City, officer: Officer) -> None:
    """The officer becomes principal of the city."""
    start_tenure(add_post(city.city, title="市长", is_principal=True, by=None, now=NOW), officer,
                 valid_from=date(2020, 1, 1), by=None, now=NOW)  # fmt: skip


def test_nobody_is_told_before_the_deadline_and_the_head_of_the_unit_once_after_it(city: City) -> None:
    called_to_meeting(city, city.clerk)
    scan(DEADLINE - timedelta(minutes=1))
    assert raised() == []
    run(AFTER, AFTER + timedelta(days=4))
    assert raised() == [("head", "张区长")]
    letter = Occurrence.objects.get(rule="unacknowledged")
    assert letter.due_at == DEADLINE and not letter.is_late
    assert letter.title.startswith("【逾期未确认】李填") and "11-20 17:00" in letter.text
    assert letter.deliveries.count() == 1


def test_the_head_himself_goes_to_the_office_or_where_the_rule_says_so_to_the_head_above(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    called_to_meeting(city, city.chief)
    letter = letter_to(city.chief)
    lead(city, city.leader)
    assert [(rung, one.name) for rung, one in next_level(letter, AFTER)] == [(Rung.OFFICE, "王调")]
    monkeypatch.setattr(registry, "_ASKING", {**registry.asking(), CALLED.name: Acknowledge(2)})
    assert [(rung, one.name) for rung, one in next_level(letter, AFTER)] == [(Rung.ABOVE, "陈市长")]


def test_nothing_goes_beyond_the_city(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    governor = add_officer(city.province, username="shengzhang", name="省长", roles=("leader",), by=None, now=NOW)
    start_tenure(add_post(city.province, title="省长", is_principal=True, by=None, now=NOW), governor,
                 valid_from=date(2020, 1, 1), by=None, now=NOW)  # fmt: skip
    called_to_meeting(city, city.chief)
    monkeypatch.setattr(registry, "_ASKING", {**registry.asking(), CALLED.name: Acknowledge(2)})
    assert [one.name for _, one in next_level(letter_to(city.chief), AFTER)] == ["王调"]


def test_who_stands_in_comes_first(city: City) -> None:
    register_deputy(city.clerk, city.deputy, valid_from=TODAY, valid_to=TODAY + timedelta(days=9), basis="出差",
                    by=city.dispatcher, now=NOW)  # fmt: skip
    called_to_meeting(city, city.clerk)
    scan(AFTER)
    assert raised() == [("deputy", "周副区长")]


def test_the_copy_of_a_deputy_is_not_raised_and_the_deputys_answer_counts(city: City) -> None:
    register_deputy(city.clerk, city.deputy, valid_from=TODAY, valid_to=TODAY + timedelta(days=9), basis="出差",
                    by=city.dispatcher, now=NOW)  # fmt: skip
    called_to_meeting(city, city.clerk)
    copy = Occurrence.objects.get(recipient=city.deputy, rule="meeting_called")
    services.acknowledge(copy.pk, by=city.deputy, now=NOW + timedelta(hours=2))
    scan(AFTER)
    assert raised() == []


def test_an_answer_in_time_stops_it(city: City) -> None:
    called_to_meeting(city, city.clerk)
    services.acknowledge(letter_to(city.clerk).pk, by=city.clerk, now=DEADLINE - timedelta(minutes=1))
    scan(AFTER)
    assert raised() == []


def test_an_answer_between_the_scan_and_the_sending_voids_it(city: City, smtp_server: SmtpServer) -> None:
    called_to_meeting(city, city.clerk)
    scan(AFTER)
    services.acknowledge(letter_to(city.clerk).pk, by=city.clerk, now=AFTER)
    Delivery.objects.filter(occurrence__rule="meeting_called").delete()
    assert deliver_due(clock=lambda: AFTER + timedelta(minutes=1)) == 0
    assert Occurrence.objects.get(rule="unacknowledged").void_reason == "接收人已确认"


def test_a_letter_that_holds_no_longer_is_not_raised(city: City) -> None:
    called_to_meeting(city, city.clerk)
    void(letter_to(city.clerk).pk, reason="会议已取消", now=NOW + timedelta(hours=1))
    scan(AFTER)
    assert raised() == []


def test_an_invitation_to_a_meeting_that_was_called_off_after_it_had_left_is_not_raised(city: City) -> None:
    meeting = called_to_meeting(city, city.clerk)
    cancel_meeting(meeting.pk, reason="防汛", by=city.dispatcher, now=NOW + timedelta(hours=1))
    scan(NOW + timedelta(hours=2))
    scan(AFTER)
    assert raised() == []


def test_nobody_is_told_about_what_he_may_not_see(city: City) -> None:
    """The head of the unit sees no dispatch meetings: the next rung hears instead."""
    city.chief.roles.all().delete()
    called_to_meeting(city, city.clerk)
    scan(AFTER)
    assert raised() == [("office", "王调")]


def test_what_came_due_while_the_system_was_off_is_told_late_and_once(city: City) -> None:
    called_to_meeting(city, city.clerk)
    scan(DEADLINE + timedelta(days=3))
    scan(DEADLINE + timedelta(days=3, minutes=1))
    assert raised() == [("head", "张区长")]
    assert Occurrence.objects.get(rule="unacknowledged").is_late


def test_where_reading_suffices_the_page_is_the_answer(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    terms = Acknowledge(2, reading_suffices=True)
    monkeypatch.setattr(registry, "_ASKING", {**registry.asking(), CALLED.name: terms})
    called_to_meeting(city, city.clerk)
    Occurrence.objects.update(read_at=NOW + timedelta(hours=1))
    scan(AFTER)
    assert raised() == []
