"""Signed requests: one body, one route, one moment, one time (reliability.md 6, row 20)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import threading
import types
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils import timezone
from pytest_django.live_server_helper import LiveServer

from projects.audit.models import Entry
from projects.gateway import authentication, services, signatures, signing
from projects.gateway.models import SignedRequest
from projects.people.models import Organisation
from tests.house import ROOT
from tests.projects.gateway.calling import BASE, READ, System, over_the_wire, problem, rounds, system, told

ENTERPRISES = f"{BASE}/enterprises/"
BODY = json.dumps({"name": "中信博新能源"}).encode()


def once() -> dict[str, str]:
    return {"Idempotency-Key": base64.urlsafe_b64encode(hashlib.sha256(str(timezone.now()).encode()).digest()).decode()}


@pytest.fixture
def writer(district: Organisation) -> System:
    """A system that reads and writes, and must sign."""
    return system(district, "project:read", "project:write")


def test_the_signature_is_that_of_standard_webhooks() -> None:
    """The published vector of the specification: same secret, same string, same signature."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    made = signing.signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}')
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def guide() -> Any:
    """The code of the guide, as a vendor would copy it."""
    text = (ROOT / "docs" / "api-guide.md").read_text(encoding="utf-8")
    (code,) = [block for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "def signed" in block]
    module = types.ModuleType("guide")
    exec(compile(code, "api-guide.md", "exec"), module.__dict__)
    return module


def test_the_code_of_the_guide_gets_in(writer: System) -> None:
    headers = {"Authorization": f"Bearer {writer.key}"}
    signed = guide().signed
    read = signed(writer.secret, "GET", READ, "kind=district&page_size=5")
    assert writer.send("GET", f"{READ}?kind=district&page_size=5", headers=headers | read).status_code == 200
    written = signed(writer.secret, "POST", ENTERPRISES, body=BODY)
    assert writer.send("POST", ENTERPRISES, BODY, headers=headers | written | once()).status_code == 201


def test_the_example_of_the_guide_is_true() -> None:
    text = (ROOT / "docs" / "api-guide.md").read_text(encoding="utf-8")
    (line,) = [line for line in text.split("\n") if line.startswith("算例") and "请求 `GET" in line]
    shown, _, nonce, at, request, said = re.findall(r"`([^`]*)`", line)
    path, _, query = request.removeprefix("GET ").partition("?")
    secret = base64.b64decode(shown.removeprefix("whsec_"))
    content = signing.request_line("GET", path, query)
    assert signing.signature(secret, nonce, int(at), content) == said


def test_a_signed_request_is_let_in_with_and_without_a_body(writer: System) -> None:
    assert writer.signed("GET", READ).status_code == 200
    assert writer.signed("GET", f"{READ}?kind=district&page_size=5").status_code == 200
    headers = writer.headers("POST", ENTERPRISES, BODY) | once()
    assert writer.send("POST", ENTERPRISES, BODY, headers=headers).status_code == 201


def test_a_name_in_chinese_is_signed_as_it_stands_in_the_address(writer: System) -> None:
    assert writer.signed("GET", f"{BASE}/enterprises/?q=%E4%B8%AD").status_code == 200
    absent = writer.signed("PUT", f"{BASE}/projects/by-ref/%E7%B9%81%2F1/", b"{}")
    assert absent.status_code != 401


def test_a_system_that_must_sign_is_refused_unsigned(writer: System) -> None:
    answer = writer.send("GET", READ, headers={"Authorization": f"Bearer {writer.key}"})
    refusal = problem(answer)
    assert (answer.status_code, refusal["code"]) == (401, "not_authenticated")
    assert "必须签名" in refusal["detail"]
    assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize(("policy", "status"), [("off", 200), ("optional", 200), ("required", 401)])
def test_who_may_stay_unsigned(district: Organisation, policy: str, status: int) -> None:
    one = system(district, signing=policy)
    assert one.send("GET", READ, headers={"Authorization": f"Bearer {one.key}"}).status_code == status


@pytest.mark.parametrize(("policy", "status"), [("off", 200), ("optional", 401), ("required", 401)])
def test_a_wrong_signature_is_refused_where_signatures_are_looked_at(
    district: Organisation, policy: str, status: int
) -> None:
    one = system(district, signing=policy)
    headers = one.headers("GET", READ) | {"webhook-signature": "v1," + base64.b64encode(b"0" * 32).decode()}
    assert one.send("GET", READ, headers=headers).status_code == status


