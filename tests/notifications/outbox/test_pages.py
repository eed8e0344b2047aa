"""The pages: who sees what of the ledger, the buttons of the duty officer, and the mailbox of demo mode."""

from __future__ import annotations

import mailbox
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from notifications.outbox import mail
from notifications.outbox.models import Delivery, DeliveryState, Occurrence
from projects.ledger.services import assign
from projects.people.models import Kind, Officer
from projects.people.services import add_officer, add_organisation
from tests.factories import NOW, TODAY, build_city, new_project
from tests.notifications.outbox.samples import person, queued, told

pytestmark = pytest.mark.django_db
ICS = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"


def signed_in(officer: Officer) -> Client:
    """A browser of this officer."""
    client = Client()
    client.force_login(officer)
    return client


def ledger(client: Client, **filters: str) -> str:
    """The page 提醒记录."""
    answer = client.get(reverse("outbox:ledger"), filters)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_officer_sees_the_own_inbox_and_a_dispatcher_the_subtree() -> None:
    mine, other = person(), person("zhaotian", "赵填")
    told(mine, title="给李填的")
    told(other, title="给赵填的")
    page = ledger(signed_in(mine))
    assert "给李填的" in page and "给赵填的" not in page
    page = ledger(signed_in(person("wangdiao", "王调", roles=("dispatcher",))))
    assert "给李填的" in page and "给赵填的" in page


def test_a_dispatcher_does_not_read_letters_of_people_who_see_more() -> None:
    """A wider scope, or a part in a project elsewhere: their letters name projects the dispatcher must not know of."""
    city = build_city()
    dispatcher = add_officer(city.sibling, username="qudiao", name="区调", roles=("dispatcher",), by=None, now=NOW)
    wide = add_officer(city.sibling, username="kuan", name="宽", roles=("leader",), scope=city.city, by=None, now=NOW)
    helper = add_officer(city.sibling, username="bang", name="帮", roles=("leader",), by=None, now=NOW)
    assign(new_project(city).pk, role="member", officer=helper, valid_from=TODAY, by=city.clerk, now=NOW)
    told(wide, title="给看得宽的")
    told(helper, title="给外区成员的")
    told(city.sibling_clerk, title="给本区的")
    page = ledger(signed_in(dispatcher))
    assert "给本区的" in page
    assert "给看得宽的" not in page and "给外区成员的" not in page
    assert "给外区成员的" in ledger(signed_in(city.dispatcher))


def test_who_may_not_decide_is_refused_with_403() -> None:
    clerk = person()
    delivery = queued(clerk)
    Delivery.objects.update(state=DeliveryState.UNCERTAIN)
    answer = signed_in(clerk).post(reverse("outbox:decide", args=[delivery.pk]), {"decision": "sent"})
    assert answer.status_code == 403


def test_a_dispatcher_of_another_city_sees_nothing_and_gets_404() -> None:
    occurrence = told(person(), title="给李填的")
    gan = add_organisation(None, code="360700", name="赣州市", kind=Kind.CITY, by=None, now=NOW)
    stranger = signed_in(add_officer(gan, username="gan", name="赣调", roles=("dispatcher",), by=None, now=NOW))
    assert "给李填的" not in ledger(stranger)
    assert stranger.get(reverse("outbox:occurrence", args=[occurrence.pk])).status_code == 404


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({}, {"甲", "乙", "丙"}),
        ({"rule": "meeting_t1"}, {"乙"}),
        ({"person": "赵"}, {"丙"}),
        ({"state": "failed"}, {"乙"}),
        ({"state": "void"}, {"丙"}),
        ({"from_on": "2026-11-18", "to_on": "2026-11-18"}, {"甲", "乙", "丙"}),
        ({"to_on": "2026-11-17"}, set()),
        ({"from_on": "garbage", "page": "x"}, {"甲", "乙", "丙"}),
    ],
)
def test_filters_in_the_address_narrow_the_ledger(filters: dict[str, str], expected: set[str]) -> None:
    told(person(), title="标题甲")
    failed = queued(person("b", "钱填"), rule="meeting_t1", title="标题乙")
    Delivery.objects.filter(pk=failed.pk).update(state="failed")
    told(person("c", "赵填"), title="标题丙", void_reason="会议已取消")
    page = ledger(signed_in(person("wangdiao", "王调", roles=("dispatcher",))), **filters)
    assert {name for name in "甲乙丙" if f"标题{name}" in page} == expected


def test_opening_ones_own_reminder_marks_it_read_and_another_look_does_not() -> None:
    occurrence = told(person())
    address = reverse("outbox:occurrence", args=[occurrence.pk])
    signed_in(person("wangdiao", "王调", roles=("dispatcher",))).get(address)
    assert Occurrence.objects.get().read_at is None
    assert signed_in(occurrence.recipient).get(address).status_code == 200
    assert Occurrence.objects.get().read_at is not None


def test_the_ledger_costs_the_same_number_of_queries_for_one_row_and_for_fifty(
    django_assert_max_num_queries: object,
) -> None:
    client = signed_in(person("wangdiao", "王调", roles=("dispatcher",)))
    for number in range(50):
        queued(person(f"p{number}", f"人{number}"))
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        ledger(client)


@pytest.fixture
def uncertain() -> Delivery:
    """A mail of which nobody knows whether it left."""
    delivery = queued(person())
    Delivery.objects.update(state=DeliveryState.UNCERTAIN, data_at=NOW)
    return delivery


