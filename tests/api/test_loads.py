"""How much a person carries, over the API."""

from __future__ import annotations

from tests.api.callers import CLERK, Caller, body_of, caller
from tests.factories import City


def test_a_load_counts_what_the_caller_may_see(city: City, fanchang: Caller) -> None:
    project = fanchang.post("/projects/", body_of(city)).made()["id"]
    fanchang.post(
        f"/projects/{project}/responsibilities/", {"role": "chief", "officer": str(city.chief.pk), "basis": "3号"}
    ).made()
    load = fanchang.get(f"/officers/{city.chief.pk}/load/").made(200)
    assert (load["name"], load["projects"], load["roles"]["chief"], load["handovers"]) == ("张区长", 1, 1, 0)
    assert sum(load["lights"].values()) == 1
    city_wide = caller(city.city, "project:read")
    assert city_wide.get(f"/officers/{city.chief.pk}/load/").made(200) == load


def test_a_load_of_somebody_out_of_sight_is_not_found(city: City, fanchang: Caller) -> None:
    fanchang.get(f"/officers/{city.sibling_clerk.pk}/load/").refused(404, "not_found")
    blind = caller(city.district, *(scope for scope in CLERK if scope != "project:read"))
    blind.get(f"/officers/{city.chief.pk}/load/").refused(403, "not_allowed")


def test_ending_a_needed_chief_asks_why(city: City, fanchang: Caller) -> None:
    body = body_of(city, total_investment_wan="150000")
    project = fanchang.post("/projects/", body).made()["id"]
    parts = f"/projects/{project}/responsibilities/"
    made = fanchang.post(parts, {"role": "chief", "officer": str(city.chief.pk)}).made()
    day = made["valid_from"]
    refused = fanchang.patch(f"{parts}{made['id']}/", {"valid_to": day}, version=1).refused(422, "invalid")
    assert "首席责任人" in str(refused)
    fanchang.patch(f"{parts}{made['id']}/", {"valid_to": day, "reason": "调离，待定"}, version=1).made(200)


def test_another_chief_without_basis_or_reason_is_refused(city: City, fanchang: Caller) -> None:
    project = fanchang.post("/projects/", body_of(city)).made()["id"]
    parts = f"/projects/{project}/responsibilities/"
    fanchang.post(parts, {"role": "chief", "officer": str(city.deputy.pk), "reason": "分管工业"}).made()
    refused = fanchang.post(parts, {"role": "chief", "officer": str(city.chief.pk)}).refused(422, "invalid")
    assert "依据文件或理由" in str(refused)
    fanchang.post(parts, {"role": "chief", "officer": str(city.chief.pk), "basis": "会议纪要4号"}).made()
