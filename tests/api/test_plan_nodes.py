"""Plan nodes over the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from projects.plans.models import Node, Replan
from projects.plans.presets import OPENING
from projects.plans.services import apply_template, confirm_plan
from tests.api.callers import READ, Caller, body_of, caller
from tests.factories import NOW, TODAY, City

DAY = timedelta(days=1)
NEW = {"name": "专家论证", "stage": "signed", "planned_start_on": TODAY.isoformat(), "planned_on": TODAY.isoformat()}


@pytest.fixture
def path(city: City, fanchang: Caller) -> str:
    """Where the nodes of a project are."""
    return f"/projects/{fanchang.post('/projects/', body_of(city)).made()['id']}/plan-nodes/"


@pytest.fixture
def promised(city: City, path: str) -> str:
    """The same with a promised plan of twelve nodes."""
    pk: Any = path.split("/")[2]
    apply_template(pk, OPENING.nodes, name="开业", starts_on=TODAY, by=city.clerk, now=NOW)
    confirm_plan(pk, by=city.clerk, now=NOW)
    return path


def at(fanchang: Caller, path: str, code: str) -> dict[str, Any]:
    """The node of that code as answered."""
    return next(row for row in fanchang.get(f"{path}?page_size=200").body["results"] if row["code"] == code)


def test_a_node_is_added_listed_and_read(fanchang: Caller, path: str, city: City) -> None:
    body = {**NEW, "owner": str(city.clerk.pk), "owner_organisation": city.district.code, "note": "请省里专家"}
    made = fanchang.post(path, body).made()
    assert (made["code"], made["state"], made["committed_on"], made["replans"]) == ("Z01", "planned", None, 0)
    assert (made["owner"], made["owner_organisation"]) == (str(city.clerk.pk), city.district.code)
    assert fanchang.get(made["url"]).body == made
    assert fanchang.get(path).body["results"] == [made]


def test_nodes_come_in_pages_in_the_order_of_the_plan(fanchang: Caller, promised: str) -> None:
    first = fanchang.get(f"{promised}?page_size=5").body
    rest = fanchang.get(first["next"]).body
    codes = [row["code"] for page in (first, rest) for row in page["results"]]
    assert codes == [f"K{n:02d}" for n in range(1, 11)]


def test_predecessors_are_told_by_id(fanchang: Caller, promised: str) -> None:
    waits = at(fanchang, promised, "K10")["depends_on"]
    assert waits == [at(fanchang, promised, code)["id"] for code in ("K07", "K08", "K09")]


def test_a_reached_milestone_answers_the_day_of_the_stage(fanchang: Caller, promised: str) -> None:
    reached = at(fanchang, promised, "K01")
    assert (reached["state"], reached["is_milestone"]) == ("done", True) and reached["actual_on"]
    assert [row["code"] for row in fanchang.get(f"{promised}?state=done").body["results"]] == ["K01"]


def test_a_promised_day_is_adjusted_with_a_reason_and_stays_promised(fanchang: Caller, promised: str) -> None:
    known = at(fanchang, promised, "K02")
    later = {"planned_on": "2027-06-30"}
    fanchang.patch(known["url"], later, version=known["version"]).refused(422, "invalid")
    now = fanchang.patch(known["url"], later | {"reason": "排期"}, version=known["version"]).made(200)
    assert (now["planned_on"], now["committed_on"], now["replans"]) == ("2027-06-30", known["committed_on"], 1)
    assert Replan.objects.get().reason == "排期"


def test_nobody_writes_a_promised_day(fanchang: Caller, promised: str) -> None:
    known = at(fanchang, promised, "K02")
    sent = fanchang.patch(known["url"], {"committed_on": "2030-01-01"}, version=known["version"])
    sent.refused(400, "unknown_field")
    fanchang.post(promised, {**NEW, "committed_on": "2030-01-01"}).refused(400, "unknown_field")


def test_a_change_needs_the_version_seen(fanchang: Caller, promised: str) -> None:
    known = at(fanchang, promised, "K02")
    fanchang.send("PATCH", known["url"], {"note": "一"}).refused(428, "precondition_required")
    fanchang.patch(known["url"], {"note": "一"}, version=known["version"]).made(200)
    stale = fanchang.patch(known["url"], {"note": "二"}, version=known["version"])
    assert stale.refused(412, "stale")["current"]["note"] == "一"


def test_one_body_may_ask_for_several_things_and_all_or_nothing_is_done(fanchang: Caller, promised: str) -> None:
    known = at(fanchang, promised, "K02")
    wrong = {"name": "改名", "actual_on": (TODAY + 900 * DAY).isoformat()}
    fanchang.patch(known["url"], wrong, version=known["version"]).refused(422, "invalid")
    assert at(fanchang, promised, "K02") == known
    right = {"name": "改名", "planned_on": "2027-01-31", "reason": "排期", "actual_start_on": TODAY.isoformat()}
    now = fanchang.patch(known["url"], right, version=known["version"]).made(200)
    assert (now["name"], now["planned_on"], now["state"]) == ("改名", "2027-01-31", "doing")


def test_finishing_before_a_predecessor_must_be_confirmed(fanchang: Caller, promised: str) -> None:
    known = at(fanchang, promised, "K03")
    done = {"actual_on": TODAY.isoformat()}
    answer = fanchang.patch(known["url"], done, version=known["version"])
    assert answer.status == 409 and answer.reason == "predecessors_open"
    now = fanchang.patch(known["url"], done | {"confirmed": True}, version=known["version"]).made(200)
    assert now["state"] == "done"


def test_a_milestone_is_not_finished_by_hand(fanchang: Caller, promised: str) -> None:
    known = at(fanchang, promised, "K04")
    done = {"actual_on": TODAY.isoformat(), "confirmed": True}
    assert fanchang.patch(known["url"], done, version=known["version"]).reason == "milestone"


def test_a_node_is_cancelled_with_a_reason_and_read_afterwards(fanchang: Caller, promised: str) -> None:
    known = at(fanchang, promised, "K09")
    fanchang.patch(known["url"], {"state": "cancelled"}, version=known["version"]).refused(422, "invalid")
    both = {"state": "cancelled", "reason": "免", "note": "注"}
    fanchang.patch(known["url"], both, version=known["version"]).refused(422, "invalid")
    now = fanchang.patch(known["url"], {"state": "cancelled", "reason": "免"}, version=known["version"]).made(200)
    assert now["state"] == "cancelled" and now["committed_on"] == known["committed_on"]
    assert fanchang.get(known["url"]).body == now
    assert known["id"] not in [row["id"] for row in fanchang.get(f"{promised}?page_size=200").body["results"]]


@pytest.mark.parametrize(
    "wrong",
    [
        {"owner": "00000000-0000-0000-0000-000000000000"},
        {"owner_organisation": "999999"},
        {"depends_on": ["00000000-0000-0000-0000-000000000000"]},
        {"planned_on": "2020-01-01"},
        {"stage": "heaven"},
        {"name": ""},
    ],
)
def test_what_cannot_be_is_refused(fanchang: Caller, path: str, wrong: dict[str, Any]) -> None:
    fanchang.post(path, {**NEW, **wrong}).refused(422, "invalid")
    assert not Node.objects.exists()


def test_a_ring_is_refused(fanchang: Caller, promised: str) -> None:
    first, last = at(fanchang, promised, "K02"), at(fanchang, promised, "K12")
    answer = fanchang.patch(first["url"], {"depends_on": [last["id"]]}, version=first["version"])
    assert answer.reason == "ring" and "前置关系成环" in answer.body["detail"]


def test_a_sending_repeated_acts_once(fanchang: Caller, path: str) -> None:
    for _ in range(2):
        fanchang.post(path, NEW, key="once").made()
    assert Node.objects.count() == 1


def test_a_reader_writes_nothing_and_a_stranger_sees_nothing(city: City, promised: str) -> None:
    reader, stranger = caller(city.district, *READ), caller(city.sibling, *READ)
    assert reader.get(promised).status == 200
    assert reader.post(promised, NEW).status == 403
    assert stranger.get(promised).status == 404
