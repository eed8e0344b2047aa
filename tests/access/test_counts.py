"""Lists, counts and sums are those of what one sees: compared with a count made by hand over the world."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from projects.ledger.models import Project
from tests.access.expected import MAY, SIGHT, sees
from tests.access.requests import Caller
from tests.access.world import PLACES, World, amount, canary
from workflow.dispatch.models import AgendaEntry

pytestmark = [pytest.mark.django_db]
OFFICERS = ("clerk", "verifier", "dispatcher", "leader", "chief", "office")
SYSTEMS = (*OFFICERS, "service", "reader")
WITH_UNITS = ("own", "child", "sibling", "parent", "city", "elsewhere")


def projects(world: World, role: str, *, active: bool = False) -> list[Project]:
    """What ``role`` sees, by the table."""
    rows = [one for place in SIGHT["project"](role) for one in world.places[place].projects]
    return [one for one in rows if one.standing == "active"] if active else rows


def total(rows: list[Project]) -> Decimal:
    return sum((one.total_investment_wan for one in rows if one.total_investment_wan), Decimal(0))


def shown(caller: Caller, name: str, query: str = "", *args: Any) -> Any:
    """What the page was made of."""
    response = caller.client.get(f"{reverse(name, args=args)}?{query}")
    assert response.status_code == 200, response.status_code
    return response.context


def listed(caller: Caller, name: str, query: str = "", *args: Any) -> list[dict[str, Any]]:
    """Every row of a list of the API."""
    answer = caller.ask("GET", f"{reverse(f'api:{name}', args=args)}?page_size=200&{query}")
    assert answer.status == 200, answer.text
    body = json.loads(answer.text)
    return list(body["results"] if isinstance(body, dict) else body)


@pytest.mark.parametrize("role", OFFICERS)
def test_the_list_counts_and_sums_what_its_reader_sees(role: str, world: World, people: dict[str, Caller]) -> None:
    for query, active in (("", False), ("standing=active", True)):
        mine = projects(world, role, active=active)
        page = shown(people[role], "desk:projects", query)
        assert page["sums"].count == page["page"].paginator.count == len(mine)
        assert page["sums"].total_wan == total(mine)


@pytest.mark.parametrize("role", OFFICERS)
def test_searching_finds_by_name_and_by_firm_only_what_one_sees(
    role: str, world: World, people: dict[str, Caller]
) -> None:
    """Of each place one of three texts, another for each role: two roles ask each."""
    for number, place in enumerate(PLACES):
        texts = (canary(place), canary(place, "qf"), world.places[place].project.external_ref)
        text = texts[(number + OFFICERS.index(role)) % 3]
        wanted = {one.pk for one in projects(world, role) if one in world.places[place].projects}
        wanted = wanted & {world.places[place].project.pk} if text.endswith(tuple("0123456789")) else wanted
        page = shown(people[role], "desk:projects", f"q={text}")
        found = {one.pk for one in page["page"].object_list}
        assert found >= wanted if text.startswith("zq") and "-" in text else found == wanted, (place, text)
        assert found <= {one.pk for one in projects(world, role)}


@pytest.mark.parametrize("role", OFFICERS)
def test_no_filter_reaches_further_than_sight(role: str, world: World, people: dict[str, Caller]) -> None:
    mine = {one.pk for one in projects(world, role)}
    queries = [f"unit={world.places[place].unit.code}" for place in WITH_UNITS]
    queries += [f"chief={world.people['chief'].pk}", "mine=1", "chain=zqsiblingzqchain", "tier=100000", "light=grey"]
    for query in queries:
        page = shown(people[role], "desk:projects", query)
        assert {one.pk for one in page["page"].object_list} <= mine, query
        assert page["sums"].count <= len(mine)


@pytest.mark.parametrize("role", OFFICERS)
def test_board_and_home_count_and_sum_what_their_reader_sees(
    role: str, world: World, people: dict[str, Caller]
) -> None:
    mine = projects(world, role, active=True)
    board, home = shown(people[role], "desk:board"), shown(people[role], "desk:home")
    assert (board["count"], board["amount_wan"]) == (len(mine), total(mine))
    assert (home["sums"].count, home["sums"].total_wan) == (len(mine), total(mine))
    assert sum(bar.count for bar in home["bars"]) == len(mine)
    for place in WITH_UNITS:
        unit = world.places[place].unit
        there = shown(people[role], "desk:board", f"unit={unit.code}")
        assert there["count"] <= len(mine)


@pytest.mark.parametrize("role", OFFICERS)
def test_the_queue_counts_the_claims_its_reader_sees(role: str, world: World, people: dict[str, Caller]) -> None:
    seen = len(SIGHT["project"](role)) + len(SIGHT["draft"](role))
    page = shown(people[role], "steps:queue", "tab=all")
    assert page["page"].paginator.count == seen
    counts = {tab.key: tab.count for tab in page["tabs"]}
    assert counts["all"] == seen
    assert counts.get("waiting", 0) == (1 if role == "verifier" else 0)


@pytest.mark.parametrize("role", OFFICERS)
def test_the_reminders_are_those_its_reader_may_know_of(role: str, world: World, people: dict[str, Caller]) -> None:
    page = shown(people[role], "outbox:ledger")
    assert page["page"].paginator.count == len(SIGHT["letter"](role))
    waiting = len(SIGHT["letter"](role)) if "dispatch:write" in MAY[role] else 0
    assert page["undecided"].uncertain == waiting


@pytest.mark.parametrize("role", OFFICERS)
def test_an_agenda_shows_and_counts_only_projects_one_sees(role: str, world: World, people: dict[str, Caller]) -> None:
    meeting = world.places["city"].meeting
    assert meeting is not None
    mine = {one.pk for one in projects(world, role)}
    wanted = {one.project_id for one in AgendaEntry.objects.filter(meeting=meeting, removed_at=None)} & mine
    page = shown(people[role], "dispatch:meeting", "", meeting.pk)
    assert {one.project_id for one in page["agenda"]} == wanted
    assert {one["project"] for one in listed(people[role], "meeting-agenda", "", meeting.pk)} == set(map(str, wanted))
    coming = shown(people[role], "desk:home")["meeting"]
    on_it = AgendaEntry.objects.filter(meeting=coming, removed_at=None, project__in=mine)
    assert coming.entries == on_it.count()


@pytest.mark.parametrize("role", SYSTEMS)
def test_the_api_lists_exactly_what_its_caller_sees(role: str, world: World, people: dict[str, Caller]) -> None:
    caller = people[role]
    rows = listed(caller, "projects-list")
    mine = projects(world, role)
    assert {row["id"] for row in rows} == {str(one.pk) for one in mine}
    assert sum(Decimal(row["total_investment_wan"]) for row in rows) == total(mine)
    claims = {str(world.places[place].claim.pk) for place in SIGHT["project"](role)}
    drafts = {str(world.places[place].draft.pk) for place in SIGHT["draft"](role)}
    assert {row["id"] for row in listed(caller, "claims-list")} == claims | drafts
    units = {world.places[place].unit.code for place in PLACES if sees(role, "unit", place)}
    found = {row["code"] for row in listed(caller, "organisations-list")}
    every = {world.places[place].unit.code for place in PLACES}
    assert found & every == units
    assert {row["organisation"] for row in listed(caller, "officers-list")} & every == units
    meetings = {row["organisation"] for row in listed(caller, "meetings-list")}
    assert meetings == {world.places[place].unit.code for place in WITH_UNITS if sees(role, "meeting", place)}


@pytest.mark.parametrize("role", SYSTEMS)
def test_filters_of_the_api_find_nothing_out_of_sight(role: str, world: World, people: dict[str, Caller]) -> None:
    caller = people[role]
    for place in PLACES:
        one = world.places[place]
        ids = {str(project.pk) for project in one.projects} if sees(role, "project", place) else set()
        assert {row["id"] for row in listed(caller, "projects-list", f"q={canary(place)}")} == ids
        assert len(listed(caller, "projects-list", f"tag={canary(place)}")) == len(ids)
        assert len(listed(caller, "projects-list", f"external_ref={one.project.external_ref}")) == bool(ids)
        least = f"min_total_investment_wan={one.project.total_investment_wan}"
        exact = listed(caller, "projects-list", f"{least}&max_total_investment_wan={one.project.total_investment_wan}")
        assert len(exact) == bool(ids)
        assert len(listed(caller, "claims-list", f"project={one.claimed.pk}")) == bool(ids)


def test_the_load_of_a_post_counts_only_projects_the_reader_sees(world: World, people: dict[str, Caller]) -> None:
    assert amount(0) == world.places["own"].project.total_investment_wan
    page = people["clerk"].ask("GET", reverse("ledger:assign", args=[world.places["own"].project.pk]))
    assert page.status == 200
