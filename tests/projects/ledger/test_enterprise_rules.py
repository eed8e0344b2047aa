"""Facts of an enterprise: what is accepted, who may change what, what history it leaves."""

from __future__ import annotations

import importlib
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError

from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.enterprises import like
from projects.ledger.honours import Honour, read_honour
from projects.ledger.models import Enterprise, Recognition
from projects.ledger.names import firm_key
from projects.ledger.services import (
    add_recognition,
    create_enterprise,
    merge_enterprises,
    update_enterprise,
    update_project,
    withdraw_recognition,
)
from projects.ledger.uscc import check_uscc, region_warning
from tests.factories import NOW, TODAY, USCC, City, build_city, new_project

pytestmark = pytest.mark.django_db
OTHER = "91360703MA3AB1C27P"


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def firm(city: City) -> Enterprise:
    return create_enterprise(name="芜湖（中国）奇瑞汽车有限公司", by=city.clerk, now=NOW)


def share(city: City, firm: Enterprise) -> None:
    """One project of 繁昌, one of 鸠江 use the firm."""
    own = new_project(city)
    other = new_project(city, by=city.sibling_clerk, landing_organisation=city.sibling, name="鸠江项目")
    update_project(own.pk, {"investors": [firm]}, by=city.clerk, now=NOW)
    update_project(other.pk, {"investors": [firm]}, by=city.sibling_clerk, now=NOW)


# --- names and codes ------------------------------------------------------------------------------------------------


def test_every_way_of_saving_keeps_the_keys_of_the_name(city: City, firm: Enterprise) -> None:
    assert (firm.name_key, firm.initials) == ("芜湖中国奇瑞汽车", "whzgqrqcyxgs")
    renamed = update_enterprise(firm.pk, {"name": "上海电气股份有限公司"}, by=city.clerk, now=NOW)
    assert (renamed.name_key, renamed.initials) == ("上海电气", "shdqgfyxgs")
    renamed.name = "乙"
    renamed.save(update_fields=["name"])
    assert Enterprise.objects.get(pk=firm.pk).name_key == "乙"


@pytest.mark.parametrize("typed", ["奇瑞", "qrqc", "QRQC", "芜湖 奇瑞", "芜湖中国奇瑞", "芜湖(中国)奇瑞", USCC[:6]])
def test_an_enterprise_is_found_by_part_of_name_key_initials_and_code(city: City, firm: Enterprise, typed: str) -> None:
    update_enterprise(firm.pk, {"uscc": USCC}, by=city.clerk, now=NOW)
    create_enterprise(name="上海电气", by=city.clerk, now=NOW)
    assert list(Enterprise.objects.all().matching(typed)) == [firm]


def test_signs_alone_find_nothing_they_do_not_stand_in(firm: Enterprise) -> None:
    assert not Enterprise.objects.all().matching("％％").exists()


@pytest.mark.parametrize("code", [USCC, OTHER, "91350100M000100Y43"])
def test_published_codes_pass(code: str) -> None:
    assert check_uscc(code) == code


@pytest.mark.parametrize(("code", "warns"), [(USCC, False), ("91999999MA2TE5T012", True), ("", False)])
def test_an_unknown_region_is_pointed_out_and_not_refused(code: str, warns: bool) -> None:
    assert bool(region_warning(code)) is warns


