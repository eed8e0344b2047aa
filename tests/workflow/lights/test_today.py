"""Lights: the sentence and the database say the same; the thresholds are those of domain.md 6."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from projects.ledger.models import Project
from projects.ledger.services import update_project
from tests.factories import NOW, TODAY, City, at_stage, build_city, give_chief, new_project
from workflow.lights.queries.now import light_of, with_light
from workflow.steps.services import take_step

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return build_city()


def both(project: Project, on: date = TODAY) -> str:
    """The light, asked of one project and of the database; they must agree."""
    plain = Project.objects.get(pk=project.pk)
    annotated = with_light(Project.objects.filter(pk=project.pk), on=on).get()
    light = light_of(plain, on=on)
    assert light == light_of(annotated, on=on)
    assert light.colour == annotated.light_colour
    assert light.reasons
    return light.colour


@pytest.mark.parametrize(
    ("days_late", "colour"),
    [(-10, "green"), (0, "green"), (1, "yellow"), (30, "yellow"), (31, "red"), (400, "red")],
)
@pytest.mark.parametrize("stage", ["negotiating", "signed", "registered", "started"])
def test_a_late_node_is_yellow_to_thirty_days_and_red_after(
    city: City, stage: str, days_late: int, colour: str
) -> None:
    project = at_stage(new_project(city), stage, city)
    following = {"negotiating": "signed", "signed": "registered", "registered": "started", "started": "producing"}
    planned = {f"planned_{following[stage]}_on": TODAY - timedelta(days=days_late)}
    update_project(project.pk, planned, by=city.clerk, now=NOW)
    assert both(project) == colour


def test_a_missing_chief_is_red_until_there_is_one(city: City) -> None:
    project = new_project(city, total_investment_wan=200_000)
    assert both(project) == "red"
    give_chief(city, project)
    assert both(project) == "green"


def test_a_suspended_project_is_grey_whatever_is_late(city: City) -> None:
    project = new_project(city, planned_signed_on=TODAY - timedelta(days=90))
    assert both(project) == "red"
    take_step(project.pk, "suspend", by=city.clerk, effective_on=TODAY, reason="other", note="批准缓建", now=NOW)
    assert both(project) == "grey"


def test_a_producing_project_has_no_node_to_be_late_for(city: City) -> None:
    project = at_stage(new_project(city), "producing", city)
    assert both(project, TODAY + timedelta(days=4000)) == "green"
