"""Letters about sittings: calendars understand them. How the mail of any rule reads: ``mails``, ``test_every_rule``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage

import pytest
from icalendar import Calendar, Event

from notifications.outbox import additions
from notifications.outbox.models import Delivery
from notifications.receipts import registry as receipts
from notifications.reminders.rules.meetings import CANCELLED, MEETING_RULES, REMOVED
from tests.factories import build_city
from tests.notifications.reminders.letters import deliveries_of
from tests.notifications.reminders.mails import check_reads_well, read


@pytest.fixture
def letters(db: None) -> dict[str, Delivery]:
    return deliveries_of(MEETING_RULES, build_city())


# --- calendar: RFC 5545 and 5546 ------------------------------------------------------------------------------------
CALLED = [rule.name for rule in MEETING_RULES]


def test_letters_about_sittings_read_well_also_as_a_late_one(letters: dict[str, Delivery]) -> None:
    for delivery in letters.values():
        check_reads_well(delivery)
    assert any(one.occurrence.is_late for one in letters.values())


def entry(message: EmailMessage) -> tuple[Calendar, Event, str, EmailMessage]:
    part = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    raw = part.get_payload(decode=True)
    assert isinstance(raw, bytes)
    calendar = Calendar.from_ical(raw)
    (event,) = calendar.walk("VEVENT")
    return calendar, event, raw.decode(), part  # type: ignore[return-value]


@pytest.mark.parametrize("rule", CALLED)
def test_a_calendar_entry_has_what_the_standards_ask(letters: dict[str, Delivery], rule: str) -> None:
    message, _, _ = read(letters[rule])
    calendar, event, raw, part = entry(message)
    method = str(calendar["METHOD"])
    assert part.get_param("method") == method and part.get_content_charset() == "utf-8"
    assert (str(calendar["VERSION"]), bool(calendar["PRODID"])) == ("2.0", True)
    for name in ("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "ORGANIZER", "ATTENDEE"):
        assert name in event, name
    for name in ("DTSTAMP", "DTSTART", "DTEND"):
        assert re.search(rf"\r\n{name}:\d{{8}}T\d{{6}}Z\r\n", raw)
    assert str(event["ATTENDEE"]) == "mailto:zhangsan@luodi.example"
    assert str(event["ORGANIZER"]).removeprefix("mailto:") == message["From"].addresses[0].addr_spec
    assert max(len(line.encode()) for line in raw.split("\r\n")) <= 75
    assert "\n" not in raw.replace("\r\n", "") and raw.endswith("END:VCALENDAR\r\n")


@pytest.mark.parametrize("rule", CALLED)
def test_only_a_sitting_that_is_cancelled_for_all_is_marked_so(letters: dict[str, Delivery], rule: str) -> None:
    """RFC 5546, 3.2.5: a CANCEL that takes back the invitation of one must not bear STATUS."""
    calendar, event, _, _ = entry(read(letters[rule])[0])
    wanted = {CANCELLED.name: ("CANCEL", "CANCELLED"), REMOVED.name: ("CANCEL", "None")}
    assert (str(calendar["METHOD"]), str(event.get("STATUS"))) == wanted.get(rule, ("REQUEST", "CONFIRMED"))


def test_all_entries_of_one_sitting_have_one_uid(letters: dict[str, Delivery]) -> None:
    def uids() -> Iterator[str]:
        for rule in CALLED:
            yield str(entry(read(letters[rule])[0])[1]["UID"])

    assert len(set(uids())) == 1


@pytest.mark.parametrize("rule", [name for name in CALLED if receipts.terms_of(name)])
def test_a_letter_that_asks_for_an_answer_says_by_when_and_leads_there(letters: dict[str, Delivery], rule: str) -> None:
    _, text, html = read(letters[rule])
    answer = additions.answer_link(letters[rule].occurrence)
    assert answer is not None and answer.url in text and f'href="{answer.url}"' in html
    for said in (text, html):
        assert re.search(r"请于 (<b>)?\d{4}年\d+月\d+日 17:00(</b>)? 前确认已知悉", said)
