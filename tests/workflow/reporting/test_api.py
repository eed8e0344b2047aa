"""Report requests over the API: the office's system lays them down, a unit's system returns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine

from tests.api.callers import CLERK, Caller, caller
from tests.factories import NOW, City
from tests.workflow.reporting.samples import asked, at, of, opened, row
from workflow.reporting.models import ReportRound
from workflow.reporting.services import open_rounds

pytestmark = pytest.mark.django_db
DUE = date(2026, 11, 18)
OFFICE = (*CLERK, "dispatch:write")


@pytest.fixture(autouse=True)
def the_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def round_(city: City) -> ReportRound:
    return opened(city, due_on=DUE)


@pytest.fixture
def unit(city: City) -> Caller:
    return caller(city.district, *CLERK)


def test_laid_down_from_a_preset_changed_and_opened(city: City) -> None:
    office = caller(city.city, *OFFICE)
    made = office.post("/report-requests/", {"preset": "signing", "starts_on": "2026-11-01", "window_days": 1}).made()
    assert (made["name"], made["time"], made["form"]["number"]) == ("拟签约项目周报", "17:30", 1)
    changed = office.send("PATCH", made["url"], {"weekday": 5}, If_Match='"1"').made(200)
    assert (changed["weekday"], changed["version"]) == (5, 2)
    office.send("PATCH", made["url"], {"weekday": 4}, If_Match='"1"').refused(412, "stale")
    days = office.get(f"{made['url']}upcoming/").body["rounds"]
    assert len(days) == 10 and days[0]["due_on"] == "2026-11-20" and days[0]["is_promised"]
    form = {key: value for key, value in made["form"].items() if key != "number"}
    form["columns"][1]["label"] = "投资人"
    assert office.send("PUT", f"{made['url']}form/", form, If_Match='"2"').made(200)["form"]["number"] == 2
    open_rounds(at(date(2026, 11, 19)))
    (found,) = office.get(f"/report-rounds/?request={made['id']}").body["results"]
    assert (found["sequence"], found["due_at"]) == (1, "2026-11-20T09:30:00Z")


def test_a_unit_saves_hands_in_and_corrects(city: City, round_: ReportRound, unit: Caller) -> None:
    (mine,) = unit.get(f"/report-rounds/{round_.pk}/submissions/").body["results"]
    assert mine["unit"] == city.district.code
    saved = unit.send("PUT", f"{mine['url']}rows/", {"rows": [row(amount="12")]}, If_Match='"1"').made(200)
    refused = unit.post(f"{mine['url']}submit/", {}, version=2).refused(422, "invalid")
    assert refused["reason"] == "wrong_cells" and "第1行“拟投资额”" in refused["detail"]
    assert saved["draft"][0]["total_investment"] == "12"
    once = {"version": 2, "key": "k-1"}
    done = unit.post(f"{mine['url']}submit/", {"rows": [row(amount=25)]}, **once).made(200)  # type: ignore[arg-type]
    assert unit.post(f"{mine['url']}submit/", {"rows": [row(amount=25)]}, **once).made(200) == done  # type: ignore[arg-type]
    assert done["versions"][0]["rows"][0]["total_investment"] == "250000"
    with time_machine.travel(at(DUE, 20), tick=True):
        late = unit.post(f"{mine['url']}withdraw/", {}, version=3).refused(409, "conflict")
        assert late["reason"] == "deadline_passed"
        again = unit.post(f"{mine['url']}correct/", {"rows": [], "note": "已落户外地"}, version=3).made(200)
    assert (again["is_nil"], again["current"], len(again["versions"])) == (True, 2, 2)


def test_the_office_urges_sends_back_exempts_closes(city: City, round_: ReportRound, unit: Caller) -> None:
    office = caller(city.city, *OFFICE)
    url = f"/report-rounds/{round_.pk}/"
    unit.post(f"{url}submissions/", {"unit": city.district.code, "rows": [row()]}).made(200)
    unit.post(f"{url}submissions/", {"unit": city.sibling.code, "rows": []}).refused(422, "invalid")
    office.post(f"{url}urge/", {}).made(200)
    assert office.post(f"{url}urge/", {}).refused(409, "conflict")["reason"] == "nobody_to_urge"
    park, district = (f"/report-returns/{of(round_, one).pk}/" for one in (city.park, city.district))
    assert office.post(f"{park}exempt/", {"reason": "机构调整"}, version=1).made(200)["state"] == "exempt"
    assert office.post(f"{district}return/", {"reason": "请补"}, version=2).made(200)["state"] == "returned"
    unit.post(f"{district}submit/", {"rows": [row(amount="60")]}, version=3).made(200)
    with time_machine.travel(at(DUE, 20), tick=True):
        closed = office.post(f"{url}close/", {}, version=1).made(200)
        summary = office.get(f"{url}summary/").body
    assert len(closed["frozen_sha256"]) == 64
    assert [one["standing"] for one in summary["units"]] == ["on_time", "missing", "exempt"]
    assert [one["count"] for one in summary["nested"]] == [1, 1, 0] and summary["comparison"] is None


@pytest.mark.parametrize(
    ("path", "body"),
    [("submit/", {"rows": [], "x": 1}), ("nil/", {"x": 1}), ("correct/", {"note": "x", "rows": [], "state": "x"})],
)
def test_unknown_fields_and_missing_headers_are_refused(
    city: City, round_: ReportRound, unit: Caller, path: str, body: dict[str, Any]
) -> None:
    url = f"/report-returns/{of(round_, city.district).pk}/{path}"
    unit.post(url, body, version=1).refused(400, "unknown_field")
    good = {key: value for key, value in body.items() if key in ("rows", "note")}
    unit.post(url, good).refused(428, "precondition_required")
    unit.post(url, good, version=9).refused(412, "stale")


def test_a_stranger_and_a_key_without_the_scope_get_nothing(city: City, round_: ReportRound) -> None:
    url = f"/report-returns/{of(round_, city.district).pk}/"
    caller(city.sibling, *CLERK).get(url).refused(404, "not_found")
    reader = caller(city.district, "project:read", "dispatch:read")
    assert reader.get(url).status == 200
    reader.post(f"{url}nil/", {}, version=1).refused(403, "not_allowed")
    caller(city.district, *CLERK).post(f"{url}exempt/", {"reason": "x"}, version=1).refused(403, "not_allowed")


def test_a_round_is_added_beside_those_of_the_rule(city: City, unit: Caller) -> None:
    office, later = caller(city.city, *OFFICE), date(2026, 11, 25)
    request = asked(city, starts_on=later, anchor_on=later, window_days=1)
    body = {"request": str(request.pk), "due_on": "2026-11-20", "reason": "市里要求补报"}
    unit.post("/report-rounds/", body).refused(403, "not_allowed")
    made = office.post("/report-rounds/", body).made()
    assert (made["sequence"], made["nominal_on"], made["reason"]) == (1, "2026-11-20", "加报：市里要求补报")
    assert office.get(made["url"]).body == made
    assert len(unit.get(f"/report-rounds/{made['id']}/submissions/").body["results"]) == 1
    office.post("/report-rounds/", {**body, "due_on": "2026-11-19"}).refused(422, "invalid")
    office.post("/report-rounds/", {**body, "request": made["id"]}).refused(404, "not_found")