ALTERED: dict[str, tuple[str, str, bytes]] = {
    "another body": ("POST", ENTERPRISES, BODY.replace(b"}", b', "kind": "x"}')),
    "one more blank": ("POST", ENTERPRISES, BODY + b" "),
    "no body": ("POST", ENTERPRISES, b""),
    "another route": ("POST", f"{BASE}/projects/", BODY),
    "another query": ("POST", f"{ENTERPRISES}?q=1", BODY),
    "another method": ("PUT", ENTERPRISES, BODY),
    "read instead of write": ("GET", ENTERPRISES, BODY),
}


@pytest.mark.parametrize("change", ALTERED)
def test_a_signature_holds_for_nothing_else(writer: System, change: str) -> None:
    method, target, body = ALTERED[change]
    headers = writer.headers("POST", ENTERPRISES, BODY) | once()
    answer = writer.send(method, target, body, headers=headers)
    assert (answer.status_code, problem(answer)["code"]) == (401, "not_authenticated")
    assert "签名与请求不符" in problem(answer)["detail"]
    assert writer.send("POST", ENTERPRISES, BODY, headers=headers).status_code == 201  # the true one still gets in


def test_negative_control_without_the_signature_check_the_altered_body_gets_in(writer: System) -> None:
    headers = writer.headers("POST", ENTERPRISES, BODY) | once()
    altered = json.dumps({"name": "别的企业"}).encode()
    with mock.patch.object(signatures, "is_from_holder", return_value=True):
        assert writer.send("POST", ENTERPRISES, altered, headers=headers).status_code == 201


@pytest.mark.parametrize(("seconds", "status"), [(-301, 401), (-299, 200), (0, 200), (299, 200), (301, 401)])
def test_the_clock_may_differ_by_five_minutes(writer: System, seconds: int, status: int) -> None:
    now = timezone.now()
    with mock.patch.object(authentication.timezone, "now", return_value=now):
        answer = writer.signed("GET", READ, at=int(now.timestamp()) + seconds)
    assert answer.status_code == status
    if status == 401:
        assert "300 秒" in problem(answer)["detail"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("webhook-id", ""),
        ("webhook-id", "short"),
        ("webhook-id", "x" * 65),
        ("webhook-id", "a.b.c.d.e.f"),
        ("webhook-timestamp", "now"),
        ("webhook-timestamp", "-5"),
        ("webhook-timestamp", "٣٣٣"),
        ("webhook-timestamp", "1" * 400),
        ("webhook-signature", ""),
        ("webhook-signature", "v1"),
        ("webhook-signature", "v2,AAAA"),
        ("webhook-signature", "v1,é"),
        ("webhook-signature", "v1,AAAA " * 9),
    ],
)
def test_broken_headers_are_refused_and_never_an_error(writer: System, name: str, value: str) -> None:
    answer = writer.send("GET", READ, headers=writer.headers("GET", READ) | {name: value})
    assert (answer.status_code, problem(answer)["code"]) == (401, "not_authenticated")


def test_several_signatures_are_taken_if_one_is_right(writer: System) -> None:
    headers = writer.headers("GET", READ)
    headers["webhook-signature"] = f"v1,AAAA {headers['webhook-signature']}"
    assert writer.send("GET", READ, headers=headers).status_code == 200


def test_no_replay_gets_in(writer: System) -> None:
    total = rounds(1000, 100)
    refused = 0
    for _ in range(total):
        headers = writer.headers("GET", READ)
        assert writer.send("GET", READ, headers=headers).status_code == 200
        answer = writer.send("GET", READ, headers=headers)
        refused += answer.status_code == 401 and "已经用过" in problem(answer)["detail"]
    told(f"replay refused {refused}/{total} (0 of {total} let in: rate < {3 / total:.4f} at 95 %)")
    assert refused == total


def test_negative_control_without_the_table_of_numbers_a_replay_gets_in(writer: System) -> None:
    headers = writer.headers("GET", READ)
    with mock.patch.object(signatures, "remember", return_value=True):
        assert [writer.send("GET", READ, headers=headers).status_code for _ in range(2)] == [200, 200]


def test_two_systems_may_use_the_same_number(district: Organisation) -> None:
    for one in (system(district), system(district)):
        assert one.signed("GET", READ, nonce="same-number-1").status_code == 200


def test_a_number_is_kept_longer_than_its_signature_lives(writer: System) -> None:
    now = timezone.now()
    writer.signed("GET", READ)
    services.purge_records(now=now + timedelta(minutes=10))
    assert SignedRequest.objects.count() == 1
    services.purge_records(now=now + timedelta(minutes=16))
    assert not SignedRequest.objects.exists()


def test_a_refused_signature_uses_up_no_number(writer: System) -> None:
    headers = writer.headers("GET", READ)
    writer.send("GET", f"{READ}?q=1", headers=headers)
    assert not SignedRequest.objects.exists()


