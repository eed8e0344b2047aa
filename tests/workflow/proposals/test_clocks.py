"""How long between stages: calendar and working days, against the limits of the city."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from tests.factories import NOW, TODAY, City, fresh, new_project, take
from tests.workflow.pages import PAGE_TEST, enter
from tests.workflow.proposals.samples import light_rules, unregistered
from workflow.desk.columns import COLUMNS, Day
from workflow.lights.queries.now import light_of
from workflow.proposals.clocks import StepClock, stage_clocks
from workflow.steps.services import take_step

pytestmark = PAGE_TEST


def test_a_reached_stage_has_its_days_and_the_next_one_runs(city: City) -> None:
    project = new_project(city, negotiating_on=date(2026, 9, 18))
    take(city, project, "sign", on=date(2026, 10, 9))
    light_rules(city, {"stage_clock": {"sign_days": 180}})
    clocks = stage_clocks(fresh(project), on=TODAY)
    assert clocks["signed"] == StepClock(days=21, workdays=10, limit=180, is_running=False), "holidays count not"
    assert (clocks["registered"].days, clocks["registered"].is_running) == ((TODAY - date(2026, 10, 9)).days, True)
    assert set(clocks) == {"signed", "registered"}


@pytest.mark.parametrize(("limit", "over"), [(150, 0), (149, 1)])
def test_a_limit_counts_its_last_day_in(city: City, limit: int, over: int) -> None:
    light_rules(city, {"stage_clock": {"register_days": limit}})
    project = fresh(unregistered(city))
    assert stage_clocks(project, on=TODAY)["registered"].over == over
    said = [one for one in light_of(project, on=TODAY).reasons if "应在" in one]
    assert bool(said) is bool(over), "the light and the clock have one limit"


def test_a_city_that_sets_no_limit_reads_the_days_alone(city: City) -> None:
    project = unregistered(city)
    assert stage_clocks(fresh(project), on=TODAY)["registered"].over == 0
    text = enter(city.clerk).get(reverse("desk:project", args=[project.pk])).content.decode()
    assert "已用 150 天" in text
    assert (
        "时限" not in text[text.index('<ol class="stepper">') : text.index("</ol>", text.index('<ol class="stepper">'))]
    )


def test_a_longer_limit_from_a_later_day_holds_from_that_day(city: City) -> None:
    project = fresh(unregistered(city))
    light_rules(city, {"stage_clock": {"register_days": 140}})
    light_rules(city, {"stage_clock": {"register_days": 200}}, on=TODAY + timedelta(days=1))
    assert stage_clocks(project, on=TODAY)["registered"].over == 10
    assert stage_clocks(project, on=TODAY + timedelta(days=1))["registered"].over == 0


def test_no_clock_runs_for_a_suspended_project(city: City) -> None:
    project = new_project(city)
    take_step(project.pk, "suspend", by=city.clerk, effective_on=TODAY, reason="land", note="等用地", now=NOW)
    assert stage_clocks(fresh(project), on=TODAY) == {}


def test_the_page_and_the_list_tell_them(city: City) -> None:
    project = unregistered(city)
    light_rules(city, {"stage_clock": {"register_days": 90}})
    text = enter(city.clerk).get(reverse("desk:project", args=[project.pk])).content.decode()
    assert "已用 150 天" in text
    assert "超时限 60 天" in text
    found = fresh(project)
    assert COLUMNS["days_to_registered"].read(found, Day(TODAY)) == 150
    assert COLUMNS["days_to_started"].read(found, Day(TODAY + timedelta(days=9))) is None
