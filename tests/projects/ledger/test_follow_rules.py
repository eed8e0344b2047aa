"""When a city changes its rules, which of its projects need a chief follows at once (domain.md 5)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from projects.audit.models import Entry
from projects.feed.models import FeedChange
from projects.ledger.models import CityRules, Project
from projects.ledger.services import follow_rules
from projects.people.models import Organisation
from tests.factories import City, build_city, new_project

NOW = timezone.now


@pytest.fixture
def city(db: None) -> City:
    return build_city()


@pytest.fixture
def small(city: City) -> Project:
    """An industrial project of 2 亿元: the preset asks for a chief from 10 亿元 on."""
    return new_project(city, total_investment_wan="20000", is_industrial=True)


def rules(unit: Organisation, threshold: str) -> CityRules:
    row, _ = CityRules.objects.update_or_create(organisation=unit, defaults={"chief_threshold_wan": Decimal(threshold)})
    return row


def test_a_lower_threshold_asks_for_a_chief_and_a_higher_one_no_more(city: City, small: Project) -> None:
    for threshold, needed in (("20000", True), ("20000.0001", False)):
        version = Project.objects.get(pk=small.pk).version
        rules(city.city, threshold)
        assert follow_rules([city.city], by=city.clerk, now=NOW()) == 1
        now = Project.objects.get(pk=small.pk)
        assert (now.needs_chief, now.version) == (needed, version + 1)


def test_each_project_that_differs_is_recorded_and_fed(city: City, small: Project) -> None:
    rules(city.city, "20000")
    follow_rules([city.city], by=city.clerk, now=NOW())
    (entry,) = Entry.objects.filter(action="project.follow_rules")
    assert entry.object_id == str(small.pk)
    assert '"before":"否"' in entry.changes.replace(" ", "")
    assert FeedChange.objects.latest("position").object_id == small.pk


def test_what_does_not_differ_is_left_alone(city: City, small: Project) -> None:
    before = Project.objects.get(pk=small.pk)
    rules(city.city, "90000")
    assert follow_rules([city.city], by=city.clerk, now=NOW()) == 0
    after = Project.objects.get(pk=small.pk)
    assert (after.version, after.updated_at) == (before.version, before.updated_at)
    assert not Entry.objects.filter(action="project.follow_rules").exists()


def test_a_unit_with_rules_of_its_own_keeps_them(city: City, small: Project) -> None:
    rules(small.landing_organisation, "90000")
    rules(city.city, "1")
    assert follow_rules([city.city], by=city.clerk, now=NOW()) == 0
    assert not Project.objects.get(pk=small.pk).needs_chief


def test_the_projects_of_another_district_stay_as_they_are(city: City, small: Project) -> None:
    rules(city.sibling, "1")
    assert follow_rules([city.sibling], by=city.clerk, now=NOW()) == 0
