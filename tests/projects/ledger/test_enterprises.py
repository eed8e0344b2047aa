"""Enterprises and project companies: one row per code, kept by those who use it, named as registered."""

from __future__ import annotations

from typing import Any

import pytest

from projects.errors import Invalid, NotAllowed
from projects.ledger.models import Change, Enterprise, Project
from projects.ledger.services import (
    check_company_name,
    create_enterprise,
    create_project,
    register_enterprise,
    update_enterprise,
    update_project,
)
from projects.ledger.services import enterprises as room
from tests.factories import NOW, USCC, City, build_city, new_project

pytestmark = pytest.mark.django_db
OTHER = "91360703MA3AB1C27P"


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def project(city: City) -> Project:
    """With a project company of name and code."""
    return new_project(city, company_name="芜湖甲有限公司", company_uscc=USCC)


def change(city: City, project: Project, **values: Any) -> Project:
    update_project(project.pk, values, by=city.clerk, now=NOW)
    return Project.objects.get(pk=project.pk)


def test_an_enterprise_in_use_is_renamed_only_by_the_units_of_its_projects(city: City, project: Project) -> None:
    assert project.company is not None
    for used in (project.company, project.investors.get()):
        with pytest.raises(NotAllowed, match="请联系上级调度办公室") as refused:
            update_enterprise(used.pk, {"name": "改"}, by=city.sibling_clerk, now=NOW)
        assert "繁昌" not in refused.value.detail  # whose projects use it is nobody else's business
        assert update_enterprise(used.pk, {"name": "新名"}, by=city.clerk, now=NOW).name == "新名"


def test_an_enterprise_that_no_project_uses_is_renamed_by_any_clerk_and_by_no_leader(city: City) -> None:
    free = create_enterprise(name="甲", by=city.clerk, now=NOW)
    assert update_enterprise(free.pk, {"name": "乙"}, by=city.sibling_clerk, now=NOW).name == "乙"
    with pytest.raises(NotAllowed):
        update_enterprise(free.pk, {"name": "丙"}, by=city.leader, now=NOW)


def test_emptying_both_company_fields_takes_the_company_away(city: City, project: Project) -> None:
    assert change(city, project, company_name="", company_uscc="").company is None
    assert set(Change.objects.values_list("field", flat=True)) == {"company_name", "company_uscc"}


def test_emptying_only_the_name_of_a_company_with_a_code_is_refused(city: City, project: Project) -> None:
    with pytest.raises(Invalid, match="都清空") as refused:
        change(city, project, company_name="")
    assert refused.value.field == "company_name"


def test_emptying_only_the_code_leaves_the_company_by_its_name(city: City, project: Project) -> None:
    company = change(city, project, company_uscc="").company
    assert company is not None
    assert (company.name, company.uscc) == ("芜湖甲有限公司", "")


@pytest.mark.parametrize("values", [{"company_name": "乙公司"}, {"company_name": "乙公司", "company_uscc": USCC}])
def test_another_name_for_a_registered_code_is_refused_with_the_registered_name(
    city: City, project: Project, values: dict[str, str]
) -> None:
    with pytest.raises(Invalid, match="芜湖甲有限公司") as refused:
        change(city, project, **values)
    assert (refused.value.field, refused.value.code) == ("company_name", "other_name")
    with pytest.raises(Invalid):
        check_company_name(USCC, "乙公司")


def test_brackets_and_spaces_of_another_width_make_no_other_name(city: City) -> None:
    create_enterprise(name="甲（芜湖）公司", uscc=USCC, by=city.clerk, now=NOW)
    company = new_project(city, company_name="甲(芜湖) 公司", company_uscc=USCC).company
    assert company is not None
    assert company.name == "甲（芜湖）公司"


def test_the_same_name_with_a_new_code_is_another_company(city: City, project: Project) -> None:
    company = change(city, project, company_uscc=OTHER).company
    assert company is not None
    assert (company.name, company.uscc) == ("芜湖甲有限公司", OTHER)
    assert Enterprise.objects.filter(uscc=USCC).exists()


def test_a_company_known_by_its_code_alone_takes_the_name_that_comes_later(city: City) -> None:
    project = new_project(city, company_uscc=USCC)
    company = change(city, project, company_name="芜湖乙有限公司").company
    assert company is not None
    assert (company.name, company.uscc, company.version) == ("芜湖乙有限公司", USCC, 2)


def test_the_slower_of_two_who_register_a_code_at_once_takes_the_row_of_the_faster(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    look, seen = room._known, []

    def somebody_is_faster(uscc: str, name: str) -> Enterprise | None:
        """The first look finds nothing; right after it the rival writes."""
        found = look(uscc, name)
        if not seen:
            seen.append(Enterprise.objects.create(name=name, uscc=uscc, created_at=NOW, updated_at=NOW))
        return found

    monkeypatch.setattr(room, "_known", somebody_is_faster)
    assert register_enterprise(name="甲公司", uscc=USCC, by=city.clerk, now=NOW) == seen[0]
    assert Enterprise.objects.filter(uscc=USCC).count() == 1


def test_who_only_reads_registers_no_enterprise(city: City) -> None:
    with pytest.raises(NotAllowed):
        register_enterprise(name="甲公司", uscc=USCC, by=city.leader, now=NOW)
    assert not Enterprise.objects.exists()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"company_name": "长" * 121}, "company_name"),
        ({"tags": ["长" * 21]}, "tags"),
        ({"tags": ["a\x00b"]}, "tags"),
    ],
)
def test_a_company_name_or_tag_longer_than_its_column_is_refused(
    city: City, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        new_project(city, **values)
    assert refused.value.field == field


def test_tags_are_kept_once_and_without_blanks(city: City) -> None:
    project = new_project(city, tags=["三类500强", " 三类500强 ", "", "专精特新"])
    assert sorted(tag.name for tag in project.tags.all()) == ["三类500强", "专精特新"]


def test_searching_finds_parts_of_name_number_reference_company_and_investor(city: City, project: Project) -> None:
    other = create_project(
        {
            "name": "Robot 产业园",
            "landing_organisation": city.district,
            "external_ref": "FC-77",
        },
        by=city.clerk,
        now=NOW,
    )

    def found(text: str) -> set[Project]:
        return set(Project.objects.all().matching(text))

    assert found("robot") == found("fc-77") == found(other.number.lower()) == {other}
    assert found("芜湖甲") == found("中信博新") == found("中信博 芜湖甲") == {project}
    assert found("robot 芜湖甲") == found("100%") == set()
    assert found("") == found("\x00") == {project, other}
