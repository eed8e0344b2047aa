"""Packages of changes: a mirror built from discs is the mirror of the API, and no disc is lost for good."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from notifications.exchange.models import Content, Outgoing
from notifications.exchange.services import hand_out, make_package, take_receipt
from projects.errors import Conflict, DomainError, NotAllowed
from projects.feed.models import FeedChange, FeedFloor
from projects.gateway.services import issue_key, revoke_key
from tests.api.callers import body_of, caller
from tests.factories import City
from tests.notifications.exchange.conftest import GUIDE, District, cut_off, unzipped, zipped

pytestmark = pytest.mark.django_db


def package(district: District, *, snapshot: bool = False) -> bytes:
    """The next package, or the open one."""
    now = timezone.now()
    made = make_package(district.client, snapshot=snapshot, by=None, now=now)
    return hand_out(made, by=None, now=now)


def deliver(district: District, **how: Any) -> Outgoing:
    """A package there and its receipt back."""
    receipt = district.take(package(district, **how))
    return take_receipt(district.client, receipt, by=None, now=timezone.now())


def listed(district: District, path: str) -> dict[str, Any]:
    """What the API answers, each object by its detail."""
    rows = district.caller.get(f"/{path}/?page_size=200").made(200)["results"]
    return {row["id"]: district.caller.get(f"/{path}/{row['id']}/").made(200) for row in rows}


def assert_same(district: District) -> None:
    """The mirror holds what the API lists."""
    for kind, path in (("project", "projects"), ("claim", "claims")):
        assert district.mirror[kind] == listed(district, path), kind
    for path in ("enterprises", "organisations", "officers"):
        rows = district.caller.get(f"/{path}/?page_size=200").made(200)["results"]
        assert list(district.mirror[path].values()) == rows != [], path
    for pk in district.mirror["project"]:
        steps = district.caller.get(f"/projects/{pk}/transitions/").made(200)["results"]
        assert [one for one in district.mirror["transition"].values() if one["project"] == pk] == steps


def test_a_mirror_built_from_packages_is_what_the_api_lists(city: City, district_office: District) -> None:
    there = district_office
    first = there.caller.post("/projects/", body_of(city)).made()
    assert deliver(there).kind == "snapshot"
    assert_same(there)
    there.caller.patch(f"/projects/{first['id']}/", {"name": "改名产业园"}, version=first["version"]).made(200)
    second = there.caller.post("/projects/", body_of(city, name="第二个")).made()
    there.caller.post("/claims/", {"project": second["id"], "step": "sign"})
    assert deliver(there).kind == "changes"
    assert {one["name"] for one in there.mirror["project"].values()} == {"改名产业园", "第二个"}
    assert_same(there)


def test_changes_are_the_rows_of_the_feed(city: City, district_office: District) -> None:
    there = district_office
    deliver(there)
    start = there.caller.get("/changes/?after=now").made(200)["cursor"]
    there.caller.post("/projects/", body_of(city)).made()
    files = unzipped(package(there))
    told = there.caller.get(f"/changes/?after={start}").made(200)
    manifest = json.loads(files["manifest.json"])
    assert GUIDE.rows(files["changes.jsonl"]) == told["results"] != []
    assert (manifest["after"], manifest["to"], manifest["more"]) == (start, told["cursor"], False)


def test_until_its_receipt_came_the_same_package_is_given_byte_for_byte(city: City, district_office: District) -> None:
    there = district_office
    first = package(there)
    there.caller.post("/projects/", body_of(city)).made()
    assert package(there, snapshot=True) == first
    assert Outgoing.objects.count() == 1
    take_receipt(there.client, there.take(first), by=None, now=timezone.now())
    assert package(there) != first
    assert [one.number for one in Outgoing.objects.all()] == [2, 1]


def test_nothing_is_lost_and_nothing_told_twice_over_many_packages(city: City, district_office: District) -> None:
    there, seen = district_office, []
    deliver(there)
    start = there.caller.get("/changes/?after=now").made(200)["cursor"]
    for number in range(4):
        there.caller.post("/projects/", body_of(city, name=f"项目{number}")).made()
        content = package(there)
        assert package(there) == content  # the disc was lost once
        seen += GUIDE.rows(unzipped(content)["changes.jsonl"])
        take_receipt(there.client, there.take(content), by=None, now=timezone.now())
    told = there.caller.get(f"/changes/?after={start}").made(200)["results"]
    assert [row["id"] for row in seen] == [row["id"] for row in told]


def test_each_manifest_names_the_one_before(district_office: District) -> None:
    first = deliver(district_office)
    manifest = json.loads(unzipped(package(district_office))["manifest.json"])
    assert manifest["previous"] == first.manifest_sha256


def test_a_receipt_twice_is_harmless_and_moves_nothing(district_office: District) -> None:
    there = district_office
    receipt = there.take(package(there), errors=("第 3 行没有对应单位",))
    now = timezone.now()
    first = take_receipt(there.client, receipt, by=None, now=now)
    assert first.errors == ["第 3 行没有对应单位"]
    again = take_receipt(there.client, receipt, by=None, now=now + timedelta(days=1))
    assert again.received_at == first.received_at
    assert make_package(there.client, snapshot=False, by=None, now=now).number == 2
    take_receipt(there.client, receipt, by=None, now=now)
    assert Outgoing.objects.get(number=2).received_at is None


def test_the_content_is_forgotten_with_the_receipt(district_office: District) -> None:
    taken = deliver(district_office)
    assert not Content.objects.exists()
    with pytest.raises(Conflict, match="已收到第 1 号包的回执"):
        hand_out(taken, by=None, now=timezone.now())


def altered(receipt: bytes, secret: str, **over: Any) -> bytes:
    """The receipt, honestly signed, that says something else."""
    said = json.loads(json.loads(receipt)["content"]) | over
    content = json.dumps(said)
    return json.dumps({"content": content, **GUIDE.signed(secret, content.encode())}).encode()


ABOUT_SOMETHING_ELSE: list[tuple[Any, str]] = [
    ({"manifest_sha256": "0" * 64}, "清单校验码与第 1 号包不一致"),
    ({"number": 7}, "没有第 7 号变更包"),
    ({"count": 10_000}, "请由对方核对后重新出具"),
    ({"format": "luodi-exchange-changes/1"}, "这不是变更包的回执"),
    ({"taken_at": "昨天"}, "taken_at"),
    ({"taken_at": "0001-01-01T00:00:00+08:00"}, "不像收到的时间"),
    ({"taken_at": "2999-01-01T00:00:00+08:00"}, "不像收到的时间"),
    ({"client": "00000000-0000-0000-0000-000000000000"}, "不是这个系统的"),
]


def test_a_receipt_about_something_else_is_refused(district_office: District) -> None:
    there = district_office
    receipt = there.take(package(there))
    for over, sentence in ABOUT_SOMETHING_ELSE:
        with pytest.raises(DomainError, match=sentence):
            take_receipt(there.client, altered(receipt, there.secret, **over), by=None, now=timezone.now())
        assert Outgoing.objects.get().received_at is None


def test_what_no_database_holds_is_replaced_in_what_they_report(district_office: District) -> None:
    there = district_office
    receipt = altered(there.take(package(there)), there.secret, errors=["第 3 行\x00有\ud800误"])
    taken = take_receipt(there.client, receipt, by=None, now=timezone.now())
    taken.refresh_from_db()
    assert taken.errors == ["第 3 行�有?误"]


def test_a_receipt_with_half_a_character_is_refused_in_a_sentence(district_office: District) -> None:
    package(district_office)
    broken = json.dumps({"content": "\ud800", **GUIDE.signed(district_office.secret, b"x")}).encode()
    with pytest.raises(DomainError, match="代理字符"):
        take_receipt(district_office.client, broken, by=None, now=timezone.now())


def test_a_receipt_altered_after_signing_is_refused(district_office: District) -> None:
    receipt = district_office.take(package(district_office)).replace(b'\\"errors\\": []', b'\\"errors\\": [1]')
    with pytest.raises(DomainError, match="签名不是该系统的"):
        take_receipt(district_office.client, receipt, by=None, now=timezone.now())


def test_the_receipt_of_another_client_is_refused(city: City, district_office: District, tmp_path: Path) -> None:
    other = cut_off(city.sibling, tmp_path)
    receipt = other.take(package(other))
    package(district_office)
    with pytest.raises(DomainError, match="签名不是该系统的"):
        take_receipt(district_office.client, receipt, by=None, now=timezone.now())


def test_each_side_sees_only_what_its_key_may(city: City, district_office: District, tmp_path: Path) -> None:
    district_office.caller.post("/projects/", body_of(city)).made()
    other = cut_off(city.sibling, tmp_path, "project:read")
    manifest = json.loads(unzipped(package(other))["manifest.json"])
    assert manifest["lacking"] == ["action_item", "meeting"]
    deliver(other)
    assert other.mirror["project"] == {}


def test_a_package_altered_on_its_way_is_seen_by_the_program_of_the_guide(district_office: District) -> None:
    whole = unzipped(package(district_office))
    for name in ("manifest.json", "signature.txt", "lists/officers.jsonl"):
        with pytest.raises((GUIDE.Wrong, ValueError)):
            district_office.take(zipped(whole | {name: whole[name].replace(b"1", b"2")}))
    district_office.take(zipped(whole))


def test_a_cursor_that_expired_asks_for_a_snapshot(city: City, district_office: District) -> None:
    there = district_office
    deliver(there)
    there.caller.post("/projects/", body_of(city)).made()
    FeedFloor.objects.update_or_create(pk=1, defaults={"position": FeedChange.objects.latest("position").position})
    with pytest.raises(Conflict, match="请改为生成“完整快照”"):
        make_package(there.client, snapshot=False, by=None, now=timezone.now())
    deliver(there, snapshot=True)
    assert_same(there)


def test_a_package_bears_a_signature_of_each_live_key(district_office: District) -> None:
    now = timezone.now()
    second, _ = issue_key(district_office.client, by=None, now=now)
    content = package(district_office)
    district_office.take(content)
    district_office.caller.row = second
    district_office.take(content)


def test_a_package_whose_keys_have_ended_is_signed_anew_and_says_the_same(district_office: District) -> None:
    there, now = district_office, timezone.now()
    first = package(there)
    revoke_key(there.key, reason="泄露", by=None, now=now)
    there.caller.row, _ = issue_key(there.client, by=None, now=now)
    again = package(there)
    assert unzipped(again) | {"signature.txt": b""} == unzipped(first) | {"signature.txt": b""}
    assert package(there) == again
    take_receipt(there.client, there.take(again), by=None, now=timezone.now())


def test_a_client_that_does_not_sign_is_told_how_to_begin(city: City) -> None:
    row = caller(city.district, "project:read").row
    with pytest.raises(Conflict, match="没有签名密钥"):
        make_package(row.account.client, snapshot=False, by=None, now=timezone.now())


def test_only_the_security_administrator_makes_packages(city: City, district_office: District) -> None:
    with pytest.raises(NotAllowed):
        make_package(district_office.client, snapshot=False, by=city.clerk, now=timezone.now())