def test_the_key_alone_does_not_sign(writer: System) -> None:
    """Whoever saw the key on its way cannot make the signature from it."""
    guesses = [writer.key.encode(), writer.key.split(".")[1].encode(), writer.row.digest.encode()]
    headers = writer.headers("GET", READ)
    for guess in guesses:
        content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.GET {READ}\n".encode()
        mac = base64.b64encode(hmac.new(guess, content, hashlib.sha256).digest()).decode()
        answer = writer.send("GET", READ, headers=headers | {"webhook-signature": f"v1,{mac}"})
        assert answer.status_code == 401


def test_a_signed_upload_is_read_twice(writer: System) -> None:
    target = f"{BASE}/projects/{_project(writer)}/evidence/"
    file = SimpleUploadedFile("协议.pdf", b"%PDF-1.4\n" + b"x" * 3_000_000 + b"\n%%EOF\n")
    body = encode_multipart(BOUNDARY, {"kind": "investment_agreement", "title": "协议", "file": file})
    headers = writer.headers("POST", target, body) | once()
    answer = writer.send("POST", target, body, headers=headers, content_type=MULTIPART_CONTENT)
    assert (answer.status_code, answer.json().get("size")) == (201, 3_000_016)


def _project(writer: System) -> str:
    unit = writer.row.account.organisation
    values = {
        "name": "装备产业园",
        "landing_organisation": unit.code if unit else "",
        "total_investment_wan": "80000",
        "industry": "C38",
        "investors": [{"name": "中信博新能源"}],
    }
    body = json.dumps(values).encode()
    headers = writer.headers("POST", f"{BASE}/projects/", body) | once()
    answer = writer.send("POST", f"{BASE}/projects/", body, headers=headers)
    assert answer.status_code == 201, answer.content.decode()
    return str(answer.json()["id"])


def test_a_body_beyond_the_limit_is_refused_before_it_is_read(writer: System) -> None:
    headers = writer.headers("POST", ENTERPRISES, b"x") | once()
    answer = writer.send("POST", ENTERPRISES, b"x" * 2_100_000, headers=headers)
    assert (answer.status_code, problem(answer)["code"]) == (413, "too_large")


def test_what_was_refused_is_in_the_audit_log_without_a_secret(writer: System) -> None:
    headers = writer.headers("GET", READ)
    for _ in range(3):
        writer.send("GET", READ, headers=headers)
    entry = Entry.objects.get(action="key.refuse")
    assert (entry.result, entry.object_name) == ("refused", writer.row.public_id)
    assert entry.detail.startswith("签名：")
    assert writer.secret not in entry.detail


def at_once(url: str, headers: dict[str, str], copies: int) -> list[int]:
    """The statuses, sorted, of so many copies of one request that start together."""
    start = threading.Barrier(copies)
    seen: list[int] = []

    def send() -> None:
        start.wait()
        seen.append(over_the_wire(url, READ, headers))

    threads = [threading.Thread(target=send) for _ in range(copies)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(seen)


@pytest.mark.django_db(transaction=True)
def test_of_many_copies_sent_at_once_exactly_one_gets_in(live_server: LiveServer, district: Organisation) -> None:
    one, copies, total = system(district), 8, rounds(60, 6)
    for _ in range(total):
        assert at_once(str(live_server), one.headers("GET", READ), copies) == [200] + [401] * (copies - 1)
    told(f"{copies} copies at once, one let in {total}/{total}")


def test_a_stranger_gets_no_word_about_signatures(district: Organisation) -> None:
    one = system(district)
    answer = Browser().get(READ, headers={"Authorization": f"Bearer {one.key[:-4]}AAAA", "webhook-id": "x" * 12})
    assert "签名" not in problem(answer)["detail"]


def test_a_signed_bulk_request_may_have_the_size_of_that_door(writer: System, district: Organisation) -> None:
    """More than other doors take of JSON, signed as a whole."""
    row = {"name": "甲项目", "landing_organisation": district.code, "summary": "长" * 3_900}
    body = json.dumps({"items": [{**row, "external_ref": str(number)} for number in range(100)]}).encode()
    assert len(body) > 2 * 1024 * 1024
    sent = writer.headers("POST", f"{BASE}/projects/bulk/", body)
    answer = writer.send("POST", f"{BASE}/projects/bulk/", body, headers=sent | once())
    assert answer.status_code == 200, answer.content
    plain = writer.headers("POST", ENTERPRISES, body)
    assert writer.send("POST", ENTERPRISES, body, headers=plain | once()).status_code == 413
