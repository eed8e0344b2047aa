"""The rows of another table as one column: the same on both databases, and never something half understood."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest
from django.db.models import F, OuterRef

from projects.audit.models import Check
from projects.ledger.models import Enterprise, Project
from projects.ledger.models.projects import Tag
from projects.nested import Nested
from projects.people.models import Officer
from tests.factories import City, build_city, new_project

INVESTORS = Project.investors.through.objects.filter(project=OuterRef("pk"))
AWKWARD = "甲\"乙'丙\\丁%s{}\n戊"


@pytest.fixture
def city(db: None) -> City:
    return build_city()


def test_they_come_in_their_order_with_keys_as_keys_and_texts_as_they_are(city: City) -> None:
    project = new_project(city)
    first = project.investors.get()
    Enterprise.objects.filter(pk=first.pk).update(name=AWKWARD)
    other = new_project(city, name="别的项目", investor="乙公司").investors.get()
    project.investors.add(other)
    rows = INVESTORS.order_by("-enterprise__name").values(key=F("enterprise_id"), name=F("enterprise__name"))
    (found,) = Project.objects.filter(pk=project.pk).annotate(found=Nested(rows)).values_list("found", flat=True)
    expected = [{"key": first.pk, "name": AWKWARD}, {"key": other.pk, "name": "乙公司"}]
    by_name = list(project.investors.order_by("-name").values_list("name", flat=True))
    assert found == sorted(expected, key=lambda row: by_name.index(row["name"]))
    assert all(type(row["key"]) is UUID for row in found)


def test_where_there_are_none_it_is_empty(city: City) -> None:
    project = new_project(city)
    tags = Project.tags.through.objects.filter(project=OuterRef("pk")).values(name=F("tag__name"))
    (found,) = Project.objects.filter(pk=project.pk).annotate(found=Nested(tags)).values_list("found", flat=True)
    assert found == []
    assert not Tag.objects.exists()


def test_a_key_that_is_missing_is_none(city: City) -> None:
    project = new_project(city)
    mine = Project.objects.filter(pk=OuterRef("pk")).order_by().values(key=F("lead_organisation_id"))
    Project.objects.filter(pk=project.pk).update(lead_organisation=None)
    (found,) = Project.objects.filter(pk=project.pk).annotate(found=Nested(mine)).values_list("found", flat=True)
    assert found == [{"key": None}]


@pytest.mark.parametrize(
    "named",
    ["id", "created_at", "negotiating_on", "signed_on", "total_investment_wan", "needs_chief", "version", "lead"],
)
def test_every_kind_of_column_arrives_as_the_column_itself_would(city: City, named: str) -> None:
    project = new_project(city)
    Project.objects.filter(pk=project.pk).update(total_investment_wan=Decimal("123456789012.3400"))
    named = "lead_organisation_id" if named == "lead" else named
    mine = Project.objects.filter(pk=OuterRef("pk")).order_by().values(named)
    (found,) = Project.objects.filter(pk=project.pk).annotate(found=Nested(mine)).values_list("found", flat=True)
    expected = Project.objects.filter(pk=project.pk).values(named).get()
    assert found == [expected]
    assert (type(found[0][named]), str(found[0][named])) == (type(expected[named]), str(expected[named]))


def test_names_of_the_table_and_others_stand_side_by_side(city: City) -> None:
    project = new_project(city)
    mine = Project.objects.filter(pk=OuterRef("pk")).order_by().values("name", "landing_organisation__code", at=F("pk"))
    (found,) = Project.objects.filter(pk=project.pk).annotate(found=Nested(mine)).values_list("found", flat=True)
    assert found == [{"name": project.name, "landing_organisation__code": city.district.code, "at": project.pk}]


@pytest.mark.parametrize("named", ["findings", "phone"])
def test_what_has_a_form_of_its_own_is_refused(city: City, named: str) -> None:
    model, name = {"findings": (Check, "findings"), "phone": (Officer, "phone")}[named]
    mine = model._default_manager.order_by().values(value=F(name))[:1]
    with pytest.raises(TypeError, match="plain"):
        list(Project.objects.annotate(found=Nested(mine)).values("found"))


def test_a_whole_table_is_refused(city: City) -> None:
    with pytest.raises(TypeError, match="named by values"):
        list(Project.objects.annotate(found=Nested(Project.objects.order_by())).values("found"))
