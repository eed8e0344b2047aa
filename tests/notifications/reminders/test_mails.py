"""Letters of every rule: the text says what the HTML says, nothing comes from outside, calendars understand them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from django.conf import settings
from icalendar import Calendar, Event

from notifications.outbox import mail
from notifications.outbox.models import Delivery
from notifications.reminders.families import all_rules
from notifications.reminders.rules.digests import DIGEST
from notifications.reminders.rules.meetings import CANCELLED, MEETING_RULES, REMOVED
from tests.factories import NOW, build_city
from tests.notifications.reminders.letters import every_delivery

RULES = [rule.name for rule in all_rules()]
LINKS = re.compile(r'href="([^"]*)"')


@pytest.fixture
def letters(db: None) -> dict[str, Delivery]:
    return every_delivery(build_city())


class Words(HTMLParser):
    """The text that a reader sees. The preheader, which repeats what follows, is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        style = dict(attrs).get("style") or ""
        if tag in ("title", "style") or (tag == "div" and "display:none" in style):
            self._hidden += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("title", "style") or (tag == "div" and self._hidden):
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data)


def words_of(text: str) -> set[str]:
    """Words between spaces and punctuation; without the numbers of list entries."""
    return {
        word for word in re.split(r"[\s：，。、（）【】;；]+", text) if word and not re.fullmatch(r"\d+\.|--", word)
    }


def read(delivery: Delivery) -> tuple[EmailMessage, str, str]:
    """The letter, its text, its HTML."""
    message: EmailMessage = message_from_bytes(mail.letter(delivery, at=NOW), policy=policy.default)  # type: ignore[assignment]
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None and html is not None
    return message, text.get_content(), html.get_content()


@pytest.mark.parametrize("rule", RULES)
def test_text_and_html_say_the_same(letters: dict[str, Delivery], rule: str) -> None:
    _, text, html = read(letters[rule])
    reader = Words()
    reader.feed(html)
    seen, said = words_of(" ".join(reader.found)), words_of(text)
    known = {"会议", letters[rule].occurrence.title}  # a label whose value is the heading there
    assert said - seen <= known | set(LINKS.findall(html))
    assert seen - said <= {"打不开时请复制", "补发"}


@pytest.mark.parametrize("rule", RULES)
def test_nothing_comes_from_outside_and_nothing_needs_a_style_sheet(letters: dict[str, Delivery], rule: str) -> None:
    _, _, html = read(letters[rule])
    assert not re.search(r"<(img|link|script|iframe|object|form|input|svg|font)\b", html)
    assert not re.search(r"url\(|@import|src=|position\s*:|display\s*:\s*(flex|grid)|float\s*:", html)
    links = set(LINKS.findall(html))
    own = {f"{settings.PUBLIC_URL}/projects/{number}/" for number in range(3)} if rule == DIGEST.name else set()
    assert links <= {mail.link(letters[rule].occurrence), *own}
    assert len(html.encode()) < 100_000  # beyond, some readers cut


@pytest.mark.parametrize("rule", RULES)
def test_the_line_beside_the_subject_is_the_letters_first_words(letters: dict[str, Delivery], rule: str) -> None:
    _, _, html = read(letters[rule])
    hidden = re.search(r"<div style=\"display:none[^>]*>([^<]*)</div>", html)
    assert hidden is not None and 10 < len(hidden[1]) <= 90
    assert "同志：" not in hidden[1]


# --- calendar: RFC 5545 and 5546 ------------------------------------------------------------------------------------
CALLED = [rule.name for rule in MEETING_RULES]


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
