"""并入: two rows that are one firm become one, and nothing of either is lost."""

from __future__ import annotations

from datetime import timedelta

import pytest

from projects.audit.models import Entry
from projects.errors import Conflict, DomainError, Invalid, NotAllowed
from projects.ledger.enterprises import known_enterprise
from projects.ledger.models import Change, Enterprise, Project
from projects.ledger.services import (
    add_contact,
    add_recognition,
    create_enterprise,
    merge_enterprises,
    preview_merger,
    register_enterprise,
    update_enterprise,
    update_project,
)
from tests.factories import NOW, USCC, City, build_city, new_project

pytestmark = pytest.mark.django_db
OTHER = "91360703MA3AB1C27P"
LATER = NOW + timedelta(hours=2)


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def gone(city: City) -> Enterprise:
    return create_enterprise(name="奇瑞汽车", uscc=USCC, legal_representative="尹某", by=city.clerk, now=NOW)


@pytest.fixture
def heir(city: City) -> Enterprise:
    return create_enterprise(name="奇瑞汽车股份有限公司", origin_region="安徽", by=city.clerk, now=NOW)


@pytest.fixture
def project(city: City, gone: Enterprise, heir: Enterprise) -> Project:
    """Both rows invest; ``gone`` is the company too."""
    made = new_project(city, company_name=gone.name, company_uscc=USCC)
    update_project(made.pk, {"investors": [gone, heir]}, by=city.clerk, now=NOW)
    return Project.objects.get(pk=made.pk)


def merge(city: City, gone: Enterprise, heir: Enterprise) -> Enterprise:
    return merge_enterprises(gone.pk, heir.pk, reason="补录代码后发现重复", by=city.dispatcher, now=LATER)


def test_projects_values_and_the_code_go_over_to_the_heir(
    city: City, project: Project, gone: Enterprise, heir: Enterprise
) -> None:
    kept = merge(city, gone, heir)
    moved = Project.objects.get(pk=project.pk)
    assert list(moved.investors.all()) == [heir]
    assert moved.company == heir
    assert (kept.uscc, kept.legal_representative, kept.origin_region) == (USCC, "尹某", "安徽")
    row = Enterprise.objects.get(pk=gone.pk)
    assert (row.merged_into, row.uscc) == (heir, "")
    assert moved.version == project.version + 1


def test_each_project_and_both_rows_remember_the_merge(
    city: City, project: Project, gone: Enterprise, heir: Enterprise
) -> None:
    merge(city, gone, heir)
    told = {one.field: (one.before, one.after) for one in Change.objects.filter(project=project, at=LATER)}
    assert told == {
        "investors": ("奇瑞汽车、奇瑞汽车股份有限公司", "奇瑞汽车股份有限公司"),
        "company_name": ("奇瑞汽车", "奇瑞汽车股份有限公司"),
    }
    for one in (gone, heir):
        assert one.changes.filter(field="merged_into", why="补录代码后发现重复").exists()
    assert Entry.objects.filter(action="enterprise.merge", object_id=str(heir.pk)).count() == 1


def test_contacts_recognitions_and_children_come_along(city: City, gone: Enterprise, heir: Enterprise) -> None:
    child = create_enterprise(name="子公司", parent=gone, by=city.clerk, now=NOW)
    for firm, name in ((gone, "王经理"), (heir, "李经理")):
        add_contact(firm.pk, name=name, phone="13955556666", by=city.clerk, now=NOW)
        add_recognition(firm.pk, kind="world500", list_year=2025, by=city.clerk, now=NOW)
    add_recognition(gone.pk, kind="chain_leader", by=city.clerk, now=NOW)
    kept = merge(city, gone, heir)
    assert Enterprise.objects.get(pk=child.pk).parent == heir
    assert [(one.name, one.is_primary) for one in heir.contacts.valid()] == [("李经理", True), ("王经理", False)]
    assert sorted(str(row) for row in heir.honours.valid()) == ["世界500强（2025）", "链主企业"]
    assert sorted(kept.recognitions) == ["世界500强（2025）", "链主企业"]
    assert heir.honours.exclude(withdrawn_at=None).get().withdrawn_reason == "并入时与现有资质重复"


