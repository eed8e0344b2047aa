"""The doors: a system keeps its own webhooks and sees nobody else's."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from notifications.webhooks.models import DeliveryState, Webhook
from projects.gateway.models import IdempotencyRecord
from tests.api.callers import Caller, caller
from tests.factories import City
from tests.notifications.webhooks.samples import SCOPES, deliver

TARGET = "https://push.example.cn/luodi"


@pytest.fixture
def fanchang(city: City) -> Caller:
    """The system of 繁昌区."""
    return caller(city.district, *SCOPES)


@pytest.fixture
def jiujiang(city: City) -> Caller:
    """The system of 鸠江区, a sibling."""
    return caller(city.sibling, *SCOPES)


def entered(system: Caller, **over: Any) -> dict[str, Any]:
    return system.post("/webhooks/", {"target": TARGET, **over}).made()


def test_the_secret_is_in_the_first_answer_and_in_its_replay_and_nowhere_else(fanchang: Caller) -> None:
    first = fanchang.post("/webhooks/", {"target": TARGET, "types": ["project.*"]}, key="k1")
    made = first.made()
    assert made["secret"].startswith("whsec_")
    assert first.response["Cache-Control"] == "no-store"
    assert fanchang.post("/webhooks/", {"target": TARGET, "types": ["project.*"]}, key="k1").made() == made
    assert made["secret"] not in IdempotencyRecord.objects.get().body
    shown = fanchang.get(f"/webhooks/{made['id']}/").made(200)
    assert shown == {**made, "secret": None}
    assert fanchang.get("/webhooks/").made(200)["results"] == [shown]


def test_another_system_finds_nothing(fanchang: Caller, jiujiang: Caller) -> None:
    made = entered(fanchang)
    row = deliver(Webhook.objects.get(), now=timezone.now(), state=DeliveryState.DEAD)
    there = f"/webhooks/{made['id']}/"
    assert jiujiang.get("/webhooks/").made(200)["results"] == []
    for answer in (
        jiujiang.get(there),
        jiujiang.get(f"{there}deliveries/"),
        jiujiang.patch(there, {"description": "x"}, version=1),
        jiujiang.send("DELETE", there, If_Match='"1"'),
        jiujiang.post(f"{there}rotate/", version=1),
        jiujiang.post(f"{there}test/"),
        jiujiang.get(f"/deliveries/{row.pk}/"),
        jiujiang.post(f"/deliveries/{row.pk}/replay/"),
    ):
        answer.refused(404, "not_found")


def test_without_the_scope_no_door_opens(city: City) -> None:
    system = caller(city.district, "project:read")
    system.get("/webhooks/").refused(403, "not_allowed")
    system.post("/webhooks/", {"target": TARGET}).refused(403, "not_allowed")


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1/", "https://10.0.0.1/", "https://2130706433/", "ftp://a.cn/", "https://u:p@a.cn/", "x"]
)
def test_an_address_that_can_never_be_reached_is_refused_at_once(fanchang: Caller, target: str) -> None:
    problem = fanchang.post("/webhooks/", {"target": target}).refused(422, "invalid")
    assert problem["errors"][0]["field"] == "target"


def test_the_same_address_twice_is_a_conflict(fanchang: Caller) -> None:
    entered(fanchang)
    fanchang.post("/webhooks/", {"target": TARGET}).refused(409, "conflict")


def test_a_change_needs_the_version_that_was_seen(fanchang: Caller) -> None:
    there = f"/webhooks/{entered(fanchang)['id']}/"
    fanchang.send("PATCH", there, {"description": "x"}).refused(428, "precondition_required")
    changed = fanchang.patch(there, {"types": ["claim.*"]}, version=1).made(200)
    assert (changed["types"], changed["version"]) == (["claim.*"], 2)
    fanchang.patch(there, {"types": []}, version=1).refused(412, "stale")
    fanchang.patch(there, {"secret": "whsec_x"}, version=2).refused(400, "unknown_field")


def test_off_and_on_again(fanchang: Caller) -> None:
    there = f"/webhooks/{entered(fanchang)['id']}/"
    off = fanchang.patch(there, {"active": False}, version=1).made(200)
    assert (off["state"], off["active"]) == ("off", False)
    fanchang.patch(there, {"active": False}, version=2).refused(409, "conflict")
    fanchang.patch(there, {"active": True, "types": []}, version=2).refused(422, "invalid")
    assert fanchang.patch(there, {"active": True}, version=2).made(200)["state"] == "on"


def test_another_secret_is_shown_once_and_the_old_one_signs_for_a_day(fanchang: Caller) -> None:
    made = entered(fanchang)
    there = f"/webhooks/{made['id']}/"
    fanchang.post(f"{there}rotate/").refused(428, "precondition_required")
    changed = fanchang.post(f"{there}rotate/", version=1).made(200)
    assert changed["secret"] not in (None, made["secret"])
    assert changed["previous_secret_until"] is not None
    assert fanchang.get(there).made(200)["secret"] is None
    assert Webhook.objects.get().secrets(timezone.now()) == [changed["secret"], made["secret"]]


def test_a_test_stands_in_the_list_and_a_dead_letter_is_replayed(fanchang: Caller) -> None:
    made = entered(fanchang)
    there = f"/webhooks/{made['id']}/deliveries/"
    test = fanchang.post(f"/webhooks/{made['id']}/test/").made()
    assert (test["type"], test["state"], test["change"]) == ("webhook.test", "queued", None)
    dead = deliver(Webhook.objects.get(), now=timezone.now(), state=DeliveryState.DEAD)
    assert {one["id"] for one in fanchang.get(there).made(200)["results"]} == {test["id"], str(dead.pk)}
    assert [one["id"] for one in fanchang.get(f"{there}?state=dead").made(200)["results"]] == [str(dead.pk)]
    again = fanchang.post(f"/deliveries/{dead.pk}/replay/").made(200)
    assert (again["id"], again["state"], again["replays"]) == (str(dead.pk), "queued", 1)
    fanchang.post(f"/deliveries/{dead.pk}/replay/").refused(409, "conflict")


def test_a_push_is_an_object_of_its_own_whose_version_grows_with_it(fanchang: Caller) -> None:
    made = entered(fanchang)
    dead = deliver(Webhook.objects.get(), now=timezone.now(), state=DeliveryState.DEAD)
    (row,) = fanchang.get(f"/webhooks/{made['id']}/deliveries/").made(200)["results"]
    assert row["url"] == f"http://testserver/api/v1/deliveries/{dead.pk}/"
    shown = fanchang.get(row["url"])
    assert (shown.made(200), shown.etag) == (row, f'"{row["version"]}"')
    assert fanchang.get(f"{row['url']}?fields=id,state").made(200) == {"id": row["id"], "state": "dead"}
    again = fanchang.post(f"{row['url']}replay/")
    assert (again.made(200)["version"], again.etag) == (row["version"] + 1, f'"{row["version"] + 1}"')
    assert fanchang.get(row["url"]).etag == again.etag


def test_a_test_push_says_where_it_is_kept(fanchang: Caller) -> None:
    test = fanchang.post(f"/webhooks/{entered(fanchang)['id']}/test/")
    assert test.made()["url"] == test.response["Location"]
    assert fanchang.get(test.body["url"]).made(200) == test.body


def test_removed_with_everything_that_waits(fanchang: Caller) -> None:
    there = f"/webhooks/{entered(fanchang)['id']}/"
    deliver(Webhook.objects.get(), now=timezone.now())
    assert fanchang.send("DELETE", there, {}, If_Match='"1"').status == 204
    assert not Webhook.objects.exists()
    fanchang.get(there).refused(404, "not_found")


def test_a_system_has_at_most_ten(fanchang: Caller) -> None:
    for number in range(10):
        entered(fanchang, target=f"{TARGET}/{number}")
    fanchang.post("/webhooks/", {"target": TARGET}).refused(409, "conflict")
