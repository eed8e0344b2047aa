"""Machine credentials hold (reliability.md 6, row 20): dump, rotation, revocation, addresses, guessing."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from projects.audit.models import Entry
from projects.gateway import authentication
from projects.gateway.keys import Key, new_key
from projects.gateway.models import ApiKey, KeyRefusal
from projects.gateway.services import disable_client, enable_client, issue_key, purge_records, revoke_key, update_client
from projects.people.models import Organisation
from tests.projects.gateway.calling import READ, over_the_wire, problem, rounds, system, told


def dump() -> str:
    """Every column of every table as text."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            found += [repr(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)


def traces(text: str) -> list[str]:
    """Every form in which a secret could lie in a dump: as it is, decoded, in hexadecimal, in base64."""
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    return [text, raw.hex(), base64.b64encode(raw).decode(), base64.b64encode(text.encode()).decode(), repr(raw)[2:-1]]


@pytest.mark.django_db
def test_a_dump_of_the_database_opens_no_door(district: Organisation) -> None:
    systems = [system(district) for _ in range(rounds(50, 5))]
    for one in systems:
        assert one.signed("GET", READ).status_code == 200
        revoke_key(one.row, reason="换用", by=None, now=timezone.now())
    everything = dump()
    assert systems[0].row.public_id in everything  # the dump is one
    usable = [
        trace
        for one in systems
        for secret in (one.key.split(".")[1], one.secret.removeprefix("whsec_"))
        for trace in traces(secret.replace("+", "-").replace("/", "_").rstrip("="))
        if trace in everything
    ]
    usable += [one.key for one in systems if one.key in everything or one.secret in everything]
    told(f"usable secrets in a dump of {len(everything)} characters: {len(usable)}")
    assert usable == []


@pytest.mark.django_db
def test_what_stands_in_the_database_is_no_key(district: Organisation) -> None:
    one = system(district, signing="off")
    for stolen in (one.row.digest, f"luodi_{one.row.public_id}.{one.row.digest[:43]}", one.row.public_id):
        assert Browser().get(READ, headers={"Authorization": f"Bearer {stolen}"}).status_code == 401


@dataclass(frozen=True)
class Call:
    """One call as its caller saw it; ``at`` by the clock that never goes back."""

    at: float
    caller: int
    key: str
    status: int


class Load:
    """Callers of a live server that go on until told to stop; each notes what it was answered."""

    def __init__(self, url: str, key: str, callers: int) -> None:
        self.url, self.stopped = url, threading.Event()
        self.keys = [key] * callers
        self.seen: list[Call] = []
        self.threads = [threading.Thread(target=self._call, args=(number,)) for number in range(callers)]

    def _call(self, number: int) -> None:
        while not self.stopped.is_set():
            key = self.keys[number]
            status = over_the_wire(self.url, READ, {"Authorization": f"Bearer {key}"})
            self.seen.append(Call(time.monotonic(), number, key, status))

    def until(self, enough: Callable[[], bool]) -> None:
        """Wait for something to have been seen; a minute at most."""
        deadline = time.monotonic() + 60
        while not enough():
            assert time.monotonic() < deadline, "the callers stand still"
            self.stopped.wait(0.01)

    def change(self, number: int, key: str) -> None:
        """Give a caller another key and wait until it was answered under it: from then on it uses no other."""
        self.keys[number] = key
        self.until(lambda: any(call.caller == number and call.key == key for call in self.seen))

    def go_on(self, calls: int) -> None:
        """Wait for so many calls more."""
        target = len(self.seen) + calls
        self.until(lambda: len(self.seen) >= target)


@contextmanager
def load(url: str, key: str, callers: int) -> Iterator[Load]:
    """``callers`` at work under ``key``."""
    running = Load(url, key, callers)
    for thread in running.threads:
        thread.start()
    try:
        yield running
    finally:
        running.stopped.set()
        for thread in running.threads:
            thread.join()


@pytest.mark.django_db(transaction=True)
def test_no_call_fails_while_a_key_is_changed_for_another(live_server: LiveServer, district: Organisation) -> None:
    one, callers, turns = system(district, signing="off"), 4, rounds(25, 3)
    row = one.row
    with load(str(live_server), one.key, callers) as running:
        for _ in range(turns):
            fresh_row, fresh = issue_key(row.account.client, by=None, now=timezone.now())
            for number in range(callers):  # the vendor changes one server after the other
                running.change(number, str(fresh))
            revoke_key(row, reason="换用", by=None, now=timezone.now())
            running.go_on(2 * callers)
            row = fresh_row
    failed = [call for call in running.seen if call.status != 200]
    told(f"{turns} rotations under load, {len(running.seen)} calls, failed {len(failed)}")
    assert failed == []


