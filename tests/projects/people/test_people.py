"""Organisations, officers, posts and tenures."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from projects.errors import Conflict, Invalid
from projects.people.models import Kind, Officer, Organisation, Tenure
from projects.people.roles import PERMISSIONS_OF, Permission, Role
from projects.people.services import add_officer, add_organisation, grant_roles, start_tenure
from tests.factories import NOW, City, build_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return build_city()


def test_a_subtree_holds_the_organisation_and_everything_below(city: City) -> None:
    below = set(Organisation.objects.under(city.city))
    assert {city.city, city.district, city.park, *city.departments.values()} <= below
    assert city.province not in below


def test_an_officer_sees_the_own_subtree_the_chain_above_and_its_departments(city: City) -> None:
    seen = set(Organisation.objects.visible_to(city.clerk))
    assert seen == {city.province, city.city, city.district, *city.departments.values()}
    below = add_organisation(
        city.sibling, code="340207-FG", name="鸠江区发改委", kind=Kind.DEPARTMENT, by=None, now=NOW
    )
    assert below not in Organisation.objects.visible_to(city.clerk)


def test_a_dispatcher_with_the_citys_scope_sees_the_whole_city(city: City) -> None:
    assert set(Organisation.objects.visible_to(city.dispatcher)) == {
        city.province,
        *Organisation.objects.under(city.city),
    }


def test_the_city_of_a_district_a_department_and_the_city_itself(city: City) -> None:
    for unit in (city.district, city.park, city.departments["TC"], city.city):
        assert unit.city() == city.city
    assert city.province.city() == city.province


def test_codes_are_unique(city: City) -> None:
    with pytest.raises(Conflict, match="340212"):
        add_organisation(city.city, code="340212", name="另一个", kind=Kind.DISTRICT, by=None, now=NOW)


def test_siblings_added_from_a_stale_parent_never_share_a_path(city: City) -> None:
    stale = Organisation.objects.get(pk=city.district.pk)
    first = add_organisation(stale, code="T1", name="甲镇", kind=Kind.TOWNSHIP, by=None, now=NOW)
    second = add_organisation(stale, code="T2", name="乙镇", kind=Kind.TOWNSHIP, by=None, now=NOW)
    assert first.path != second.path


def test_user_names_are_unique(city: City) -> None:
    with pytest.raises(Conflict, match="litian"):
        add_officer(city.district, username="litian", name="另一人", by=None, now=NOW)


@pytest.mark.parametrize("role", Role.values)
def test_every_role_has_a_permission_set(role: str) -> None:
    assert PERMISSIONS_OF[role] <= set(Permission.values)


def test_administrators_exclude_one_another_and_business_roles(city: City) -> None:
    for wanted in ([Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN], [Role.SECURITY_ADMIN, Role.CLERK]):
        with pytest.raises(Invalid, match="不能兼任"):
            grant_roles(city.clerk, wanted, by=None, now=NOW)
    assert city.clerk.has_role(Role.CLERK)


def test_only_a_system_administrator_enters_the_back_office(city: City) -> None:
    grant_roles(city.clerk, [Role.SYSTEM_ADMIN], by=None, now=NOW)
    assert Officer.objects.get(pk=city.clerk.pk).is_staff
    grant_roles(city.clerk, [Role.CLERK], by=None, now=NOW)
    assert not Officer.objects.get(pk=city.clerk.pk).is_staff


def test_a_disabled_officer_may_do_nothing(city: City) -> None:
    city.clerk.is_active = False
    assert not city.clerk.may(Permission.PROJECT_WRITE)


def test_a_service_account_has_no_permission_without_a_key(city: City) -> None:
    account = add_officer(
        city.district, username="svc", name="系统", kind=Officer.Kind.SERVICE, roles=[Role.CLERK], by=None, now=NOW
    )
    assert not account.may(Permission.PROJECT_READ)


def test_a_successor_ends_the_tenure_of_the_predecessor_the_day_before(city: City) -> None:
    start_tenure(city.chief_post, city.deputy, valid_from=date(2026, 7, 1), by=None, now=NOW)
    assert city.chief_post.holder_on(date(2026, 6, 30)) == city.chief
    assert city.chief_post.holder_on(date(2026, 7, 1)) == city.deputy
    with pytest.raises(Invalid):
        start_tenure(city.chief_post, city.chief, valid_from=date(2026, 6, 1), by=None, now=NOW)


def test_the_database_refuses_two_holders_of_one_post(city: City) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Tenure.objects.create(post=city.chief_post, officer=city.deputy, valid_from=date(2026, 1, 1))
