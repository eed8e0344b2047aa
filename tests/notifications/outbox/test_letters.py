"""The letter itself: two readings of the same words, a calendar entry, and headers nobody can break into."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from notifications.outbox import mail
from notifications.outbox.models import Delivery, Occurrence
from projects.people.models import Officer
from tests.factories import NOW
from tests.notifications.outbox.samples import person, queued

BREAKERS = ["\r\nBcc: all@luodi.example", "\nX-Evil: 1", "\r\n\r\n<b>body</b>", "\u2028Bcc: x@y.example"]
ICS = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def sent(delivery: Delivery) -> EmailMessage:
    """The letter as the other side reads it."""
    raw = mail.letter(Delivery.objects.select_related("occurrence__recipient").get(pk=delivery.pk), at=NOW)
    raw.decode("ascii")  # seven bits whatever the server can do
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    return message_from_bytes(raw, policy=policy.default)  # type: ignore[return-value]


@pytest.mark.django_db
def test_the_letter_reads_as_text_and_as_html_in_chinese(settings: object) -> None:
    settings.PUBLIC_URL = "https://luodi.example/"  # type: ignore[attr-defined]
    message = sent(queued(person(), text="请按时参加第34次会议。", url="/meetings/1/"))
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None and html is not None
    for part in (text, html):
        assert "请按时参加第34次会议。" in part.get_content()
        assert "https://luodi.example/meetings/1/" in part.get_content()
    assert message.get_content_type() == "multipart/alternative"


@pytest.mark.django_db
def test_the_headers_name_one_recipient_and_the_message_for_life() -> None:
    delivery = queued(person(), title="【会议通知】调度会第34次会议（11月27日 周五 09:00）")
    message = sent(delivery)
    assert message["Subject"] == "【会议通知】调度会第34次会议（11月27日 周五 09:00）"
    assert message["Message-ID"] == delivery.message_id == sent(delivery)["Message-ID"]
    assert message["Auto-Submitted"] == "auto-generated"
    assert [address.addr_spec for address in message["To"].addresses] == ["litian@luodi.example"]
    assert message["To"].addresses[0].display_name == "李填"
    assert message["Date"].datetime == NOW


@pytest.mark.django_db
def test_the_calendar_entry_comes_as_invitation_and_as_file() -> None:
    message = sent(queued(person(), calendar=ICS, calendar_method="REQUEST"))
    invitation = next(part for part in message.walk() if part.get_content_type() == "text/calendar")
    assert invitation.get_param("method") == "REQUEST"
    assert "METHOD:REQUEST" in invitation.get_content()
    attached = list(message.iter_attachments())
    assert [part.get_filename() for part in attached] == ["meeting.ics"]
    assert b"METHOD:REQUEST" in attached[0].get_payload(decode=True)


@pytest.mark.django_db
@pytest.mark.parametrize("breaker", BREAKERS)
def test_no_title_or_name_can_add_a_header(breaker: str) -> None:
    delivery = queued(person())
    Officer.objects.update(name="李" + breaker)  # past the check at opening
    Occurrence.objects.update(title="标题" + breaker)  # past the cleaning at telling
    message = sent(delivery)
    assert {name.lower() for name in message} == {
        "subject", "from", "to", "date", "message-id", "auto-submitted", "mime-version", "content-type",
    }  # fmt: skip
    assert [address.addr_spec for address in message["To"].addresses] == ["litian@luodi.example"]


@pytest.mark.django_db
def test_words_of_people_stay_words_in_html() -> None:
    message = sent(queued(person(), title="<script>alert(1)</script>", text="<img src=x onerror=alert(1)>"))
    html = message.get_body(("html",))
    assert html is not None
    assert "<script>" not in html.get_content() and "<img" not in html.get_content()


@pytest.mark.django_db
def test_an_international_domain_goes_in_its_ascii_form() -> None:
    delivery = queued(person(email="a@luodi.example"))
    Delivery.objects.update(address="a@芜湖.example")
    delivery.refresh_from_db()
    address = sent(delivery)["To"].addresses[0].addr_spec
    assert address == mail.envelope_recipient(delivery)
    assert address.startswith("a@xn--") and address.isascii()
    assert address.partition("@")[2].encode().decode("idna") == "芜湖.example"