@pytest.mark.django_db(transaction=True)
def test_negative_control_a_key_revoked_before_its_callers_have_another_fails(
    live_server: LiveServer, district: Organisation
) -> None:
    """With one live key at a time calls do fail, so the test above would notice."""
    one = system(district, signing="off")
    with load(str(live_server), one.key, 2) as running:
        running.go_on(2)
        revoke_key(one.row, reason="换用", by=None, now=timezone.now())
        running.until(lambda: any(call.status == 401 for call in running.seen))


@pytest.mark.django_db(transaction=True)
def test_a_revoked_key_is_dead_within_five_seconds(live_server: LiveServer, district: Organisation) -> None:
    worst = 0.0
    for _ in range(rounds(20, 3)):
        one = system(district, signing="off")
        with load(str(live_server), one.key, 2) as running:
            running.go_on(4)
            revoke_key(one.row, reason="泄露", by=None, now=timezone.now())
            revoked = time.monotonic()
            running.go_on(6)
        worst = max(worst, *(call.at - revoked for call in running.seen if call.status == 200))
        assert running.seen[-1].status == 401
    told(f"last call let in {worst:.3f} s after revocation (bound 5 s)")
    assert worst <= 5


@pytest.mark.django_db
def test_a_switched_off_system_is_shut_out_at_once_and_let_in_again(district: Organisation) -> None:
    one, now = system(district), timezone.now()
    client = one.row.account.client
    disable_client(client, reason="合同到期", by=None, now=now)
    assert one.signed("GET", READ).status_code == 401
    enable_client(client, by=None, now=now)
    assert one.signed("GET", READ).status_code == 200


@pytest.mark.parametrize(
    ("networks", "address", "status"),
    [
        ("10.0.0.0/8", "10.1.2.3", 200),
        ("10.0.0.0/8", "11.1.2.3", 401),
        ("10.0.0.0/8", "::ffff:10.1.2.3", 200),
        ("10.0.0.0/8", "::ffff:11.1.2.3", 401),
        ("2001:db8:34::/48", "2001:db8:34::9", 200),
        ("2001:db8:34::/48", "2001:db8:35::9", 401),
        ("2001:db8:34::/48", "10.1.2.3", 401),
        ("10.9.9.9", "10.9.9.9", 200),
        ("10.0.0.0/8", "", 401),
    ],
)
@pytest.mark.django_db
def test_the_address_list_holds_for_both_families(
    district: Organisation, networks: str, address: str, status: int
) -> None:
    one = system(district, networks=[networks])
    headers = one.headers("GET", READ)
    assert one.send("GET", READ, headers=headers, REMOTE_ADDR=address).status_code == status


@pytest.mark.parametrize(
    ("proxies", "forwarded", "status"),
    [
        (0, "10.1.1.1", 401),
        (0, "10.1.1.1, 10.1.1.1", 401),
        (1, "10.1.1.1", 200),
        (1, "8.8.8.8, 10.1.1.1", 200),
        (1, "10.1.1.1, 8.8.8.8", 401),
        (1, "", 401),
        (2, "10.1.1.1", 401),
        (2, "10.1.1.1, 8.8.8.8", 200),
        (2, "2001:db8::1, 8.8.8.8", 401),
    ],
)
@pytest.mark.django_db
def test_a_forged_forwarding_header_does_not_help(
    district: Organisation, settings: Settings, proxies: int, forwarded: str, status: int
) -> None:
    settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "NUM_PROXIES": proxies}
    one = system(district, networks=["10.0.0.0/8"])
    headers = one.headers("GET", READ) | {"X-Forwarded-For": forwarded}
    assert one.send("GET", READ, headers=headers, REMOTE_ADDR="203.0.113.9").status_code == status


@pytest.mark.django_db
def test_a_new_address_list_holds_at_once_for_every_key(district: Organisation) -> None:
    one = system(district, signing="off")
    client = one.row.account.client
    values = {"name": client.name, "scopes": client.scopes, "signing": "off", "contact": ""}
    update_client(client, **values, networks=["10.0.0.0/8"], by=None, now=timezone.now())
    headers = {"Authorization": f"Bearer {one.key}"}
    assert one.send("GET", READ, headers=headers).status_code == 401
    assert one.send("GET", READ, headers=headers, REMOTE_ADDR="10.0.0.1").status_code == 200


def guess(key: str, address: str = "203.0.113.9", at: datetime | None = None) -> Any:
    """One call under ``key``."""
    now = at or timezone.now()
    with mock.patch.object(authentication.timezone, "now", return_value=now):
        return Browser().get(READ, headers={"Authorization": f"Bearer {key}"}, REMOTE_ADDR=address)


