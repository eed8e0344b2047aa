"""Clashes over the API: a side learns that there is a claim, the office rules, another officer rules again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.ledger.models import Clash
from projects.ledger.queries_clashes import most_pressing
from tests.api.callers import CLERK, READ, Caller, caller
from tests.factories import NOW, City, fresh
from tests.projects.ledger.clash_samples import entered, firm, two

OFFICE = (*READ, "dispatch:write")


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def clash(city: City) -> Clash:
    return two(city)


@pytest.fixture
def office(city: City) -> Caller:
    return caller(city.city, *OFFICE)


@pytest.fixture
def later(city: City) -> Caller:
    """The system of 繁昌区, which came second."""
    return caller(city.district, *CLERK)


@pytest.fixture
def first(city: City) -> Caller:
    return caller(city.sibling, *CLERK)


def test_a_side_is_told_that_a_claim_exists_and_nothing_of_the_other(clash: Clash, city: City, later: Caller) -> None:
    (told,) = later.get("/clashes/?state=open").body["results"]
    assert told == later.get(f"/clashes/{clash.pk}/").body
    assert [(one["side"], one["project"], one["may_sign"]) for one in told["sides"]] == [
        ("later", str(clash.later_id), False)
    ]
    assert told["sides"][0]["sentence"] == "已有其他单位在先申报同一企业或项目"
    assert (told["strength"], told["grounds"], told["outcome"], told["ruled_by"], told["events"]) == (
        None, [], "", None, []
    )  # fmt: skip
    secret = [clash.first.name, clash.first.number, str(clash.first_id), city.sibling.name, city.sibling.code]
    assert [one for one in secret if one in str(told)] == []


def test_the_office_sees_both_sides_with_the_grounds(clash: Clash, office: Caller) -> None:
    told = office.get(f"/clashes/{clash.pk}/").body
    assert {one["project"] for one in told["sides"]} == {str(clash.first_id), str(clash.later_id)}
    assert told["strength"] == "probable" and told["grounds"] and told["events"][0]["kind"] == "raised"


def test_who_sees_neither_side_gets_404(clash: Clash, city: City) -> None:
    other = caller(city.departments["TC"], *CLERK)
    other.get(f"/clashes/{clash.pk}/").refused(404, "not_found")
    assert other.get("/clashes/").body["results"] == []


def test_a_statement_is_read_by_its_own_side_and_the_office_alone(
    clash: Clash, first: Caller, later: Caller, office: Caller
) -> None:
    said = {"text": "三月初首次接触", "proof": "会议纪要第5号"}
    told = later.post(f"/clashes/{clash.pk}/statements/", said).made()
    assert [one["text"] for one in told["events"]] == ["三月初首次接触"]
    assert first.get(f"/clashes/{clash.pk}/").body["events"] == []
    assert "三月初首次接触" in str(office.get(f"/clashes/{clash.pk}/").body["events"])
    office.post(f"/clashes/{clash.pk}/statements/", said).refused(403, "not_allowed")


def test_the_office_rules_and_both_sides_read_the_answer_in_their_words(
    clash: Clash, first: Caller, later: Caller, office: Caller
) -> None:
    said = {"outcome": "first", "reason": "首谈在先"}
    later.post(f"/clashes/{clash.pk}/rule/", said, version=1).refused(403, "not_allowed")
    office.post(f"/clashes/{clash.pk}/rule/", said).refused(428, "precondition_required")
    office.post(f"/clashes/{clash.pk}/rule/", said, version=7).refused(412, "stale")
    office.post(f"/clashes/{clash.pk}/rule/", {**said, "reason": " "}, version=1).refused(422, "invalid")
    ruled = office.post(f"/clashes/{clash.pk}/rule/", said, version=1).made(200)
    assert (ruled["state"], ruled["outcome"]) == ("ruled", "first") and ruled["ruled_by"]
    assert later.get(f"/clashes/{clash.pk}/").body["sides"][0]["answer"] == "归另一单位推进"
    assert first.get(f"/clashes/{clash.pk}/").body["sides"][0]["answer"] == "归本单位推进"
    office.post(f"/clashes/{clash.pk}/rule/", said, version=2).refused(409, "conflict")


def test_working_on_together_needs_the_split(clash: Clash, office: Caller) -> None:
    said = {"outcome": "joint", "reason": "合作", "kept": "later"}
    office.post(f"/clashes/{clash.pk}/rule/", said, version=1).refused(422, "invalid")
    office.post(f"/clashes/{clash.pk}/rule/", {**said, "first_percent": "40"}, version=1).made(200)
    assert sum(one.percent for one in fresh(clash.later).credits.current()) == 100


def test_another_system_of_the_office_has_it_ruled_again_once(clash: Clash, city: City, office: Caller) -> None:
    office.post(f"/clashes/{clash.pk}/reopen/", {"reason": "新证据"}, version=1).refused(409, "conflict")
    office.post(f"/clashes/{clash.pk}/rule/", {"outcome": "first", "reason": "先谈"}, version=1).made(200)
    office.post(f"/clashes/{clash.pk}/reopen/", {"reason": "新证据"}, version=2).refused(403, "four_eyes")
    second = caller(city.city, *OFFICE)
    again = second.post(f"/clashes/{clash.pk}/reopen/", {"reason": "新证据"}, version=2).made(200)
    assert again["state"] == "open" and again["reopened_at"]
    office.post(f"/clashes/{clash.pk}/rule/", {"outcome": "later", "reason": "改判"}, version=3).refused(
        403, "four_eyes"
    )


def asked(office: Caller) -> int:
    with CaptureQueriesContext(connection) as queries:
        office.get("/clashes/")
    return len(queries)


def test_the_list_asks_as_often_for_many_as_for_few(city: City, office: Caller) -> None:
    two(city)
    office.get("/clashes/")
    few = asked(office)
    for number in range(4):
        name = f"另一企业{'甲乙丙丁'[number]}新材料有限公司"
        entered(city.sibling_clerk, f"先{number}", firm(city.sibling_clerk, name))
        entered(city.clerk, f"后{number}", firm(city.clerk, name))
    assert len(office.get("/clashes/").body["results"]) == 5
    assert asked(office) == few


def test_of_several_the_latest_that_is_open_is_told() -> None:
    due = date(2026, 12, 1)
    rows = [{"state": state, "due_on": due + timedelta(days=n)} for n, state in enumerate(("open", "open", "ruled"))]
    assert most_pressing(rows) == {"state": "open", "deadline_on": due + timedelta(days=1)}
    assert most_pressing(rows[2:]) == {"state": "ruled", "deadline_on": due + timedelta(days=2)}
    assert most_pressing([]) is None
