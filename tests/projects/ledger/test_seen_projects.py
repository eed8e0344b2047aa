"""What is read by a statement is what ``visible_to`` says, whoever looked before: its shape names all that it reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.utils import timezone

from projects import statements
from projects.errors import Invalid
from projects.ledger.models import Project
from projects.ledger.queries import seen_projects
from projects.people.api import organisation_of
from projects.people.models import Officer, Organisation
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import NOW, City, build_city, give_chief, new_project
from tests.projects.ledger.test_deputies import TODAY, TOMORROW, stand_in


@pytest.fixture(autouse=True)
def the_day() -> Iterator[None]:
    statements.forget()
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def city(db: None) -> City:
    return build_city()


@pytest.fixture
def held(city: City) -> Project:
    """In 繁昌区, with its chief."""
    made = new_project(city)
    give_chief(city, made)
    return made


def fresh(officer: Officer) -> Officer:
    """As the next request reads it."""
    return Officer.objects.get(pk=officer.pk)


def seen(officer: Officer) -> set[UUID]:
    """By the statement, which must say what the queryset says."""
    found = {one.pk for one in seen_projects(officer).rows()}
    assert found == set(Project.objects.visible_to(officer).values_list("pk", flat=True))
    return found


def knows(officer: Officer, unit: Organisation) -> bool:
    """By the statement, which must say what the queryset says."""
    try:
        found = organisation_of(unit.code, officer, "x") == unit
    except Invalid:
        found = False
    assert found == Organisation.objects.visible_to(officer).filter(pk=unit.pk).exists()
    return found


def test_each_of_many_officers_sees_his_own(city: City, held: Project) -> None:
    other = new_project(
        city, name="别的项目", investor="第二家", by=city.sibling_clerk, landing_organisation=city.sibling
    )
    told = {one.username: seen(one) for one in Officer.objects.all()}
    assert told[city.clerk.username] == {held.pk}
    assert told[city.sibling_clerk.username] == {other.pk}
    assert told[city.dispatcher.username] == {held.pk, other.pk}
    assert told == {one.username: seen(one) for one in Officer.objects.all()}


def test_another_scope_is_another_sight(city: City, held: Project) -> None:
    assert seen(city.clerk) == {held.pk}
    Officer.objects.filter(pk=city.clerk.pk).update(scope=city.sibling, organisation=city.sibling)
    assert seen(fresh(city.clerk)) == set()


def test_without_a_role_or_switched_off_nothing_is_seen(city: City, held: Project) -> None:
    assert seen(city.clerk) == {held.pk}
    Officer.objects.filter(pk=city.clerk.pk).update(is_active=False)
    assert seen(fresh(city.clerk)) == set()
    Officer.objects.filter(pk=city.clerk.pk).update(is_active=True)
    city.clerk.roles.all().delete()
    assert seen(fresh(city.clerk)) == set()


def test_a_deputys_sight_begins_and_ends_with_its_days(city: City, held: Project) -> None:
    outsider = add_officer(city.sibling, username="wairen", name="外人", roles=(Role.LEADER,), by=None, now=NOW)
    stand_in(city.chief, outsider, valid_from=TOMORROW, valid_to=TOMORROW)
    for day, found in ((0, set()), (1, {held.pk}), (2, set())):
        with time_machine.travel(NOW + timedelta(days=day), tick=False):
            assert timezone.localdate() == TODAY + timedelta(days=day)
            assert seen(outsider) == found


def test_who_moves_to_another_unit_knows_other_units(city: City) -> None:
    below = city.clerk
    assert knows(below, city.district) and not knows(below, city.park)
    Officer.objects.filter(pk=below.pk).update(organisation=city.park, scope=None)
    assert knows(fresh(below), city.park)
    Officer.objects.filter(pk=below.pk).update(is_active=False)
    assert not knows(fresh(below), city.park)
