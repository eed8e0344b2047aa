"""What the page of a project costs: a bound for whoever opens it on whichever tab, and nothing more for its size."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.ledger.models import Project
from projects.ledger.stages import Stage, Step, next_step_of
from projects.people.models import Officer
from tests.factories import NOW, TODAY, City, at_stage, give_chief, new_project, submitted
from tests.workflow.desk.grown import LARGE, grow, planted
from tests.workflow.pages import PAGE_TEST, enter
from workflow.desk.panels import PANELS
from workflow.steps.services import take_step

pytestmark = PAGE_TEST
MOST = 25


def people(city: City) -> dict[str, Officer]:
    """One of every kind that sees the project."""
    return {
        "clerk": city.clerk,
        "dispatcher": city.dispatcher,
        "leader": city.leader,
        "chief": city.chief,
        "deputy": city.deputy,
        "verifier": city.verifier_of(Step.SIGN),
    }


def costs(city: City, project: Project, *roles: str) -> dict[tuple[str, str], int]:
    """Who on which tab → statements."""
    found, known = {}, people(city)
    for role in roles or known:
        client = enter(known[role])
        client.get(reverse("access:me"))  # the session is known from here on
        for panel in PANELS:
            with CaptureQueriesContext(connection) as taken:
                answer = client.get(reverse("desk:project", args=[project.pk]), {"tab": panel.name})
            assert answer.status_code == 200, (role, panel.name)
            found[role, panel.name] = len(taken)
    return found


def above(found: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """Those that take more than is allowed."""
    return {at: number for at, number in found.items() if number > MOST}


def test_a_large_project_takes_as_many_queries_as_a_small_one_and_25_at_most(city: City) -> None:
    # 5 of signing in and the frame, 3 the file, its investors and people, 1 papers, 1 rules of light, 1 working days,
    # 1 claim, 1 clashes, 3 gate, decisions and reviews before signing, 1 whether the claimed total asks for a chief,
    # 2 the chief's load and telephone, 1 whom the visitor speaks for, 1 numbers of the tabs, 1 proposals, 3 the tab
    project = planted(city)
    grow(city, project, 0, 2)
    small = costs(city, project, "clerk", "dispatcher")
    grow(city, project, 2, 4)
    large = costs(city, project)
    assert {at: large[at] for at in small} == small
    assert above(large) == {}


@pytest.mark.parametrize("stage", [Stage.SIGNED, Stage.REGISTERED, Stage.STARTED, Stage.PRODUCING])
def test_a_project_at_any_stage_takes_25_at_most(city: City, stage: Stage) -> None:
    project = at_stage(new_project(city, total_investment_wan=LARGE), stage, city)
    following = next_step_of(stage)
    if following:
        submitted(city, project, following)
    assert above(costs(city, project, "verifier")) == {}


@pytest.mark.parametrize("step", [Step.SUSPEND, Step.WITHDRAW])
def test_one_that_is_not_pursued_takes_25_at_most(city: City, step: Step) -> None:
    project = new_project(city, total_investment_wan=LARGE)
    give_chief(city, project)
    take_step(project.pk, step, by=city.clerk, effective_on=TODAY, note="等用地指标", reason="land", now=NOW)
    assert above(costs(city, project, "leader")) == {}
