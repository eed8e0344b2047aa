"""Decisions over the rules: by hand with an end, by force majeure with a document and a second person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from projects.audit.models import Entry
from projects.errors import Conflict, Invalid, NotAllowed, Stale
from projects.ledger.models import Evidence, Project
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import NOW, PASSWORD, TODAY, City, build_city, new_project, upload
from workflow.lights import services
from workflow.lights.models import LightDecree
from workflow.lights.queries.now import light_of, with_light
from workflow.lights.queries.past import lit_on

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
END = TODAY + 10 * DAY


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def late(city: City) -> Project:
    return new_project(city, planned_signed_on=TODAY - 40 * DAY)


@pytest.fixture
def paper(city: City, late: Project) -> Evidence:
    return upload(city, late, "other")


def second(city: City) -> Officer:
    return add_officer(
        city.departments["TC"], username="zhengdiao", name="郑调", roles=[Role.DISPATCHER], email="z@luodi.example",
        phone="13800001234", password=PASSWORD, scope=city.city, by=None, now=NOW,
    )  # fmt: skip


def colour(project: Project, ahead: int = 0) -> str:
    """By Python and by the database, which must agree."""
    on = TODAY + ahead * DAY
    lit = with_light(Project.objects.filter(pk=project.pk), on=on).get()
    assert light_of(lit, on=on).colour == lit.light_colour
    return lit.light_colour


def adjust(city: City, project: Project, **over: Any) -> LightDecree:
    told = {"colour": "yellow", "reason": "图审已过，等公示", "until_on": END, "by": city.dispatcher, **over}
    return services.adjust_light(project.pk, now=NOW, **told)


def ask(city: City, project: Project, paper: Evidence | None, **over: Any) -> LightDecree:
    told = {"reason": "特大暴雨", "basis": paper, "until_on": END, "by": city.clerk, **over}
    return services.ask_exemption(project.pk, now=NOW, **told)


def test_an_adjustment_sets_the_light_with_its_reason_until_its_last_day(city: City, late: Project) -> None:
    assert colour(late) == "red"
    adjust(city, late)
    assert [colour(late, ahead) for ahead in (0, 10, 11)] == ["yellow", "yellow", "red"]
    assert light_of(late, on=TODAY).reasons == [f"人工调整（至{END}）：图审已过，等公示"]
    assert Entry.objects.filter(action="light.adjust").count() == 1


def test_the_latest_adjustment_counts_and_lifting_one_lets_the_one_before_speak(city: City, late: Project) -> None:
    adjust(city, late)
    newer = services.adjust_light(
        late.pk, colour="green", reason="已完成", until_on=END, by=city.dispatcher, now=NOW + timedelta(hours=1)
    )
    assert colour(late) == "green"
    services.lift_decree(newer.pk, why="核实未完成", by=city.dispatcher, now=NOW + timedelta(hours=2))
    assert colour(late) == "yellow"
    assert lit_on(late, on=TODAY, known_at=NOW + timedelta(minutes=90)).colour == "green"


def test_an_exemption_counts_only_once_a_second_person_of_the_office_has_agreed(
    city: City, late: Project, paper: Evidence
) -> None:
    decree = ask(city, late, paper)
    assert colour(late) == "red"
    services.approve_exemption(decree.pk, by=city.dispatcher, now=NOW)
    assert [colour(late, ahead) for ahead in (0, 10, 11)] == ["green", "green", "red"]
    with pytest.raises(Conflict):
        services.refuse_exemption(decree.pk, why="晚了", by=second(city), now=NOW)


def test_whoever_asked_never_agrees(city: City, late: Project, paper: Evidence) -> None:
    decree = ask(city, late, paper, by=city.dispatcher)
    for answer in (
        lambda by: services.approve_exemption(decree.pk, by=by, now=NOW),
        lambda by: services.refuse_exemption(decree.pk, why="不", by=by, now=NOW),
    ):
        for officer in (city.dispatcher, city.clerk, city.leader):
            with pytest.raises(NotAllowed):
                answer(officer)
    services.refuse_exemption(decree.pk, why="依据不足", by=second(city), now=NOW)
    assert colour(late) == "red"
    assert str(decree.state_on(TODAY)) == "waiting"
    assert str(LightDecree.objects.get().state_on(TODAY)) == "refused"


@pytest.mark.parametrize("who", ["clerk", "leader", "chief"])
def test_only_the_office_adjusts_and_lifts(city: City, late: Project, who: str) -> None:
    made = adjust(city, late)
    with pytest.raises(NotAllowed):
        adjust(city, late, by=getattr(city, who))
    with pytest.raises(NotAllowed):
        services.lift_decree(made.pk, why="x", by=getattr(city, who), now=NOW)


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"until_on": TODAY - DAY}, "until_on"),
        ({"until_on": TODAY + 400 * DAY}, "until_on"),
        ({"colour": "grey"}, "colour"),
    ],
)
def test_an_adjustment_needs_a_reason_and_an_end(city: City, late: Project, over: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        adjust(city, late, **over)
    assert refused.value.field == field


def test_an_exemption_needs_a_document_of_the_same_project(city: City, late: Project) -> None:
    foreign = upload(city, new_project(city, name="别的", investor="别的"), "other")
    for basis in (None, foreign):
        with pytest.raises(Invalid) as refused:
            ask(city, late, basis)
        assert refused.value.field == "basis"


def test_one_request_waits_at_a_time_and_an_old_page_is_refused(city: City, late: Project, paper: Evidence) -> None:
    decree = ask(city, late, paper)
    with pytest.raises(Conflict, match="已有一项"):
        ask(city, late, paper)
    with pytest.raises(Stale):
        services.approve_exemption(decree.pk, by=city.dispatcher, now=NOW, expected_version=7)


def test_the_database_itself_refuses_an_exemption_without_document_or_second_person(
    city: City, late: Project, paper: Evidence
) -> None:
    told: dict[str, Any] = {"project": late, "kind": "exempt", "colour": "green", "reason": "x", "until_on": END}
    told |= {"asked_by": city.clerk, "asked_at": NOW}
    for bad in (
        {},
        {"basis": paper, "in_force_at": NOW},
        {"basis": paper, "in_force_at": NOW, "decided_by": city.clerk},
        {"basis": paper, "colour": "yellow"},
        {"basis": paper, "reason": ""},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            LightDecree.objects.create(**(told | bad))
