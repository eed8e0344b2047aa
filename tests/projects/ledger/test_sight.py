"""Who sees projects at all, and what refusals and forms keep to themselves."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from projects.ledger.models import Enterprise, Project, Responsibility
from projects.ledger.services import assign
from projects.people.models import Officer
from projects.people.roles import ADMINISTRATORS
from projects.people.services import add_officer
from tests.factories import NOW, PASSWORD, TODAY, City, build_city, give_chief, new_project, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return build_city()


def person(city: City, *roles: str) -> Officer:
    return add_officer(city.city, username="wuguan", name="无关", roles=roles, password=PASSWORD, by=None, now=NOW)


@pytest.mark.parametrize("role", [*sorted(ADMINISTRATORS), None])
def test_administrators_and_people_without_a_role_see_no_business_data(city: City, role: str | None) -> None:
    project = new_project(city)
    officer = person(city, *([role] if role else []))
    assign(project.pk, role="member", officer=officer, valid_from=TODAY, by=city.clerk, now=NOW)
    for seen in (Project, Enterprise, Responsibility):
        assert not seen._default_manager.get_queryset().visible_to(officer).exists()  # type: ignore[attr-defined]
    browser = sign_in(Client(), officer)
    for name in ("desk:projects", "desk:board", "steps:queue", "dispatch:calendar", "dispatch:series", "outbox:ledger"):
        assert browser.get(reverse(name)).status_code == 403, name


def test_a_responsibility_out_of_sight_answers_like_none_at_all(city: City) -> None:
    project = new_project(city)
    held = assign(project.pk, role="member", officer=city.clerk, valid_from=TODAY, by=city.clerk, now=NOW)
    browser = sign_in(Client(), city.sibling_clerk)
    there, nowhere = (
        browser.get(reverse("ledger:end", args=[pk])).context["detail"] for pk in (held.pk, city.district.pk)
    )
    assert there == nowhere == "没有找到这项责任，或它不在您的查看范围内。"


def test_an_officer_without_an_organisation_enters_no_project_without_the_permission(city: City) -> None:
    officer = person(city, "leader")
    Officer.objects.filter(pk=officer.pk).update(organisation=None)
    assert sign_in(Client(), officer).get(reverse("ledger:create")).status_code == 403


def test_the_load_beside_a_post_counts_only_projects_in_sight(city: City) -> None:
    """张区长 also answers for a project of 鸠江区, which the clerk of 繁昌区 does not see."""
    own = new_project(city, total_investment_wan=Decimal("150000"))
    other = new_project(
        city, name="别区的项目", investor="乙", landing_organisation=city.sibling, by=city.sibling_clerk
    )
    for project in (own, other):
        give_chief(city, project)
    address = reverse("ledger:assign", args=[own.pk])
    assert "张区长（1）" in _choices(city.clerk, address)
    assert "张区长（2）" in _choices(city.dispatcher, address)


def _choices(officer: Officer, address: str) -> str:
    form = sign_in(Client(), officer).get(address).context["form"]
    return str(form.fields["post"].choices)