@pytest.mark.parametrize("number", ["3402001234567", "340200123456789", "３４０２００１２３４５６７"])
def test_a_former_registration_number_is_never_read_as_a_code(city: City, number: str) -> None:
    made = create_enterprise(name="老厂", former_registration_number=number, by=city.clerk, now=NOW)
    assert len(made.former_registration_number) in (13, 15)
    assert made.uscc == ""


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"former_registration_number": "34020012345678"}, "former_registration_number"),
        ({"former_registration_number": "34020012345678X"}, "former_registration_number"),
        ({"is_abroad": True}, "origin_region"),
        ({"is_abroad": True, "origin_region": "德国", "uscc": USCC}, "uscc"),
        ({"registered_on": TODAY + timedelta(days=1)}, "registered_on"),
        ({"legal_representative": "张\u202e三"}, "legal_representative"),
        ({"kind": "weird"}, "kind"),
        ({"nonsense": 1}, "nonsense"),
    ],
)
def test_what_cannot_be_right_is_refused_at_its_field(city: City, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        create_enterprise(**{"name": "甲", **values}, by=city.clerk, now=NOW)
    assert refused.value.field == field


def test_the_database_refuses_a_code_for_a_firm_abroad(firm: Enterprise) -> None:
    with pytest.raises(IntegrityError):
        Enterprise.objects.filter(pk=firm.pk).update(is_abroad=True, uscc=USCC)


def test_a_firm_abroad_is_kept_with_its_country(city: City) -> None:
    made = create_enterprise(name="Siemens AG", is_abroad=True, kind="foreign", origin_region="德国", by=city.clerk,
                             now=NOW)  # fmt: skip
    assert (made.is_abroad, made.origin_region, made.uscc) == (True, "德国", "")


def test_nearly_the_same_name_is_pointed_out(city: City, firm: Enterprise) -> None:
    assert like("芜湖(中国) 奇瑞汽车股份有限公司") == [firm]
    assert like("芜湖奇瑞") == []
    update_enterprise(firm.pk, {"uscc": USCC}, by=city.clerk, now=NOW)
    assert like(firm.name, uscc=OTHER) == []  # another code is another firm


# --- who may --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [{"name": "改"}, {"uscc": USCC}, {"kind": "foreign"}, {"parent": "other"}])
def test_what_says_which_firm_it_is_changes_for_several_units_only_by_the_office(
    city: City, firm: Enterprise, values: dict[str, Any]
) -> None:
    share(city, firm)
    if "parent" in values:
        values = {"parent": create_enterprise(name="母公司", by=city.clerk, now=NOW)}
    for clerk in (city.clerk, city.sibling_clerk):
        with pytest.raises(NotAllowed, match="调度办公室") as refused:
            update_enterprise(firm.pk, values, by=clerk, now=NOW)
        assert refused.value.code == "shared_enterprise"
        assert "鸠江" not in refused.value.detail and "繁昌" not in refused.value.detail
    update_enterprise(firm.pk, values, by=city.dispatcher, now=NOW)


def test_taking_a_foreign_enterprise_into_an_own_project_gives_no_right_to_rename_it(
    city: City, firm: Enterprise
) -> None:
    """The hole of issue 2: first use it, then rename it."""
    project = new_project(city)
    update_project(project.pk, {"investors": [firm]}, by=city.clerk, now=NOW)
    mine = new_project(city, by=city.sibling_clerk, landing_organisation=city.sibling, name="鸠江项目")
    update_project(mine.pk, {"investors": [firm]}, by=city.sibling_clerk, now=NOW)
    with pytest.raises(NotAllowed):
        update_enterprise(firm.pk, {"name": "别的公司"}, by=city.sibling_clerk, now=NOW)
    assert Enterprise.objects.get(pk=firm.pk).name == "芜湖（中国）奇瑞汽车有限公司"


def test_other_facts_of_a_shared_enterprise_change_by_any_unit_that_uses_it(city: City, firm: Enterprise) -> None:
    share(city, firm)
    values = {"origin_region": "安徽芜湖", "legal_representative": "尹某", "name": firm.name}  # the name as it is
    changed = update_enterprise(firm.pk, values, by=city.sibling_clerk, now=NOW)
    assert changed.origin_region == "安徽芜湖"


def test_every_edit_keeps_who_when_from_to_and_why(city: City, firm: Enterprise) -> None:
    later = NOW + timedelta(hours=1)
    update_enterprise(firm.pk, {"name": "奇瑞", "uscc": USCC}, by=city.clerk, now=later, why="更名通知书")
    kept = list(firm.changes.filter(at=later).order_by("field").values_list("field", "before", "after", "why", "by"))
    assert kept == [
        ("name", "芜湖（中国）奇瑞汽车有限公司", "奇瑞", "更名通知书", city.clerk.pk),
        ("uscc", "", USCC, "更名通知书", city.clerk.pk),
    ]


def test_an_older_version_is_stale(city: City, firm: Enterprise) -> None:
    update_enterprise(firm.pk, {"origin_region": "合肥"}, by=city.clerk, now=NOW, expected_version=1)
    with pytest.raises(Stale):
        update_enterprise(firm.pk, {"origin_region": "苏州"}, by=city.clerk, now=NOW, expected_version=1)


def test_a_code_of_another_is_a_conflict(city: City, firm: Enterprise) -> None:
    create_enterprise(name="乙", uscc=USCC, by=city.clerk, now=NOW)
    with pytest.raises(Conflict, match="已登记在另一家"):
        update_enterprise(firm.pk, {"uscc": USCC}, by=city.clerk, now=NOW)


# --- recognitions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "honour"),
    [
        ("世界500强（2025）", Honour("world500", 2025)),
        (" 中国企业500强(2024年) ", Honour("china500", 2024)),
        ("民企５００强（2025）", Honour("private500", 2025)),
        ("世界500强", Honour("other", text="世界500强")),
        ("上市公司（600519）", Honour("listed", stock_code="600519")),
        ("上市公司（00700.hk）", Honour("listed", stock_code="00700.HK")),
        ("上市公司", Honour("listed")),
        ("专精特新“小巨人”", Honour("little_giant")),
        ("国家级专精特新小巨人企业（2023）", Honour("little_giant", 2023)),
        ("链主", Honour("chain_leader")),
        ("全国五一劳动奖状（2020）", Honour("other", text="全国五一劳动奖状（2020）")),
        ("高新技术企业（安徽）", Honour("other", text="高新技术企业（安徽）")),
        ("（）", Honour("other", text="（）")),
    ],
)
def test_a_line_is_read_and_what_is_unknown_keeps_its_words(line: str, honour: Honour) -> None:
    assert read_honour(line) == honour


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "world500"}, "list_year"),
        ({"kind": "china500", "list_year": TODAY.year + 1}, "list_year"),
        ({"kind": "private500", "list_year": 1989}, "list_year"),
        ({"kind": "listed"}, "stock_code"),
        ({"kind": "listed", "stock_code": "股票"}, "stock_code"),
        ({"kind": "other"}, "text"),
        ({"kind": "weird"}, "kind"),
        ({"kind": "high_tech", "note": "长" * 121}, "note"),
    ],
)
def test_a_recognition_that_cannot_be_right_is_refused(
    city: City, firm: Enterprise, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        add_recognition(firm.pk, **values, by=city.clerk, now=NOW)
    assert refused.value.field == field


def test_one_list_of_one_year_holds_a_firm_once(city: City, firm: Enterprise) -> None:
    add_recognition(firm.pk, kind="world500", list_year=2025, by=city.clerk, now=NOW)
    add_recognition(firm.pk, kind="world500", list_year=2024, by=city.clerk, now=NOW)
    add_recognition(firm.pk, kind="high_tech", by=city.clerk, now=NOW)
    for again in ({"kind": "world500", "list_year": 2025}, {"kind": "high_tech"}):
        with pytest.raises(Conflict, match="已经登记过"):
            add_recognition(firm.pk, **again, by=city.clerk, now=NOW)  # type: ignore[arg-type]


def test_the_lists_of_500_are_found_by_any_year_or_one(city: City, firm: Enterprise) -> None:
    row = add_recognition(firm.pk, kind="private500", list_year=2024, by=city.clerk, now=NOW)
    create_enterprise(name="乙", recognitions=["高新技术企业"], by=city.clerk, now=NOW)
    assert list(Enterprise.objects.all().top500()) == [firm]
    assert list(Enterprise.objects.all().top500(2024)) == [firm]
    assert not Enterprise.objects.all().top500(2025).exists()
    withdraw_recognition(row.pk, reason="榜单核对有误", by=city.clerk, now=NOW)
    assert not Enterprise.objects.all().top500().exists()


def test_a_withdrawn_recognition_stays_with_its_reason_and_cannot_be_withdrawn_twice(
    city: City, firm: Enterprise
) -> None:
    row = add_recognition(firm.pk, kind="unicorn", list_year=2024, by=city.clerk, now=NOW)
    with pytest.raises(Invalid, match="理由"):
        withdraw_recognition(row.pk, reason=" ", by=city.clerk, now=NOW)
    withdraw_recognition(row.pk, reason="认定过期", by=city.clerk, now=NOW)
    kept = Recognition.objects.get(pk=row.pk)
    assert (kept.withdrawn_by, kept.withdrawn_reason) == (city.clerk, "认定过期")
    assert Enterprise.objects.get(pk=firm.pk).recognitions == []
    with pytest.raises(Conflict):
        withdraw_recognition(row.pk, reason="再来", by=city.clerk, now=NOW)
    add_recognition(firm.pk, kind="unicorn", list_year=2024, by=city.clerk, now=NOW)  # it may hold again


def test_a_stranger_to_the_projects_adds_and_withdraws_nothing(city: City) -> None:
    used = new_project(city).investors.get()
    row = add_recognition(used.pk, kind="unicorn", by=city.clerk, now=NOW)
    with pytest.raises(NotAllowed):
        add_recognition(used.pk, kind="gazelle", by=city.sibling_clerk, now=NOW)
    with pytest.raises(NotAllowed):
        withdraw_recognition(row.pk, reason="没有理由", by=city.sibling_clerk, now=NOW)


def test_lines_given_as_a_list_become_rows_and_those_left_out_are_withdrawn(city: City, firm: Enterprise) -> None:
    lines = ["世界500强（2025）", "上市公司（600519）", "安徽省百强"]
    update_enterprise(firm.pk, {"recognitions": lines}, by=city.clerk, now=NOW)
    stored = Enterprise.objects.get(pk=firm.pk)
    assert sorted(stored.recognitions) == sorted(lines)
    before = set(firm.honours.values_list("pk", flat=True))
    update_enterprise(firm.pk, {"recognitions": stored.recognitions}, by=city.clerk, now=NOW)
    assert set(firm.honours.valid().values_list("pk", flat=True)) == before  # the same list changes nothing
    update_enterprise(firm.pk, {"recognitions": lines[:1]}, by=city.clerk, now=NOW)
    assert [str(row) for row in firm.honours.valid()] == lines[:1]
    assert firm.honours.exclude(withdrawn_at=None).count() == 2


def test_lines_of_old_records_become_rows_and_their_names_get_keys(firm: Enterprise) -> None:
    lines = ["世界500强（2025）", "世界500强（2025年）", "  ", "老荣誉"]
    Enterprise.objects.filter(pk=firm.pk).update(recognitions=lines, name_key="", initials="")
    move = importlib.import_module("projects.ledger.migrations.0008_enterprise_rows")
    for _ in range(2):  # a second run changes nothing
        move.fill(apps, None)
    stored = Enterprise.objects.get(pk=firm.pk)
    assert (stored.name_key, stored.initials) == (firm_key(firm.name), "whzgqrqcyxgs")
    assert sorted(str(row) for row in firm.honours.valid()) == ["世界500强（2025）", "老荣誉"]


# --- groups ---------------------------------------------------------------------------------------------------------


def test_a_group_never_contains_itself(city: City, firm: Enterprise) -> None:
    child = create_enterprise(name="子", parent=firm, by=city.clerk, now=NOW)
    grandchild = create_enterprise(name="孙", parent=child.pk, by=city.clerk, now=NOW)
    for parent in (firm, child, grandchild):
        with pytest.raises(Invalid) as refused:
            update_enterprise(firm.pk, {"parent": parent}, by=city.clerk, now=NOW)
        assert (refused.value.field, refused.value.code) == ("parent", "ring")
    assert update_enterprise(grandchild.pk, {"parent": None}, by=city.clerk, now=NOW).parent is None


def test_a_group_that_is_not_registered_is_refused(city: City, firm: Enterprise) -> None:
    with pytest.raises(Invalid, match="集团母公司"):
        update_enterprise(firm.pk, {"parent": city.clerk.pk}, by=city.clerk, now=NOW)


# --- merged rows ----------------------------------------------------------------------------------------------------


def test_a_merged_row_is_changed_no_more(city: City, firm: Enterprise) -> None:
    heir = create_enterprise(name="奇瑞", uscc=USCC, by=city.clerk, now=NOW)
    merge_enterprises(firm.pk, heir.pk, reason="同一企业", by=city.dispatcher, now=NOW)
    with pytest.raises(Conflict, match="已并入“奇瑞”"):
        update_enterprise(firm.pk, {"name": "改"}, by=city.dispatcher, now=NOW)
    with pytest.raises(NotFound):
        update_enterprise(city.clerk.pk, {"name": "改"}, by=city.dispatcher, now=NOW)
