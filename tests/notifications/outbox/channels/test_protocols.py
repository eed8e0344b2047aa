"""Every channel against a server that checks what its service checks: what arrives, and what every answer means."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest

from notifications.outbox.channels.catalogue import CHANNELS, label_of
from notifications.outbox.models import ChannelSetup, Delivery
from notifications.outbox.reconciler import reconcile
from notifications.outbox.sender import deliver_due
from tests.chat import DROP, HALF, HANG, ChatServer, Raw
from tests.notifications.outbox.channels.setups import (
    APPS,
    BROKEN_SECRET,
    FIELDS,
    RATE,
    ROBOTS,
    SERVICE,
    WORDS,
    more,
    reached,
    set_up,
    speaking,
    waiting,
)
from tests.notifications.outbox.samples import MovableClock

pytestmark = pytest.mark.django_db
EVERY = list(FIELDS)
REPEATING = ["wecom_app", "gov_wechat", "dingtalk_work", "feishu_app"]
HTML = Raw(200, b"<html>please log in</html>", {"Content-Type": "text/html"})


@pytest.fixture(autouse=True)
def _speaking(monkeypatch: pytest.MonkeyPatch) -> None:
    speaking(monkeypatch)


def state(delivery: Delivery) -> tuple[str, int]:
    delivery.refresh_from_db()
    return delivery.state, delivery.attempts


def test_every_channel_that_needs_a_set_up_is_tried_here() -> None:
    assert set(EVERY) == {name for name, one in CHANNELS.items() if one.wants}
    assert all(label_of(name) != name for name in EVERY)


@pytest.mark.parametrize("name", EVERY)
def test_a_message_arrives_once_and_is_marked_sent(chat: ChatServer, clock: MovableClock, name: str) -> None:
    (delivery,) = waiting(chat, name)
    assert deliver_due(clock=clock) == 1
    assert deliver_due(clock=clock) == 0
    assert state(delivery) == ("sent", 1)
    (taken,) = chat.taken
    assert taken.service == SERVICE.get(name, name)


@pytest.mark.parametrize("name", ROBOTS)
def test_a_group_is_told_the_short_words_and_a_link_and_nothing_else(
    chat: ChatServer, clock: MovableClock, name: str
) -> None:
    waiting(chat, name, title="安徽某集团30亿元项目", text="联系人王某")
    deliver_due(clock=clock)
    (taken,) = chat.taken
    assert WORDS in taken.words
    assert "https://luodi.example/claims/0/" in (taken.link or taken.words)
    for secret in ("安徽", "30亿", "王某", "李填"):
        assert secret not in str(taken.body)


@pytest.mark.parametrize("name", [name for name in APPS if name != "sms"])
@pytest.mark.parametrize("is_brief", [True, False])
def test_a_person_is_told_the_reminder_or_only_its_kind(
    chat: ChatServer, clock: MovableClock, name: str, is_brief: bool
) -> None:
    set_up(chat, name, is_brief=is_brief)
    (delivery,) = more(reached(name), title="安徽某集团项目", text="正文在此")
    deliver_due(clock=clock)
    (taken,) = chat.taken
    assert taken.address == "litian"
    assert taken.link == f"https://luodi.example/reminders/{delivery.occurrence_id}/"
    assert ("安徽某集团项目" in taken.words, "正文在此" in taken.words) == (not is_brief, not is_brief)
    assert ("示例提醒" in taken.words) == is_brief


def test_a_short_message_never_names_anything_and_the_number_is_written_down_nowhere(
    chat: ChatServer, clock: MovableClock
) -> None:
    (delivery,) = waiting(chat, "sms", title="安徽某集团项目")
    deliver_due(clock=clock)
    (taken,) = chat.taken
    assert (taken.address, "安徽" in taken.words) == ("13800001234", False)
    delivery.refresh_from_db()
    kept = f"{delivery.address}{delivery.smtp_reply}{list(delivery.tries.values_list('reply', flat=True))}"
    assert "13800001234" not in kept


@pytest.mark.parametrize("name", EVERY)
def test_a_rate_limit_waits_and_costs_no_attempt(chat: ChatServer, clock: MovableClock, name: str) -> None:
    (delivery,) = waiting(chat, name)
    for _ in range(6):
        chat.before.append(RATE[name])
        assert deliver_due(clock=clock) == 0
        assert state(delivery) == ("queued", 0)
        assert clock.now < delivery.not_before <= clock.now + timedelta(hours=1)
        asked = len(chat.asked)
        assert deliver_due(clock=clock) == 0
        assert len(chat.asked) == asked  # nobody knocks meanwhile
        clock.now = delivery.not_before
    assert deliver_due(clock=clock) == 1
    assert len(chat.taken) == 1


@pytest.mark.parametrize("name", EVERY)
def test_a_wrong_secret_is_the_houses_trouble_and_is_shown_in_the_set_up(
    chat: ChatServer, clock: MovableClock, name: str
) -> None:
    (delivery,) = waiting(chat, name)
    ChannelSetup.objects.update(secret="wrong")
    for _ in range(7):
        assert deliver_due(clock=clock) == 0
        clock.forward(minutes=2)
    assert state(delivery) == ("queued", 0)
    assert delivery.smtp_code == BROKEN_SECRET[name]
    setup = ChannelSetup.objects.get()
    assert str(BROKEN_SECRET[name]) in setup.trouble and setup.trouble_at is not None
    ChannelSetup.objects.update(secret=FIELDS[name]["secret"])
    assert deliver_due(clock=clock) == 1
    assert ChannelSetup.objects.get().trouble == ""


@pytest.mark.parametrize("name", ["dingtalk_robot", "feishu_robot"])
def test_a_wrong_signature_and_a_wrong_clock_are_refused_and_cost_nothing(
    chat: ChatServer, clock: MovableClock, name: str
) -> None:
    (delivery,) = waiting(chat, name)
    ChannelSetup.objects.update(signing_secret="SECwrong")
    assert deliver_due(clock=clock) == 0
    assert (state(delivery), chat.taken) == (("queued", 0), [])
    ChannelSetup.objects.update(signing_secret=FIELDS[name]["signing_secret"])
    clock.forward(minutes=2)
    chat.clock = lambda: (clock.now + timedelta(hours=2)).timestamp()
    assert deliver_due(clock=clock) == 0
    assert (state(delivery), chat.taken) == (("queued", 0), [])


@pytest.mark.parametrize("name", [name for name in APPS if name != "sms"])
def test_an_unknown_account_is_refused_and_not_tried_again(chat: ChatServer, clock: MovableClock, name: str) -> None:
    set_up(chat, name)
    (delivery,) = more(reached(name, address="nobody"))
    for _ in range(3):
        assert deliver_due(clock=clock) == 0
        clock.forward(hours=1)
    assert state(delivery) == ("failed", 1)
    assert chat.taken == []


def test_a_person_without_a_mobile_number_gets_no_short_message(chat: ChatServer, clock: MovableClock) -> None:
    (delivery,) = waiting(chat, "sms")
    officer = delivery.occurrence.recipient
    officer.phone = "0553-1234567"
    officer.save()
    deliver_due(clock=clock)
    assert state(delivery) == ("failed", 1)
    assert more(officer, subject_id=delivery.pk) == []


@pytest.mark.parametrize("name", [name for name in APPS if name != "sms"])
def test_an_access_token_is_asked_for_once_and_renewed_when_it_is_over(
    chat: ChatServer, clock: MovableClock, name: str
) -> None:
    waiting(chat, name, count=3)
    assert deliver_due(clock=clock) == 3
    assert chat.token_number == 1
    assert "token-1" not in str(ChannelSetup.objects.values_list("token", flat=True).query)
    chat.expire_tokens()  # by the service, before its time
    more(ChannelSetup.objects.get().deliveries.first().occurrence.recipient, subject_id=_other())  # type: ignore[union-attr]
    assert deliver_due(clock=clock) == 1
    assert (chat.token_number, len(chat.taken)) == (2, 4)


def _other() -> Any:

    return uuid.uuid4()


SILENT: list[Any] = [HANG, DROP, HALF, HTML, Raw(500, b"oops"), Raw(502, b""), Raw(504, b"")]


@pytest.mark.parametrize("name", EVERY)
@pytest.mark.parametrize("end", SILENT, ids=["hang", "drop", "half", "html", "500", "502", "504"])
def test_a_lost_answer_is_uncertain_and_without_a_rule_of_the_service_never_sent_again(
    chat: ChatServer, clock: MovableClock, name: str, end: Any
) -> None:
    (delivery,) = waiting(chat, name)
    chat.after.append(end)
    assert deliver_due(clock=clock) == 0
    assert state(delivery) == ("uncertain", 1)
    for _ in range(5):
        clock.forward(minutes=20)
        reconcile(now=clock.now)
        deliver_due(clock=clock)
    assert state(delivery)[0] == ("sent" if name in REPEATING else "uncertain")
    assert len(chat.taken) == 1  # in either case the person has it once


@pytest.mark.parametrize("name", REPEATING)
def test_a_repeat_too_late_is_not_made(chat: ChatServer, clock: MovableClock, name: str) -> None:
    (delivery,) = waiting(chat, name)
    chat.after.append(DROP)
    deliver_due(clock=clock)
    clock.forward(days=1)
    reconcile(now=clock.now)
    assert state(delivery) == ("uncertain", 1)


@pytest.mark.parametrize("name", REPEATING)
def test_a_repeat_that_was_held_up_beyond_the_time_is_uncertain_again(
    chat: ChatServer, clock: MovableClock, name: str
) -> None:
    (delivery,) = waiting(chat, name)
    chat.after.append(DROP)
    deliver_due(clock=clock)
    reconcile(now=clock.forward(minutes=2))
    assert state(delivery)[0] == "queued"
    clock.forward(days=1)
    assert deliver_due(clock=clock) == 0
    reconcile(now=clock.now)
    assert state(delivery)[0] == "uncertain"
    assert len(chat.taken) == 1


@pytest.mark.parametrize(
    ("end", "expected", "attempts"),
    [
        (Raw(302, b"", {"Location": "http://127.0.0.1:1/steal"}), "queued", 0),
        (Raw(307, b"", {"Location": "http://127.0.0.1:1/steal"}), "queued", 0),
        (Raw(401, b""), "queued", 0),
        (Raw(403, b"<html>blocked by the firewall</html>"), "queued", 0),
        (Raw(404, b""), "queued", 0),
        (Raw(429, b"", {"Retry-After": "120"}), "queued", 0),
        (Raw(503, b""), "queued", 1),
        (-1, "queued", 1),
        (999999, "queued", 1),
        (Raw(200, b"{" + b" " * 200_000 + b"}"), "uncertain", 1),
        (Raw(200, b'{"errcode": "0", "code": null}'), "uncertain", 1),
        (Raw(200, b"[]"), "uncertain", 1),
        (Raw(500, b'{"errcode": 0, "code": 0}'), "uncertain", 1),
        (Raw(200, b'{"errcode": 99999999999, "code": 99999999999}'), "queued", 1),
        (Raw(200, b"[" * 60_000), "uncertain", 1),
    ],
)
@pytest.mark.parametrize("name", ["wecom_robot", "feishu_app"])
def test_whatever_else_answers_is_read_with_care(
    chat: ChatServer, clock: MovableClock, name: str, end: Any, expected: str, attempts: int
) -> None:
    (delivery,) = waiting(chat, name)
    chat.before.append(end)
    assert deliver_due(clock=clock) == 0
    assert state(delivery) == (expected, attempts)
    assert chat.taken == []


def test_an_unknown_code_is_given_up_after_five_attempts(chat: ChatServer, clock: MovableClock) -> None:
    (delivery,) = waiting(chat, "wecom_robot")
    chat.always = -1
    for _ in range(9):
        deliver_due(clock=clock)
        clock.forward(hours=3)
    assert state(delivery) == ("dead", 5)


@pytest.mark.parametrize("name", EVERY)
def test_nobody_there_costs_no_attempt(chat: ChatServer, clock: MovableClock, name: str, settings: Any) -> None:
    (delivery,) = waiting(chat, name)
    settings.CHANNEL_ORIGINS = ["http://127.0.0.1:1"]
    ChannelSetup.objects.update(base_url="http://127.0.0.1:1")
    for _ in range(9):
        assert deliver_due(clock=clock) == 0
        clock.forward(minutes=5)
    assert state(delivery) == ("queued", 0)


@pytest.mark.parametrize("name", EVERY)
def test_no_host_is_talked_to_that_the_operator_has_not_named(
    chat: ChatServer, clock: MovableClock, name: str, settings: Any
) -> None:
    (delivery,) = waiting(chat, name)
    settings.CHANNEL_ORIGINS = ["https://qyapi.weixin.qq.com", chat.base.replace("http:", "https:"), f"{chat.base}1"]
    assert deliver_due(clock=clock) == 0
    assert state(delivery) == ("queued", 0)
    assert chat.asked == []


@pytest.mark.parametrize("name", EVERY)
def test_no_secret_stands_in_what_is_kept_of_an_answer(chat: ChatServer, clock: MovableClock, name: str) -> None:
    (delivery,) = waiting(chat, name)
    secret = FIELDS[name]["secret"]
    echo = (
        f'{{"errcode": 5, "code": 5, "errmsg": "key {secret} 13912345678", "msg": "{secret}", "message": "{secret}"}}'
    )
    chat.before.append(Raw(200, echo.encode()))
    deliver_due(clock=clock)
    delivery.refresh_from_db()
    assert "****" in delivery.smtp_reply
    assert secret not in delivery.smtp_reply and "13912345678" not in delivery.smtp_reply


def test_a_channel_that_was_switched_off_sends_nothing_more(chat: ChatServer, clock: MovableClock) -> None:
    (delivery,) = waiting(chat, "wecom_robot")
    ChannelSetup.objects.update(is_active=False)
    assert deliver_due(clock=clock) == 0
    assert state(delivery)[0] == "void"
    assert chat.asked == []
