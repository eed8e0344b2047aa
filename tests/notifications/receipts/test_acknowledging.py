"""To say that one knows: on the page, over the API, by the link of the mail; once, and by the recipient alone."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from notifications.outbox import mail
from notifications.outbox.models import Occurrence
from notifications.outbox.services import void
from notifications.receipts import links, services
from notifications.receipts.models import Receipt
from notifications.receipts.queries import State, standings
from notifications.receipts.shown import answer_link
from notifications.receipts.terms import Acknowledge, cutoff, deadline
from projects.audit.models import Entry
from projects.errors import Conflict, DomainError, NotFound
from projects.people.models import Officer
from projects.workdays.queries import calendar
from tests.factories import NOW, City, build_city
from tests.notifications.outbox.samples import told
from tests.notifications.receipts.samples import DEADLINE, called_to_meeting, letter_to
from tests.notifications.reminders.samples import at, load_calendar

SOON = NOW + timedelta(hours=1)
ELSEWHERE = "198.51.100.7"


@pytest.fixture
def city(db: None) -> City:
    load_calendar()
    return build_city()


@pytest.fixture
def letter(city: City) -> Occurrence:
    """The chief is called to a meeting and asked for an answer."""
    called_to_meeting(city, city.chief)
    return letter_to(city.chief)


def word_of(occurrence: Occurrence) -> str:
    """The word of the link that its mail carries."""
    found = answer_link(occurrence)
    assert found is not None
    return found.url.rstrip("/").rpartition("/")[2]


def page(word: str) -> str:
    return reverse("receipts:link", args=[word])


def test_an_answer_is_in_time_until_five_of_the_last_working_day(letter: Occurrence) -> None:
    days = calendar(date(2026, 9, 1), date(2026, 12, 31))
    assert deadline(letter.created_at, Acknowledge(2), days) == DEADLINE
    assert deadline(at(11, 20, 16), Acknowledge(2), days) == at(11, 24, 17)  # over the week-end
    assert deadline(at(9, 30, 9), Acknowledge(2), days) == at(10, 9, 17)  # over the National Day


@pytest.mark.parametrize("hours", range(0, 24 * 9, 5))
def test_what_lies_before_the_cutoff_is_exactly_what_is_due(db: None, hours: int) -> None:
    load_calendar()
    now, terms = at(11, 18, 3) + timedelta(hours=hours), Acknowledge(2)
    days = calendar(date(2026, 9, 1), date(2026, 12, 31))
    edge = cutoff(now, terms, days)
    assert deadline(edge - timedelta(seconds=1), terms, days) <= now < deadline(edge, terms, days)


def test_the_recipient_says_so_once_and_once_more_does_no_harm(city: City, letter: Occurrence) -> None:
    assert services.acknowledge(letter.pk, by=city.chief, now=SOON)
    assert not services.acknowledge(letter.pk, by=city.chief, now=SOON + timedelta(days=1))
    receipt = Receipt.objects.get()
    assert (receipt.at, receipt.way) == (SOON, "page")
    letter.refresh_from_db()
    assert letter.read_at == SOON
    assert Entry.objects.filter(action="reminder.acknowledge").count() == 1


def test_nobody_says_so_for_somebody_else(city: City, letter: Occurrence) -> None:
    for officer in (city.dispatcher, city.clerk):
        with pytest.raises(NotFound):
            services.acknowledge(letter.pk, by=officer, now=SOON)
    assert not Receipt.objects.exists()


def test_a_rule_that_asks_for_nothing_takes_no_answer_and_its_mail_has_no_link(city: City) -> None:
    plain = told(city.clerk)
    with pytest.raises(Conflict, match="不要求确认"):
        services.acknowledge(plain.pk, by=city.clerk, now=NOW)
    assert answer_link(plain) is None


def test_what_is_void_needs_no_answer(city: City, letter: Occurrence) -> None:
    void(letter.pk, reason="会议已取消", now=SOON)
    with pytest.raises(Conflict, match="会议已取消"):
        services.acknowledge(letter.pk, by=city.chief, now=SOON)


def test_a_receipt_can_be_neither_changed_nor_removed(city: City, letter: Occurrence) -> None:
    services.acknowledge(letter.pk, by=city.chief, now=SOON)
    for statement in ("UPDATE receipts_receipt SET way = 'link'", "DELETE FROM receipts_receipt"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_mail_carries_the_link_in_text_and_html_and_the_letter_of_another_rule_does_not(letter: Occurrence) -> None:
    raw = mail.letter(letter.deliveries.get(), at=NOW)
    message = mail_of(raw)
    assert all(page(word_of(letter)) in part and "我已知悉" in part for part in message)
    plain = told(letter.recipient)
    assert not any("我已知悉" in part for part in mail_of(mail.letter(plain.deliveries.get(), at=NOW)))


def mail_of(raw: bytes) -> list[str]:
    """Text and HTML."""
    from email import message_from_bytes, policy  # noqa: PLC0415

    message = message_from_bytes(raw, policy=policy.default)
    return [message.get_body((kind,)).get_content() for kind in ("plain", "html")]  # type: ignore[union-attr]


def test_opening_the_link_acknowledges_nothing_and_the_button_does_without_log_in(
    city: City, letter: Occurrence
) -> None:
    visitor, address = Client(enforce_csrf_checks=True, REMOTE_ADDR=ELSEWHERE), page(word_of(letter))
    with time_machine.travel(SOON, tick=False):
        for method in (visitor.get, visitor.head, visitor.get):  # a scanner of mail does this
            assert method(address).status_code == 200
        assert not Receipt.objects.exists()
        shown = visitor.get(address)
        assert "我已知悉" in shown.content.decode() and city.chief.name in shown.content.decode()
        assert (shown["X-Robots-Tag"], shown["Referrer-Policy"]) == ("noindex", "no-referrer")
        assert "no-store" in shown["Cache-Control"]
        assert "已记录您的确认" in visitor.post(address).content.decode()
        assert "确认于" in visitor.post(address).content.decode()  # once more: harmless
    receipt = Receipt.objects.get()
    assert (receipt.way, receipt.address, receipt.at) == ("link", ELSEWHERE, SOON)
    entry = Entry.objects.get(action="reminder.acknowledge")
    assert (entry.actor, entry.address) == (city.chief.username, ELSEWHERE) and "没有登录" in entry.detail


def test_the_link_opens_nothing_else(letter: Occurrence) -> None:
    visitor = Client()
    with time_machine.travel(SOON, tick=False):
        visitor.post(page(word_of(letter)))
        assert visitor.get(reverse("outbox:occurrence", args=[letter.pk])).status_code == 302
        assert "sessionid" not in visitor.cookies


@pytest.mark.parametrize("at_byte", [0, 15, 16, 19, 20, 35])
def test_a_link_with_any_byte_changed_is_refused_with_a_sentence(letter: Occurrence, at_byte: int) -> None:
    from base64 import urlsafe_b64decode, urlsafe_b64encode  # noqa: PLC0415

    raw = bytearray(urlsafe_b64decode(word_of(letter)))
    raw[at_byte] ^= 1
    with time_machine.travel(SOON, tick=False):
        answer = Client().post(page(urlsafe_b64encode(bytes(raw)).decode()))
    assert answer.status_code == 404
    assert "不完整或已被改动" in answer.content.decode()
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("word", ["x", "A" * 47, "A" * 49, "确认", "A" * 48])
def test_a_garbled_link_is_refused(db: None, word: str) -> None:
    assert Client().get(page(word)).status_code == 404


def test_a_link_made_for_another_person_or_another_letter_fits_nobody(city: City, letter: Occurrence) -> None:
    until = SOON + timedelta(days=9)
    with pytest.raises(links.BadLink):
        services.open_link(links.token(letter.pk, city.clerk.pk, until), address=ELSEWHERE, now=SOON)
    other = told(city.chief, slot="other")
    stolen = links.token(other.pk, city.chief.pk, until)
    with pytest.raises(Conflict, match="不要求确认"):
        services.acknowledge_by_link(stolen, address=ELSEWHERE, now=SOON)


def test_an_expired_link_says_what_to_do(letter: Occurrence) -> None:
    word = word_of(letter)
    with time_machine.travel(DEADLINE + links.GOOD_FOR - timedelta(seconds=1), tick=False):
        assert Client().get(page(word)).status_code == 200
    with time_machine.travel(DEADLINE + links.GOOD_FOR, tick=False):
        answer = Client().post(page(word))
    assert answer.status_code == 410
    assert "已过有效期" in answer.content.decode() and "登录系统" in answer.content.decode()
    assert not Receipt.objects.exists()


def test_who_has_left_cannot_answer_any_more(city: City, letter: Occurrence) -> None:
    Officer.objects.filter(pk=city.chief.pk).update(is_active=False)
    with pytest.raises(links.BadLink):
        services.open_link(word_of(letter), address=ELSEWHERE, now=SOON)


def test_the_door_without_log_in_is_closed_to_a_flood_from_one_address_for_a_minute(letter: Occurrence) -> None:
    word = word_of(letter)
    for _ in range(services.MOST_KNOCKS):
        services.open_link(word, address=ELSEWHERE, now=SOON)
    with pytest.raises(services.TooOften) as refused:
        services.open_link(word, address=ELSEWHERE, now=SOON)
    assert refused.value.status == 429
    services.open_link(word, address="203.0.113.9", now=SOON)
    services.open_link(word, address=ELSEWHERE, now=SOON + timedelta(minutes=1))


def test_the_page_has_the_button_for_the_recipient_alone(city: City, letter: Occurrence) -> None:
    address = reverse("outbox:occurrence", args=[letter.pk])
    for officer, has in ((city.chief, True), (city.dispatcher, False)):
        client = Client()
        client.force_login(officer)
        assert (reverse("receipts:acknowledge", args=[letter.pk]) in client.get(address).content.decode()) is has
    client.force_login(city.chief)
    client.post(reverse("receipts:acknowledge", args=[letter.pk]))
    assert "已知悉（页面）" in client.get(address).content.decode()


def test_the_list_shows_who_has_answered_and_narrows_by_how_it_stands(city: City) -> None:
    called_to_meeting(city, city.chief, city.deputy, city.clerk)
    services.acknowledge(letter_to(city.chief).pk, by=city.chief, now=SOON)
    client = Client()
    client.force_login(city.dispatcher)
    expected = {"": {"张区长", "周副区长", "李填"}, "answered": {"张区长"}, "waiting": {"周副区长", "李填"}}
    with time_machine.travel(SOON, tick=False):
        for state, names in expected.items():
            shown = client.get(reverse("receipts:receipts"), {"state": state}).content.decode()
            assert {name for name in expected[""] if re.search(rf"<span>{name}<br>", shown)} == names, state
    with time_machine.travel(DEADLINE, tick=False):
        client = Client()  # the other session has ended
        client.force_login(city.dispatcher)
        shown = client.get(reverse("receipts:receipts"), {"state": "overdue"}).content.decode()
        assert "周副区长" in shown and "张区长" not in shown


def test_how_it_stands_goes_from_waiting_to_overdue_or_answered(city: City, letter: Occurrence) -> None:
    def state(when: object) -> str:
        return standings([letter], when)[letter.pk].state  # type: ignore[arg-type]

    assert state(SOON) == State.WAITING and state(DEADLINE) == State.OVERDUE
    services.acknowledge(letter.pk, by=city.chief, now=DEADLINE + timedelta(hours=1))
    assert state(DEADLINE + timedelta(hours=2)) == State.ANSWERED


def test_every_refusal_is_a_sentence() -> None:
    for kind in (links.BadLink, links.ExpiredLink, services.TooOften):
        refusal: DomainError = kind()
        assert len(refusal.detail) > 12 and refusal.detail.endswith("。")
