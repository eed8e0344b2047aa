"""重发 by hand, decisions about what was given up, filters and export of the ledger, and the API of all that."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from notifications.outbox import leases, mail, services
from notifications.outbox.models import Delivery, DeliveryState
from notifications.outbox.sender import deliver_due
from projects.audit.models import Entry
from projects.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from projects.people.models import Officer
from tests.factories import NOW, City, build_city, new_project, submitted
from tests.notifications.outbox.samples import person, queued, told
from tests.smtp import SmtpServer

SOON = NOW + timedelta(minutes=1)


@pytest.fixture
def sent(db: None) -> Delivery:
    """A mail that left."""
    delivery = queued(person())
    Delivery.objects.update(state=DeliveryState.SENT, sent_at=NOW)
    delivery.refresh_from_db()
    return delivery


@pytest.fixture
def duty(db: None) -> Officer:
    return person("wangdiao", "王调", roles=("dispatcher",))


def test_a_copy_is_a_message_of_its_own_that_says_so(sent: Delivery, duty: Officer, smtp_server: SmtpServer) -> None:
    made = services.resend(sent.occurrence_id, reason="本人称未收到", by=duty, now=SOON)
    assert (made.copy, made.state) == (1, "queued") and made.message_id != sent.message_id
    assert deliver_due(clock=lambda: SOON) == 1
    message = smtp_server.accepted[0].message
    assert str(message["Subject"]).startswith("【重发】") and message["Message-ID"] == made.message_id
    assert "由值班人员重发" in message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    entry = Entry.objects.get(action="delivery.resend")
    assert "本人称未收到" in entry.detail and entry.actor == duty.username
    sent.refresh_from_db()
    assert (sent.state, sent.copy) == ("sent", 0)


def test_each_further_copy_counts_on_and_goes_to_the_address_of_the_day(sent: Delivery, duty: Officer) -> None:
    Officer.objects.filter(pk=sent.occurrence.recipient_id).update(email="new@luodi.example")
    first = services.resend(sent.occurrence_id, reason="换了邮箱", by=duty, now=SOON)
    assert first.address == "new@luodi.example"
    with pytest.raises(Conflict, match="还在这个渠道发送中"):
        services.resend(sent.occurrence_id, reason="再发", by=duty, now=SOON)
    Delivery.objects.update(state=DeliveryState.SENT)
    assert services.resend(sent.occurrence_id, reason="再发", by=duty, now=SOON).copy == 2


@pytest.mark.parametrize(
    ("change", "refusal", "words"),
    [
        ("no reason", Invalid, "为什么重发"),
        ("void", Conflict, "已失效"),
        ("uncertain", Conflict, "结果不明"),
        ("no address", Conflict, "没有登记"),
        ("clerk", NotAllowed, "调度员"),
        ("stranger", NotFound, "没有找到"),
    ],
)
def test_a_copy_is_refused_with_a_sentence(
    sent: Delivery, duty: Officer, change: str, refusal: type[DomainError], words: str
) -> None:
    by, reason = duty, "" if change == "no reason" else "本人称未收到"
    if change == "void":
        services.void(sent.occurrence_id, reason="会议已取消", now=NOW)
    elif change == "uncertain":
        Delivery.objects.update(state=DeliveryState.UNCERTAIN)
    elif change == "no address":
        Officer.objects.filter(pk=sent.occurrence.recipient_id).update(email="")
    elif change == "clerk":
        by = sent.occurrence.recipient
    elif change == "stranger":
        by = person("b", "钱填")
    with pytest.raises(refusal, match=words):
        services.resend(sent.occurrence_id, reason=reason, by=by, now=SOON)
    assert Delivery.objects.count() == 1


def test_a_copy_of_what_is_no_longer_true_does_not_leave(
    sent: Delivery, duty: Officer, smtp_server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.resend(sent.occurrence_id, reason="本人称未收到", by=duty, now=SOON)
    monkeypatch.setattr("notifications.outbox.registry.why_void", lambda occurrence, now: "申报已处理")
    assert deliver_due(clock=lambda: SOON) == 0
    assert smtp_server.messages == []


@pytest.fixture
def dead(sent: Delivery) -> Delivery:
    Delivery.objects.update(state=DeliveryState.DEAD, attempts=5, sent_at=None)
    sent.refresh_from_db()
    return sent


def test_what_was_given_up_is_closed_or_sent_again_with_a_reason_only(dead: Delivery, duty: Officer) -> None:
    for act in (services.close, services.send_again):
        with pytest.raises(Invalid):
            act(dead.pk, reason=" ", by=duty, now=SOON)
    assert services.close(dead.pk, reason="已电话告知", by=duty, now=SOON).state == "closed"
    assert dead.tries.last().reply == "值班人员了结，不再发送：已电话告知"  # type: ignore[union-attr]
    with pytest.raises(Conflict):
        services.send_again(dead.pk, reason="再试", by=duty, now=SOON)


def test_what_is_closed_is_never_sent(dead: Delivery, duty: Officer, smtp_server: SmtpServer) -> None:
    services.close(dead.pk, reason="已电话告知", by=duty, now=SOON)
    assert deliver_due(clock=lambda: SOON + timedelta(days=1)) == 0 and smtp_server.messages == []
    assert leases.expire(now=SOON + timedelta(days=1)) == (0, 0)


def test_a_refusal_keeps_what_was_typed(dead: Delivery, duty: Officer) -> None:
    client = Client()
    client.force_login(duty)
    answer = client.post(reverse("outbox:decide", args=[dead.pk]), {"decision": "close", "about": str(dead.pk)})
    assert answer.status_code == 422 and "请写明怎样了结" in answer.content.decode()
    answer = client.post(reverse("outbox:resend", args=[dead.occurrence_id]), {"reason": "字" * 201, "about": "copy"})
    assert answer.status_code == 422 and "字" * 201 in answer.content.decode()


def test_the_page_resends_and_shows_both_messages(sent: Delivery, duty: Officer) -> None:
    client = Client()
    client.force_login(duty)
    address = reverse("outbox:resend", args=[sent.occurrence_id])
    page = client.post(address, {"reason": "本人称未收到"}, follow=True).content.decode()
    assert "已用邮件加发一条" in page and "（第 1 次重发）" in page and "值班人员要求重发：本人称未收到" in page


@pytest.fixture
def city(db: None) -> City:
    return build_city()


def test_the_ledger_is_narrowed_by_project_lateness_and_channel(city: City) -> None:
    project = new_project(city)
    claim = submitted(city, project, "sign", now=NOW)
    told(city.clerk, slot="a", title="关于申报", subject_type="claim", subject_id=claim.pk)
    told(city.clerk, slot="b", title="迟到的", is_late=True)
    told(city.clerk, slot="c", title="其他的", subject_id=uuid4())
    client = Client()
    client.force_login(city.dispatcher)
    titles = ("关于申报", "迟到的", "其他的")
    for filters, expected in (
        ({"project": "中信博"}, {"关于申报"}),
        ({"project": project.number}, {"关于申报"}),
        ({"project": "没有"}, set()),
        ({"late": "on"}, {"迟到的"}),
        ({"channel": "email"}, set(titles)),
        ({"subject": str(claim.pk)}, {"关于申报"}),
    ):
        page = client.get(reverse("outbox:ledger"), filters).content.decode()
        assert {title for title in titles if f">{title}</a>" in page} == expected, filters


def test_a_project_out_of_sight_narrows_to_nothing(city: City) -> None:
    claim = submitted(city, new_project(city), "sign", now=NOW)
    told(city.sibling_clerk, title="关于申报", subject_type="claim", subject_id=claim.pk)
    client = Client()
    client.force_login(city.sibling_clerk)
    assert "关于申报" in client.get(reverse("outbox:ledger")).content.decode()
    assert "关于申报" not in client.get(reverse("outbox:ledger"), {"project": "中信博"}).content.decode()


def test_the_export_holds_what_the_filters_leave_as_text_and_is_recorded(sent: Delivery, duty: Officer) -> None:
    told(sent.occurrence.recipient, slot="2", title="=1+1", void_reason="会议已取消")
    client = Client()
    client.force_login(duty)
    answer = client.post(f"{reverse('outbox:export')}?person=李")
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    cells = book.get_sheet_by_index(0).to_python()
    assert cells[0][5] == "标题" and {row[5] for row in cells[1:]} == {"调度会通知", "=1+1"}
    assert "l****@luodi.example" in str(cells)
    entry = Entry.objects.get(action="reminder.export")
    assert "共 2 条" in entry.detail and "接收人：李" in entry.detail


def ask(
    client: Client, method: str, name: str, *args: object, body: object = None, version: int = 0
) -> tuple[int, dict]:  # type: ignore[type-arg]
    headers = {"Idempotency-Key": uuid4().hex, **({"If-Match": f'"{version}"'} if version else {})}
    content = {"data": json.dumps(body or {}), "content_type": "application/json"} if method == "post" else {}
    answer = getattr(client, method)(reverse(f"api:{name}", args=args), headers=headers, **content)
    return answer.status_code, json.loads(answer.content)


def test_the_api_shows_resends_and_decides_with_versions(sent: Delivery, duty: Officer) -> None:
    client = Client()
    client.force_login(duty)
    status, shown = ask(client, "get", "reminder-detail", sent.occurrence_id)
    assert (status, shown["version"], shown["deliveries"][0]["address"]) == (200, 2, "l****@luodi.example")
    body = {"reason": "本人称未收到"}
    assert ask(client, "post", "reminder-resend", sent.occurrence_id, body=body)[0] == 428
    assert ask(client, "post", "reminder-resend", sent.occurrence_id, body=body, version=1)[0] == 412
    status, shown = ask(client, "post", "reminder-resend", sent.occurrence_id, body=body, version=2)
    assert status == 200 and [row["copy"] for row in shown["deliveries"]] == [1, 0]
    Delivery.objects.filter(copy=1).update(state=DeliveryState.UNCERTAIN)
    copy = Delivery.objects.get(copy=1)
    status, shown = ask(
        client, "post", "delivery-decide", copy.pk, body={"decision": "sent", "reason": "已核实"}, version=copy.version
    )
    assert (status, shown["state"], shown["attempts"][-1]["by"]) == (200, "sent", str(duty.pk))
    status, listed = ask(client, "get", "reminder-list")
    assert status == 200 and listed["results"][0]["recipient_name"] == "李填"


def test_the_subject_line_of_a_copy_is_one_line(sent: Delivery) -> None:
    assert mail.subject(sent.occurrence, copy=1) == "【重发】调度会通知"
    sent.occurrence.is_late = True
    assert mail.subject(sent.occurrence) == "【补发】调度会通知"