@pytest.mark.django_db
def test_guessing_leaves_one_entry_a_minute_for_each_address_and_key(district: Organisation) -> None:
    one = system(district)
    at = timezone.now().replace(second=5, microsecond=0)
    wrong = one.key[:-4] + "AAAA"
    for second in range(40):
        assert guess(wrong, at=at + timedelta(seconds=second)).status_code == 401
    refused = Entry.objects.filter(action="key.refuse")
    assert [(entry.object_name, entry.address, entry.actor) for entry in refused] == [
        (one.row.public_id, "203.0.113.9", "")
    ]
    guess(wrong, at=at + timedelta(seconds=60))
    guess(wrong, address="203.0.113.10", at=at)
    assert refused.all().count() == 3


@pytest.mark.django_db
def test_made_up_ids_share_one_entry_a_minute(district: Organisation) -> None:
    at = timezone.now().replace(second=5)
    for _ in range(20):
        guess(str(new_key()), at=at)
    guess("nonsense", at=at)
    assert Entry.objects.filter(action="key.refuse").count() == 1
    assert KeyRefusal.objects.get().public_id == ""


@pytest.mark.parametrize("state", ["revoked", "expired", "off", "elsewhere", "wrong", "unknown"])
@pytest.mark.django_db
def test_every_refusal_reads_the_same_and_its_reason_stands_in_the_log(district: Organisation, state: str) -> None:
    words = {
        "revoked": "密钥已吊销",
        "expired": "密钥已过期",
        "off": "系统已停用",
        "elsewhere": "来源地址不在允许范围",
        "wrong": "密钥错误",
        "unknown": "没有这把密钥",
    }
    now = timezone.now()
    one = system(district, networks=["10.0.0.0/8"] if state == "elsewhere" else [])
    if state == "revoked":
        revoke_key(one.row, reason="泄露", by=None, now=now)
    if state == "off":
        disable_client(one.row.account.client, reason="停用", by=None, now=now)
    presented = {"wrong": one.key[:-4] + "AAAA", "unknown": str(new_key())}.get(state, one.key)
    answer = guess(presented, at=now + timedelta(days=366) if state == "expired" else now)
    assert problem(answer)["detail"] == authentication.REFUSED
    assert Entry.objects.get(action="key.refuse").detail == words[state]


@pytest.mark.django_db
def test_an_unknown_id_costs_the_same_work_as_a_wrong_secret(
    district: Organisation, django_assert_num_queries: Any
) -> None:
    """The same statements and the same number of digests: the time tells nothing about which ids exist."""
    one, now = system(district), timezone.now()
    for presented in (one.key[:-4] + "AAAA", str(new_key())):
        guess(presented, at=now)  # this minute's entries are written
        with (
            mock.patch.object(Key, "digest", autospec=True, side_effect=Key.digest) as made,
            django_assert_num_queries(2),
        ):
            guess(presented, at=now)
        assert made.call_count == 1


@pytest.mark.django_db
def test_what_was_refused_is_forgotten_after_a_day(district: Organisation) -> None:
    now = timezone.now()
    guess(str(new_key()), at=now)
    purge_records(now=now + timedelta(hours=23))
    assert KeyRefusal.objects.exists()
    purge_records(now=now + timedelta(hours=25))
    assert not KeyRefusal.objects.exists()


@pytest.mark.django_db
def test_acts_of_a_key_name_the_account_and_the_key(district: Organisation) -> None:
    one = system(district, "project:write", signing="off")
    headers = {"Authorization": f"Bearer {one.key}", "Idempotency-Key": "act-1"}
    made = one.send("POST", "/api/v1/enterprises/", b'{"name": "Zhongxinbo"}', headers=headers)
    assert made.status_code == 201
    entry = Entry.objects.filter(channel="api").latest("seq")
    assert entry.actor == one.row.account.username
    assert entry.request.endswith(f"-{one.row.public_id}")
    assert len(entry.request) <= 32


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("2001:DB8:0::9", "2001:db8::9"),
        ("fe80::1%eth0", "fe80::1"),
        ("", None),
        ("unix:", None),
    ],
)
@pytest.mark.django_db
def test_the_last_use_is_noted_once_a_minute_whatever_the_address(
    district: Organisation, address: str, kept: str | None
) -> None:
    one = system(district, signing="off")
    headers = {"Authorization": f"Bearer {one.key}"}
    noted = []
    for _ in range(2):
        assert one.send("GET", READ, headers=headers, REMOTE_ADDR=address).status_code == 200
        row = ApiKey.objects.get(pk=one.row.pk)
        noted.append((row.last_used_from, row.last_used_at))
    assert noted[0] == noted[1]
    assert noted[0][0] == kept


@pytest.mark.django_db
def test_a_key_of_an_account_without_client_opens_nothing(district: Organisation) -> None:
    one = system(district, signing="off")
    one.row.account.client.delete()
    assert guess(one.key).status_code == 401
    assert ApiKey.objects.filter(pk=one.row.pk).exists()