@pytest.mark.parametrize(("decision", "state"), [("sent", "sent"), ("again", "queued")])
def test_the_duty_officer_decides_with_two_buttons(uncertain: Delivery, decision: str, state: str) -> None:
    duty = person("wangdiao", "王调", roles=("dispatcher",))
    client = signed_in(duty)
    assert "1 条消息的结果不明" in ledger(client)
    address = reverse("outbox:occurrence", args=[uncertain.occurrence_id])
    page = client.get(address).content.decode()
    assert "已送达" in page and "重发" in page
    answer = client.post(reverse("outbox:decide", args=[uncertain.pk]), {"decision": decision}, follow=True)
    assert answer.redirect_chain[-1][0] == address
    assert "王调" in answer.content.decode()
    uncertain.refresh_from_db()
    assert (uncertain.state, uncertain.resolved_by) == (state, duty)
    again = client.post(reverse("outbox:decide", args=[uncertain.pk]), {"decision": decision}, follow=True)
    assert "结果已经确定" in again.content.decode()


def test_the_recipient_has_no_buttons_and_cannot_post_the_decision(uncertain: Delivery) -> None:
    client = signed_in(uncertain.occurrence.recipient)
    page = client.get(reverse("outbox:occurrence", args=[uncertain.occurrence_id])).content.decode()
    assert 'value="again"' not in page
    client.post(reverse("outbox:decide", args=[uncertain.pk]), {"decision": "again"})
    uncertain.refresh_from_db()
    assert uncertain.state == DeliveryState.UNCERTAIN


def test_the_ledger_counts_what_waits_for_the_duty_officer_and_leads_there(uncertain: Delivery) -> None:
    for number in range(2):
        given_up = queued(person(f"d{number}", "赵填"), title=f"没有送到{number}")
        Delivery.objects.filter(pk=given_up.pk).update(state=DeliveryState.DEAD)
    page = ledger(signed_in(person("wangdiao", "王调", roles=("dispatcher",))))
    assert "有 2 条消息多次发送失败" in page and 'href="?state=dead"' in page
    assert "有 1 条消息的结果不明" in page and 'href="?state=uncertain"' in page
    page = ledger(signed_in(uncertain.occurrence.recipient))
    assert "?state=dead" not in page and "?state=uncertain" not in page


def test_an_unknown_decision_is_refused(uncertain: Delivery) -> None:
    client = signed_in(person("wangdiao", "王调", roles=("dispatcher",)))
    answer = client.post(reverse("outbox:decide", args=[uncertain.pk]), {"decision": "maybe"})
    assert answer.status_code == 400


@pytest.fixture
def demo_box(settings: object, tmp_path: Path) -> mailbox.Maildir:
    """Demo mode with an empty mailbox."""
    settings.DEMO, settings.DEMO_MAILDIR = True, tmp_path / "mail"  # type: ignore[attr-defined]
    return mailbox.Maildir(tmp_path / "mail", create=True)


def demo_addresses(key: str) -> list[str]:
    """All pages of the demo mailbox."""
    return [
        reverse("outbox:demo_mail"),
        reverse("outbox:demo_message", args=[key]),
        reverse("outbox:demo_html", args=[key]),
        reverse("outbox:demo_part", args=[key, 0]),
    ]


def received(box: mailbox.Maildir) -> str:
    """A meeting's letter in the mailbox; answers its key."""
    delivery = queued(
        person(), title="第34次会议", text="<script>alert(1)</script>", calendar=ICS, calendar_method="REQUEST"
    )
    return box.add(mail.letter(delivery, at=NOW))


def test_outside_demo_mode_the_mailbox_does_not_exist_for_anybody(demo_box: mailbox.Maildir, settings: object) -> None:
    key = received(demo_box)
    settings.DEMO = False  # type: ignore[attr-defined]
    client = signed_in(person("wangdiao", "王调", roles=("dispatcher",)))
    assert {client.get(address).status_code for address in demo_addresses(key)} == {404}
    assert {Client().get(address).status_code for address in demo_addresses(key)} == {404}


def test_in_demo_mode_one_has_to_log_in_first(demo_box: mailbox.Maildir) -> None:
    key = received(demo_box)
    assert {Client().get(address).status_code for address in demo_addresses(key)} == {302}


def test_the_mailbox_lists_and_opens_what_arrived(demo_box: mailbox.Maildir) -> None:
    key = received(demo_box)
    client = signed_in(Officer.objects.get())
    listed, opened, html, part = (client.get(address) for address in demo_addresses(key))
    assert "第34次会议" in listed.content.decode() and "李填" in listed.content.decode()
    page = opened.content.decode()
    assert "METHOD:REQUEST" in page and "&lt;script&gt;" in page and "<script>alert" not in page
    assert 'sandbox=""' in page
    assert "第34次会议" in html.content.decode() and "<script>" not in html.content.decode()
    assert part.headers["Content-Disposition"] == 'attachment; filename="meeting.ics"'
    assert part.content == ICS.encode()


def test_the_letters_html_is_served_where_it_can_do_nothing(demo_box: mailbox.Maildir) -> None:
    evil = b"Subject: x\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script><img src='http://x.example/'>"
    answer = signed_in(person()).get(reverse("outbox:demo_html", args=[demo_box.add(evil)]))
    policy = answer.headers["Content-Security-Policy"]
    assert "sandbox" in policy and "default-src 'none'" in policy and "frame-ancestors 'self'" in policy
    assert "script-src 'self'" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("key", ["nothing", "..", "%2e%2e%2fsecret", "a:2,S"])
def test_a_key_that_is_no_mail_is_404(demo_box: mailbox.Maildir, key: str) -> None:
    received(demo_box)
    assert signed_in(Officer.objects.get()).get(f"/demo/mail/{key}/").status_code == 404
