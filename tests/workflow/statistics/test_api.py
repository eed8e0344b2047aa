"""Statistics over the API: the contract's names, money as strings, rows behind each number, refusals."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from projects.people.roles import Permission
from tests.api.callers import caller
from tests.workflow.statistics.scene import Scene

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
YEAR = {"from": "2026-01-01", "to": "2026-12-31"}
BASE = "/statistics/"


@pytest.fixture
def system(scene: Scene) -> Any:
    """A system of the city that may read statistics."""
    return caller(scene.city.city, Permission.STATISTICS_READ, Permission.PROJECT_READ)


def ask(system: Any, word: str, status: int = 200, **query: Any) -> Any:
    """The answer."""
    answer = system.get(f"{BASE}{word}/?{urlencode(query)}")
    assert answer.status == status, answer.response.content.decode()
    return answer.body


def opened(system: Any, path: str, query: dict[str, str]) -> Any:
    """What stands at an address."""
    return system.get(f"{path}?{urlencode(query)}").body


def path_of(url: str) -> tuple[str, dict[str, str]]:
    """An address as path and query."""
    split = urlsplit(url)
    return split.path.removeprefix("/api/v1"), {name: values[0] for name, values in parse_qs(split.query).items()}


def test_a_flow_beside_last_year(system: Any) -> None:
    told = ask(system, "flow", step="sign", min_total_investment_wan="10000", compare="yoy", **YEAR)
    assert (told["count"], told["amount_wan"], told["as_of"]) == (4, "810000.0000", "2026-11-18")
    beside = {name: told["compare"][name] for name in ("count", "amount_wan", "change", "ratio", "note")}
    assert beside == {"count": 1, "amount_wan": "20000.0000", "change": 3, "ratio": "300.0", "note": ""}


def test_a_base_of_nothing_has_no_ratio(system: Any) -> None:
    told = ask(system, "flow", step="sign", min_total_investment_wan="100000", compare="yoy", **YEAR)
    assert (told["count"], told["compare"]["ratio"], told["compare"]["note"]) == (2, None, "上年同期为0")


def test_every_number_opens_to_its_rows_page_by_page(system: Any) -> None:
    path, query = path_of(ask(system, "flow", step="sign", **YEAR)["rows_url"])
    names, pages = [], 0
    while path:
        answer = opened(system, path, query | {"page_size": "2"})
        names += [(row["name"], row["amount_wan"], row["effective_on"]) for row in answer["results"]]
        pages += 1
        path, query = path_of(answer["next"]) if answer["next"] else ("", {})
    assert pages == 3
    assert names == [
        ("甲项目", "80000.0000", "2026-03-05"),
        ("丁项目", "600000.0000", "2026-05-20"),
        ("戊项目", "5000.0000", "2026-06-01"),
        ("乙项目", "120000.0000", "2026-08-10"),
        ("丙项目", "10000.0000", "2026-08-30"),
    ]


def test_what_was_known_then_is_answered_for_ever(system: Any) -> None:
    asked = {"step": "sign", "as_of": "2026-08-31", **YEAR}
    then = ask(system, "flow", known_at="2026-09-03T18:00:00+08:00", **asked)
    assert (then["count"], then["known_at"]) == (4, "2026-09-03T10:00:00Z")
    assert ask(system, "flow", **asked)["count"] == 5


def test_the_year_before_the_first_opens_to_its_rows_as_well(system: Any) -> None:
    first = {"from": "1990-01-01", "to": "1990-12-31"}
    told = ask(system, "flow", step="sign", compare="yoy", **first)
    for figure in (told, told["compare"]):
        path, query = path_of(figure["rows_url"])
        assert opened(system, path, query)["results"] == []


def test_two_readings_differ_by_what_was_reported_late(system: Any) -> None:
    then = ask(system, "flow", step="sign", as_of="2026-08-31", known_at="2026-09-03T18:00:00+08:00", **YEAR)
    key = path_of(then["rows_url"])[1]["key"]
    told = ask(system, "differences", key=key)
    assert (told["before"]["count"], told["after"]["count"]) == (4, 5)
    (one,) = told["differences"]
    assert (one["name"], one["count"], one["amount_wan"]) == ("丙项目", 1, "10000.0000")
    assert {why["cause"] for why in one["reasons"]} == {"late"}


def test_groups_tiers_funnel_cohort_and_the_rest_answer(system: Any) -> None:
    groups = ask(system, "flow", step="sign", group_by="organisation", level="3", **YEAR)["groups"]
    assert {one["label"]: one["count"] for one in groups} == {"繁昌区": 3, "鸠江区": 2}
    sizes = ask(system, "tiers", step="sign", thresholds="10000,100000,500000", **YEAR)
    assert [one["count"] for one in sizes["nested"]] == [4, 2, 1]
    assert [one["count"] for one in sizes["exclusive"]] == [1, 2, 1, 1]
    stages = {one["stage"]: one["count"] for one in ask(system, "funnel")["stages"]}
    assert stages == {"negotiating": 0, "signed": 5, "registered": 1, "started": 0, "producing": 0}
    cohort = ask(system, "cohort", signed_from="2026-01-01", signed_to="2026-12-31")
    assert (cohort["size"], cohort["registered"], cohort["rates"]["registered"]) == (5, 1, "20.00")
    waits = ask(system, "durations", from_stage="signed", to_stage="registered")
    assert (waits["reached"], waits["waiting"], waits["median_days"]) == (1, 5, None)
    assert len(ask(system, "conversions", **YEAR)["months"]) == 4
    assert ask(system, "arrived", group_by="origin", **YEAR)["amount_wan"] in (None, "0.0000", "0")
    assert ask(system, "plans", year="2026")["count"] == 0


@pytest.mark.parametrize(
    ("word", "query", "status", "field"),
    [
        ("flow", {"step": "sign", **YEAR, "colour": "red"}, 400, "colour"),
        ("flow", {"step": "sign", "from": "2026-01-01"}, 422, "to"),
        ("flow", {"step": "sign", "from": "2026-02-01", "to": "2026-01-01"}, 422, "to"),
        ("flow", {"step": "suspend", **YEAR}, 422, "step"),
        ("flow", {"step": "sign", **YEAR, "as_of": "2027-01-01"}, 422, "as_of"),
        ("flow", {"step": "sign", **YEAR, "organisation": "999999"}, 422, "organisation"),
        ("flow", {"step": "sign", **YEAR, "min_foreign_amount_wan": "5"}, 422, "foreign_currency"),
        ("flow", {"step": "sign", **YEAR, "industrial": "maybe"}, 422, "industrial"),
        ("tiers", {"thresholds": "ten"}, 422, "thresholds"),
        ("tiers", {"thresholds": "-1"}, 422, "thresholds"),
        ("cohort", {}, 422, "signed_from"),
        ("durations", {"from_stage": "started", "to_stage": "registered"}, 422, "to_stage"),
        ("rows", {"key": "nothing"}, 404, None),
        ("rows", {}, 422, "key"),
        ("differences", {"key": "nothing"}, 404, None),
    ],
)
def test_what_cannot_be_asked_is_refused_at_its_field(
    system: Any, word: str, query: dict[str, str], status: int, field: str | None
) -> None:
    told = ask(system, word, status, **query)
    assert any("\u4e00" <= char <= "\u9fff" for char in told["detail"])
    if field:
        assert field in [one["field"] for one in told["errors"]]


def test_the_pages_of_rows_lead_back_as_they_lead_on(system: Any) -> None:
    path, query = path_of(ask(system, "flow", step="sign", **YEAR)["rows_url"])
    first = opened(system, path, query | {"page_size": "2"})
    second = opened(system, *path_of(first["next"]))
    third = opened(system, *path_of(second["next"]))
    assert (first["previous"], third["next"]) == (None, None)
    back = opened(system, *path_of(third["previous"]))
    assert back["results"] == second["results"]
    assert opened(system, *path_of(back["next"]))["results"] == third["results"]
    start = opened(system, *path_of(back["previous"]))
    assert (start["results"], start["previous"]) == (first["results"], None)


def test_a_row_names_its_unit_by_code_and_by_name(system: Any, scene: Scene) -> None:
    path, query = path_of(ask(system, "flow", step="sign", **YEAR)["rows_url"])
    told = {(row["unit"], row["unit_name"]) for row in opened(system, path, query)["results"]}
    units = (scene.city.district, scene.city.sibling)
    assert told == {(one.code, one.name) for one in units}


def test_rows_are_trimmed_to_the_fields_asked_for(system: Any) -> None:
    path, query = path_of(ask(system, "flow", step="sign", **YEAR)["rows_url"])
    told = opened(system, path, query | {"fields": "unit,count", "page_size": "1"})
    assert [sorted(row) for row in told["results"]] == [["count", "unit"]]


def test_a_cursor_of_another_number_is_refused(system: Any) -> None:
    first = path_of(ask(system, "flow", step="sign", **YEAR)["rows_url"])[1]["key"]
    other = path_of(ask(system, "flow", step="register", **YEAR)["rows_url"])[1]["key"]
    cursor = path_of(ask(system, "rows", key=first, page_size="1")["next"])[1]["cursor"]
    assert ask(system, "rows", 400, key=other, cursor=cursor)["errors"][0]["field"] == "cursor"
    assert ask(system, "rows", 400, key=first, cursor="x")["errors"][0]["field"] == "cursor"


def test_a_district_sees_its_own_projects_alone_even_through_a_key_of_the_city(system: Any, scene: Scene) -> None:
    path, query = path_of(ask(system, "flow", step="sign", **YEAR)["rows_url"])
    district = caller(scene.city.district, Permission.STATISTICS_READ, Permission.PROJECT_READ)
    assert ask(district, "flow", step="sign", **YEAR)["count"] == 3
    assert {row["name"] for row in opened(district, path, query)["results"]} == {"甲项目", "乙项目", "丙项目"}


def test_a_key_without_the_scope_is_refused(scene: Scene) -> None:
    assert ask(caller(scene.city.city, Permission.PROJECT_READ), "funnel", 403)["code"] == "not_allowed"


def test_a_question_is_kept_changed_by_its_version_and_removed(system: Any) -> None:
    key = path_of(ask(system, "flow", step="sign", **YEAR)["rows_url"])[1]["key"]
    made = system.post(f"{BASE}saved/", {"name": "今年签约", "key": key}).made()
    assert (made["name"], made["is_moving"], made["is_shared"]) == ("今年签约", True, False)
    path = f"{BASE}saved/{made['id']}/"
    system.patch(path, {"is_shared": True}, version=9).refused(412, "stale")
    changed = system.patch(path, {"is_shared": True}, version=made["version"]).body
    assert changed["is_shared"] and changed["name"] == "今年签约"
    assert [one["id"] for one in system.get(f"{BASE}saved/").body["results"]] == [made["id"]]
    assert system.send("DELETE", path).status == 428
    assert system.send("DELETE", path, If_Match=f'"{changed["version"]}"').status == 204
    assert system.get(path).status == 404


def test_a_frozen_figure_stays_and_tells_how_it_differs_now(system: Any) -> None:
    asked = {"step": "sign", "as_of": "2026-08-31", "known_at": "2026-09-03T18:00:00+08:00", **YEAR}
    key = path_of(ask(system, "flow", **asked)["rows_url"])[1]["key"]
    made = system.post(f"{BASE}frozen/", {"title": "截至8月底新签约", "key": key}).made()
    assert (made["count"], made["amount_wan"], made["is_whole"]) == (4, "805000.0000", True)
    path, _ = path_of(made["rows_url"])
    first = opened(system, path, {"page_size": "3"})
    rest = opened(system, *path_of(first["next"]))
    assert [row["name"] for row in first["results"] + rest["results"]] == ["甲项目", "丁项目", "戊项目", "乙项目"]
    assert (first["previous"], rest["next"]) == (None, None)
    back = opened(system, *path_of(rest["previous"]))
    assert (back["results"], back["previous"], bool(back["next"])) == (first["results"], None, True)
    assert opened(system, path, {"fields": "name", "page_size": "1"})["results"] == [{"name": "甲项目"}]
    told = opened(system, *path_of(made["differences_url"]))
    assert (told["before"]["count"], told["after"]["count"]) == (4, 5)
    assert [one["name"] for one in told["differences"]] == ["丙项目"]
    system.post(f"{BASE}frozen/", {"title": "", "key": key}).refused(422, "invalid")
    system.post(f"{BASE}frozen/", {"title": "数", "key": "x"}).refused(404, "not_found")


def test_what_has_no_day_split_by_month_is_a_figure_all_the_same(system: Any) -> None:
    assert ask(system, "plans", year=2026, group_by="month")["count"] == 0


@pytest.mark.parametrize("thresholds", ["1E-20000", "100000.00001", "0", "NaN", "1e400"])
def test_a_threshold_that_no_column_holds_is_refused(system: Any, thresholds: str) -> None:
    ask(system, "tiers", 422, thresholds=thresholds)
