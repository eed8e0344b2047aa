"""Packages of calls: what the API would have answered, once, in order, whatever happens on the way."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.db import OperationalError
from django.utils import timezone
from pytest_django import Settings

from notifications.exchange.models import Answer, Content, Incoming
from notifications.exchange.services import (
    carry_out,
    carry_out_open,
    carrying,
    hand_back,
    take_in,
)
from projects.audit.models import Entry
from projects.errors import Conflict
from projects.gateway.limits import slots
from projects.gateway.services import disable_client, enable_client, issue_key, revoke_key
from projects.ledger.models import Evidence, Project
from tests.api.callers import body_of
from tests.factories import PDF, City
from tests.notifications.exchange.conftest import District, cut_off

pytestmark = pytest.mark.django_db


def post(path: str, body: Any, key: str = "", **more: Any) -> dict[str, Any]:
    """One line."""
    headers = {"Idempotency-Key": key} if key else {}
    return {"method": "POST", "path": f"/api/v1{path}", "headers": headers, "body": body, **more}


def brought(district: District, content: bytes) -> Incoming:
    """The package, taken in."""
    return take_in(district.client, content, by=None, now=timezone.now())


def carried(district: District, content: bytes) -> list[dict[str, Any]]:
    """The checked answers."""
    package = brought(district, content)
    assert carry_out(package.pk)
    package.refresh_from_db()
    return district.read(hand_back(package, by=None, now=timezone.now()))


def projects(city: City, *names: str) -> list[dict[str, Any]]:
    return [post("/projects/", body_of(city, name=name)) for name in names]


def test_calls_are_answered_as_the_api_answers_them(city: City, district_office: District) -> None:
    foreign = cut_off(city.sibling, district_office.folder)
    other = foreign.caller.post("/projects/", body_of(city, landing_organisation=city.sibling.code)).made()
    lines = [
        *projects(city, "产业园"),
        {"method": "GET", "path": f"/api/v1/projects/{other['id']}/"},
        post("/projects/", {"name": "缺字段", "nobody": 1}),
        post("/nowhere/", {}),
        {"method": "PATCH", "path": "/api/v1/projects/", "body": {}},
    ]
    answers = carried(district_office, district_office.pack(1, *lines))
    assert [one["line"] for one in answers] == [1, 2, 3, 4, 5]
    assert [one["status"] for one in answers] == [201, 404, 400, 404, 405]
    assert answers[2]["body"]["errors"][0]["code"] == "unknown_field"
    made = answers[0]["body"]
    assert answers[0]["headers"]["ETag"] == f'"{made["version"]}"'
    assert district_office.caller.get(f"/projects/{made['id']}/").made(200) == made


def test_calls_of_a_disc_are_counted_for_nobody_and_hold_no_place(
    city: City, district_office: District, settings: Settings
) -> None:
    """They pass no web server that would give the place back: the third line must not wait for the first two."""
    settings.LIMITS = {**settings.LIMITS, "LIMITS": 1, "LIMIT_WRITES": 1, "LIMIT_WORKING": 1, "LIMIT_AT_ONCE": 1}
    answers = carried(district_office, district_office.pack(1, *projects(city, "甲", "乙", "丙")))
    assert [one["status"] for one in answers] == [201] * 3
    assert slots.taken(f"account:{district_office.key.account_id}") == 0


def test_versions_are_asked_for_as_over_http(city: City, district_office: District) -> None:
    made = district_office.caller.post("/projects/", body_of(city)).made()
    path = f"/api/v1/projects/{made['id']}/"
    lines = [
        {"method": "PATCH", "path": path, "body": {"name": "甲"}},
        {"method": "PATCH", "path": path, "headers": {"If-Match": '"99"'}, "body": {"name": "甲"}},
        {"method": "PATCH", "path": path, "headers": {"If-Match": f'"{made["version"]}"'}, "body": {"name": "甲"}},
    ]
    answers = carried(district_office, district_office.pack(1, *lines))
    assert [one["status"] for one in answers] == [428, 412, 200]


def test_documents_come_as_members_of_the_zip(city: City, district_office: District) -> None:
    made = district_office.caller.post("/projects/", body_of(city)).made()
    line = {
        "method": "POST",
        "path": f"/api/v1/projects/{made['id']}/evidence/",
        "form": {"kind": "investment_agreement", "title": "合同"},
        "files": {"file": "evidence/合同.pdf"},
    }
    content = district_office.pack(1, line, evidence={"合同.pdf": PDF})
    answers = carried(district_office, content)
    assert answers[0]["status"] == 201, answers
    document = Evidence.objects.get()
    with document.file.open() as file:
        assert (document.filename, file.read()) == ("合同.pdf", PDF)
    assert document.uploaded_by == district_office.client.account


def test_a_file_is_no_part_of_a_receipt(city: City, district_office: District) -> None:
    made = district_office.caller.post("/projects/", body_of(city)).made()
    paper = district_office.caller.upload(made["id"], "investment_agreement").made()
    line = {"method": "GET", "path": f"/api/v1/projects/{made['id']}/evidence/{paper['id']}/file/"}
    assert carried(district_office, district_office.pack(1, line))[0]["status"] == 406


def test_the_same_package_again_gives_the_same_receipt_and_does_nothing(city: City, district_office: District) -> None:
    content = district_office.pack(1, *projects(city, "甲", "乙"))
    carried(district_office, content)
    package = Incoming.objects.get()
    receipt = hand_back(package, by=None, now=timezone.now())
    again = brought(district_office, content)
    assert again == package
    assert carry_out(again.pk)
    assert hand_back(again, by=None, now=timezone.now() + timedelta(days=90)) == receipt
    assert Project.objects.count() == 2


def test_a_key_used_before_is_replayed_and_not_done_again(city: City, district_office: District) -> None:
    body = body_of(city)
    district_office.caller.post("/projects/", body, key="K-1").made()
    first = carried(district_office, district_office.pack(1, post("/projects/", body, "F-1")))
    second = carried(district_office, district_office.pack(2, post("/projects/", body, "F-1")))
    assert first[0]["body"] == second[0]["body"]
    assert second[0]["headers"]["Idempotent-Replayed"] == "true"
    assert Project.objects.count() == 2


def test_the_calls_are_the_clients_in_the_audit_log(city: City, district_office: District) -> None:
    carried(district_office, district_office.pack(1, *projects(city, "甲"), post("/projects/", {})))
    made = Entry.objects.get(action="project.create")
    assert (made.actor, made.channel, made.address) == (district_office.client.account.username, "api", "")
    assert made.request.endswith(f"-1-{district_office.key.public_id}")
    refused = Entry.objects.get(action="exchange.refuse_line")
    assert "第2条 POST /api/v1/projects/" in refused.detail
    assert Entry.objects.filter(action="exchange.take_in").count() == 1


@pytest.mark.parametrize("crash", [KeyboardInterrupt, SystemExit])
def test_a_package_interrupted_between_two_lines_goes_on_there(
    city: City, district_office: District, crash: type[BaseException]
) -> None:
    package = brought(district_office, district_office.pack(1, *projects(city, "甲", "乙", "丙")))
    whole, calls = carrying.call, []

    def dies(*args: Any, **kwargs: Any) -> Any:
        calls.append(args)
        answer = whole(*args, **kwargs)
        if len(calls) == 2:  # the work of line 2 is done, its answer not yet written
            raise crash
        return answer

    with mock.patch.object(carrying, "call", dies), pytest.raises(crash):
        carry_out(package.pk)
    assert Project.objects.count() == Answer.objects.count() == 1
    assert carry_out(package.pk)
    assert sorted(Project.objects.values_list("name", flat=True)) == sorted(["甲", "乙", "丙"])
    assert [one.status for one in Answer.objects.all()] == [201, 201, 201]


def test_a_database_that_fails_stops_the_package_and_the_next_tick_goes_on(
    city: City, district_office: District
) -> None:
    brought(district_office, district_office.pack(1, *projects(city, "甲")))
    later = timezone.now() + timedelta(minutes=3)
    with mock.patch.object(carrying, "call", side_effect=OperationalError):
        assert carry_out_open(until=later) == 0
    assert not Answer.objects.exists()
    assert carry_out_open(until=later) == 1


def test_a_fault_of_ours_is_told_as_500_and_the_rest_goes_on(city: City, district_office: District) -> None:
    whole = carrying.call
    faults = iter([RuntimeError("boom"), None])

    def faulty(*args: Any, **kwargs: Any) -> Any:
        answer = whole(*args, **kwargs)
        fault = next(faults)
        if fault:
            raise fault
        return answer

    with mock.patch.object(carrying, "call", faulty):
        answers = carried(district_office, district_office.pack(1, *projects(city, "甲", "乙")))
    assert [one["status"] for one in answers] == [500, 201]
    assert [one.name for one in Project.objects.all()] == ["乙"]


def test_a_tick_without_time_leaves_the_rest_for_the_next(city: City, district_office: District) -> None:
    package = brought(district_office, district_office.pack(1, *projects(city, "甲")))
    assert carry_out_open(until=timezone.now() - timedelta(seconds=1)) == 0
    with pytest.raises(Conflict, match="0/1"):
        hand_back(package, by=None, now=timezone.now())


def test_a_revoked_key_opens_no_door_any_more(city: City, district_office: District) -> None:
    package = brought(district_office, district_office.pack(1, *projects(city, "甲")))
    now = timezone.now()
    revoke_key(district_office.key, reason="泄露", by=None, now=now)
    issue_key(district_office.client, by=None, now=now)
    assert carry_out(package.pk)
    assert [one.status for one in Answer.objects.all()] == [401]
    assert not Project.objects.exists()


def test_a_client_switched_off_waits(city: City, district_office: District) -> None:
    brought(district_office, district_office.pack(1, *projects(city, "甲")))
    now, later = timezone.now(), timezone.now() + timedelta(minutes=3)
    disable_client(district_office.client, reason="检修", by=None, now=now)
    assert carry_out_open(until=later) == 0
    enable_client(district_office.client, by=None, now=now)
    assert carry_out_open(until=later) == 1


def test_a_client_switched_off_midway_stops_there_and_goes_on_there(city: City, district_office: District) -> None:
    package = brought(district_office, district_office.pack(1, *projects(city, "甲", "乙")))
    now, whole = timezone.now(), carrying.call

    def then_off(*args: Any, **kwargs: Any) -> Any:
        answer = whole(*args, **kwargs)
        disable_client(district_office.client, reason="检修", by=None, now=now)
        return answer

    with mock.patch.object(carrying, "call", then_off), pytest.raises(Conflict, match="已停用"):
        carry_out(package.pk)
    assert [one.status for one in Answer.objects.all()] == [201]
    enable_client(district_office.client, by=None, now=now)
    assert carry_out(package.pk)
    assert [one.status for one in Answer.objects.all()] == [201, 201]


def test_a_later_package_waits_for_the_one_before_it(city: City, district_office: District) -> None:
    brought(district_office, district_office.pack(1, *projects(city, "甲")))
    second = brought(district_office, district_office.pack(2, *projects(city, "乙")))
    with pytest.raises(Conflict, match="第 1 号申报包还没有办完"):
        carry_out(second.pk)
    whole, calls = carrying.call, []

    def fails_once(*args: Any, **kwargs: Any) -> Any:
        calls.append(args)
        if len(calls) == 1:
            raise OperationalError
        return whole(*args, **kwargs)

    later = timezone.now() + timedelta(minutes=3)
    with mock.patch.object(carrying, "call", fails_once):
        assert carry_out_open(until=later) == 0  # the second does not overtake
        assert carry_out_open(until=later) == 2
    assert list(Project.objects.order_by("created_at").values_list("name", flat=True)) == ["甲", "乙"]


def test_a_package_that_cannot_end_keeps_nobody_else_waiting(
    city: City, district_office: District, tmp_path: Path
) -> None:
    bad = brought(district_office, district_office.pack(1, *projects(city, "甲")))
    other = cut_off(city.sibling, tmp_path)
    brought(other, other.pack(1, {"method": "GET", "path": "/api/v1/projects/"}))
    Content.objects.filter(owner=bad.pk).update(data=b"lost")
    assert carry_out_open(until=timezone.now() + timedelta(minutes=3)) == 1


def test_a_receipt_that_is_full_makes_no_further_call(city: City, district_office: District) -> None:
    with mock.patch.object(carrying, "MOST_ANSWERED", 100):
        answers = carried(district_office, district_office.pack(1, *projects(city, "甲", "乙")))
    assert [one["status"] for one in answers] == [201, 413]
    assert answers[1]["body"]["code"] == "receipt_full"
    assert list(Project.objects.values_list("name", flat=True)) == ["甲"]


def test_no_secret_of_a_webhook_is_written_into_a_receipt(city: City, tmp_path: Path) -> None:
    there = cut_off(city.district, tmp_path, "project:read", "webhook:write")
    line = post("/webhooks/", {"target": "https://xmgl.fanchang.example/changes"})
    (answer,) = carried(there, there.pack(1, line))
    assert (answer["status"], answer["body"]["secret"]) == (201, None)
    assert not Answer.objects.filter(body__contains="whsec_").exists()