def test_a_child_that_takes_its_own_group_over_closes_no_ring(city: City) -> None:
    top = create_enterprise(name="顶", by=city.clerk, now=NOW)
    group = create_enterprise(name="集团", parent=top, by=city.clerk, now=NOW)
    middle = create_enterprise(name="中", parent=group, by=city.clerk, now=NOW)
    leaf = create_enterprise(name="叶", parent=middle, by=city.clerk, now=NOW)
    kept = merge(city, group, leaf)
    assert kept.parent == top
    assert Enterprise.objects.get(pk=middle.pk).parent == leaf


def test_the_merged_row_is_offered_no_more_and_its_name_means_the_heir(
    city: City, gone: Enterprise, heir: Enterprise
) -> None:
    merge(city, gone, heir)
    assert list(Enterprise.objects.all().standing().matching("奇瑞")) == [heir]
    assert known_enterprise("", "奇瑞汽车") == heir == known_enterprise(USCC, "")
    assert register_enterprise(name="奇瑞汽车", uscc="", by=city.clerk, now=LATER) == heir
    late = new_project(city, name="后来的项目")
    update_project(late.pk, {"investors": [Enterprise.objects.get(pk=gone.pk)]}, by=city.clerk, now=LATER)
    assert list(late.investors.all()) == [heir]


def test_merges_in_a_row_lead_to_the_last_heir_in_one_step(city: City, gone: Enterprise, heir: Enterprise) -> None:
    third = create_enterprise(name="第三", by=city.clerk, now=NOW)
    merge(city, third, gone)
    merge(city, gone, heir)
    assert Enterprise.objects.get(pk=third.pk).heir == heir


def test_the_preview_says_what_will_move(city: City, project: Project, gone: Enterprise, heir: Enterprise) -> None:
    add_contact(gone.pk, name="王经理", by=city.clerk, now=NOW)
    seen = preview_merger(gone.pk, heir.pk, by=city.dispatcher)
    assert (seen.projects, seen.contacts, seen.honours) == ([project], 1, 0)
    assert ("统一社会信用代码", USCC) in seen.filled


def test_only_the_office_above_all_projects_merges(
    city: City, project: Project, gone: Enterprise, heir: Enterprise
) -> None:
    for stranger in (city.clerk, city.sibling_clerk, city.leader):
        with pytest.raises(NotAllowed, match="调度办公室"):
            merge_enterprises(gone.pk, heir.pk, reason="同一企业", by=stranger, now=LATER)
    city.dispatcher.scope = city.sibling
    city.dispatcher.save()
    with pytest.raises(NotAllowed, match="范围以外"):
        merge(city, gone, heir)
    assert Project.objects.get(pk=project.pk).company == gone


def refusals(city: City, gone: Enterprise, heir: Enterprise, case: str) -> None:
    if case == "itself":
        merge(city, gone, gone)
    elif case == "two codes":
        update_enterprise(heir.pk, {"uscc": OTHER}, by=city.clerk, now=NOW)
        merge(city, gone, heir)
    elif case == "abroad":
        update_enterprise(heir.pk, {"is_abroad": True}, by=city.clerk, now=NOW)
        merge(city, gone, heir)
    elif case == "twice":
        merge(city, gone, heir)
        merge(city, gone, heir)
    elif case == "no reason":
        merge_enterprises(gone.pk, heir.pk, reason="", by=city.dispatcher, now=LATER)
    else:
        merge_enterprises(gone.pk, heir.pk, reason="同一企业", by=city.dispatcher, now=LATER, heir_version=9)


@pytest.mark.parametrize(
    ("case", "kind", "words"),
    [
        ("itself", Invalid, "另一家"),
        ("two codes", Conflict, "信用代码不同"),
        ("abroad", Conflict, "境外"),
        ("twice", Conflict, "已经并入"),
        ("no reason", Invalid, "理由"),
        ("changed since", Conflict, "刚被他人修改"),
    ],
)
def test_what_is_not_one_firm_is_not_merged(
    city: City, gone: Enterprise, heir: Enterprise, case: str, kind: type[DomainError], words: str
) -> None:
    with pytest.raises(kind, match=words):
        refusals(city, gone, heir, case)


def test_a_merge_knows_every_table_that_points_at_an_enterprise() -> None:
    """A new reference fails here until ``mergers`` moves it, or it is named as one that stays."""
    moved = {"projects", "investments", "contacts", "honours", "children", "merged", "anchored_chains"}
    stays = {"changes"}
    assert {one.get_accessor_name() for one in Enterprise._meta.related_objects} == moved | stays
