"""History keeps the name of its day: what happened before a renaming shows the old name, what came after the new."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from projects.ledger.models import Project
from projects.ledger.services import assign
from projects.ledger.stages import Step
from projects.people.models import Organisation
from projects.people.services import rename_organisation
from tests.factories import NOW, TODAY, City, give_chief, new_project, take
from tests.workflow.pages import PAGE_TEST, enter

pytestmark = PAGE_TEST
A_DAY = timedelta(days=1)
THEN = NOW - 10 * A_DAY
OLD, NEW = "市投资促进中心", "市投资促进局"
THE_STEP = THEN.date()


def rename(unit: Organisation, name: str, on: date, **over: Any) -> None:
    rename_organisation(unit, name=name, on=on, by=None, now=NOW, **over)


def tab(city: City, project: Project, name: str) -> str:
    address = reverse("desk:project", args=[project.pk])
    return enter(city.dispatcher).get(address, {"tab": name}).content.decode()


def signed_then(city: City) -> Project:
    project = new_project(city, now=THEN)
    take(city, project, Step.SIGN, now=THEN)
    return project


@pytest.mark.parametrize(("renamed_on", "name"), [
    (THE_STEP - A_DAY, NEW),
    (THE_STEP, NEW),
    (THE_STEP + A_DAY, OLD),
    (TODAY, OLD),
])  # fmt: skip
def test_a_verified_step_shows_the_name_of_its_day(city: City, renamed_on: date, name: str) -> None:
    project = signed_then(city)
    rename(city.departments["TC"], NEW, renamed_on)
    text = tab(city, project, "history")
    assert f"<b>{name} 认定</b>" in text
    assert f"<b>{OLD if name == NEW else NEW} 认定</b>" not in text


def test_steps_on_both_sides_of_a_renaming_show_both_names(city: City) -> None:
    project = signed_then(city)
    rename(city.departments["TC"], NEW, TODAY - A_DAY)
    take(city, project, Step.REVOKE)
    text = re.sub(r"</?a\b[^>]*>", "", tab(city, project, "history"))
    assert f"<b>{OLD} 认定</b> 签约" in text and f"<b>{NEW} 认定</b> 撤销" in text


@pytest.mark.parametrize(("renamed_on", "name"), [(THE_STEP, NEW), (TODAY, OLD)])
@pytest.mark.parametrize("short_name", ["", "市投促中心"])
def test_the_thread_of_a_claim_shows_units_by_the_name_of_each_day(
    city: City, renamed_on: date, name: str, short_name: str
) -> None:
    Organisation.objects.filter(pk=city.departments["TC"].pk).update(short_name=short_name)
    claim = signed_then(city).claims.get()
    rename(city.departments["TC"], NEW, renamed_on)
    text = enter(city.dispatcher).get(reverse("steps:claim_detail", args=[claim.pk])).content.decode()
    assert f"<dt>认定单位</dt><dd>{name}</dd>" in text
    label = short_name if short_name and name == OLD else name
    assert f'<b>钱认</b> <span class="muted">{label}</span>' in text


def test_a_past_part_keeps_the_name_of_its_first_day_and_a_present_one_has_the_present(city: City) -> None:
    project = new_project(city, now=THEN)
    give_chief(city, project, now=THEN)
    rename(city.district, "繁昌新区", TODAY - A_DAY)
    post, why = city.deputy_post, "分管工业"
    assign(project.pk, role="chief", post=post, valid_from=TODAY, reason=why, by=city.dispatcher, now=NOW)
    text = tab(city, project, "responsibilities")
    assert "<small>繁昌区区长</small>" in text and "<small>繁昌新区副区长</small>" in text


def test_former_names_are_asked_for_once_however_many_steps(city: City) -> None:
    project = signed_then(city)
    rename(city.departments["TC"], NEW, TODAY - 5 * A_DAY)
    for step in (Step.REVOKE, Step.SIGN, Step.REGISTER):
        take(city, project, step)
    with CaptureQueriesContext(connection) as queries:
        tab(city, project, "history")
    assert sum('FROM "people_organisationname"' in one["sql"] for one in queries) == 1
