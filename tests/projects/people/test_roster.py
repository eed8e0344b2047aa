"""A workbook of units and people: recognised, checked cell by cell, imported whole or not at all."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from projects.audit.models import Entry
from projects.errors import Conflict, Invalid, NotAllowed, NotFound
from projects.people.models import Kind, Officer, Organisation, Post, Roster, Tenure
from projects.people.roster.books import with_errors
from projects.people.roster.plans import Plan
from projects.people.roster.reading import read_workbook
from projects.people.services import (
    add_officer,
    add_organisation,
    import_roster,
    keep_roster,
    merge_organisations,
    plan_of,
    roster_of,
    settle_class,
)
from projects.people.services import rosters as roster_module
from tests.factories import NOW, TODAY, City, build_city
from tests.projects.people.walks import PEOPLE, UNITS, book, keeper

pytestmark = pytest.mark.django_db

Rows = Iterable[Iterable[Any]]


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def by(city: City) -> Officer:
    settle_class("开发区", by=None, now=NOW)
    return keeper()


def planned(by: Officer, units: Rows | None = None, people: Rows | None = None) -> Plan:
    """Uploaded, kept and checked."""
    sheets = {"单位": [UNITS, *units]} if units is not None else {}
    if people is not None:
        sheets["人员"] = [PEOPLE, *people]
    return kept(by, book(**sheets))


def kept(by: Officer, content: bytes) -> Plan:
    roster = keep_roster("名册.xlsx", read_workbook(content), by=by, now=NOW)
    return plan_of(roster, by=by, now=NOW)


def imported(by: Officer, **sheets: Rows) -> Plan:
    plan = planned(by, **sheets)
    assert [one for row in plan.rows() for one in row.problems] == []
    return import_roster(by=by, now=NOW)


def problems(plan: Plan) -> list[tuple[int, str, str]]:
    return [(row.number, one.column, one.sentence) for row in plan.rows() for one in row.problems]


PARK = ["340212-JKQ", "安徽繁昌经济开发区", "繁昌经开区", "开发区", "340212", "340212", "开发区", date(2020, 6, 1)]
WANG = ["fanchang.wang", "王新", "340212", "副区长（分管工业）", "否", "2026.3.5", "w@luodi.example", "138 0000 5678"]


def test_units_and_people_are_imported_with_posts_and_no_password(city: City, by: Officer) -> None:
    plan = imported(by, units=[PARK], people=[WANG, ["jkq.li", "李新", "340212-JKQ", "主任", "是", "2026-1-1"]])
    assert plan.summary() == "单位：新增1；人员：新增2"
    park = Organisation.objects.get(code="340212-JKQ")
    assert city.district.contains(park) or park.path.startswith(city.district.path)
    assert (park.kind, park.valid_from, str(park.unit_class)) == (Kind.PARK, date(2020, 6, 1), "开发区")
    wang = Officer.objects.get(username="fanchang.wang")
    assert not wang.has_usable_password()
    assert wang.phone == "13800005678"
    assert not wang.roles.exists()
    assert Post.objects.get(title="副区长（分管工业）").holder_on(date(2026, 3, 5)) == wang
    assert Post.objects.get(organisation=park).is_principal
    assert not Roster.objects.exists()


def test_each_row_and_the_whole_are_in_the_audit_log(city: City, by: Officer) -> None:
    imported(by, units=[PARK], people=[WANG])
    acts = list(Entry.objects.filter(actor=by.username).order_by("seq").values_list("action", flat=True))
    assert acts == ["roster.keep", "organisation.add", "officer.add", "post.add", "tenure.start", "roster.import"]
    assert Entry.objects.order_by("-seq").first().detail == "单位：新增1；人员：新增1"  # type: ignore[union-attr]


def test_the_same_file_again_changes_nothing(city: City, by: Officer) -> None:
    imported(by, units=[PARK], people=[WANG])
    before = Entry.objects.count()
    again = imported(by, units=[PARK], people=[WANG])
    assert again.summary() == "单位：未变1；人员：未变1"
    assert Entry.objects.count() == before + 2  # kept, imported
    assert Organisation.objects.get(code="340212-JKQ").version == 1


def test_known_rows_are_changed_where_the_cell_says_something(city: City, by: Officer) -> None:
    plan = imported(
        by,
        units=[["340271", "芜湖经济技术开发区", "", "", "", "", "开发区"]],
        people=[["litian", "李填报", "340271", "", "", "", "", ""]],
    )
    assert plan.summary() == "单位：修改1；人员：修改1"
    park = Organisation.objects.get(code="340271")
    assert (park.short_name, str(park.unit_class)) == ("芜湖经开区", "开发区")
    officer = Officer.objects.get(username="litian")
    assert (officer.name, officer.organisation, officer.email) == ("李填报", park, "litian@luodi.example")


def test_parents_may_come_after_their_children(city: City, by: Officer) -> None:
    imported(
        by,
        units=[
            ["C", "丙", "", "乡镇", "B"],
            ["B", "乙", "", "开发区", "A"],
            ["A", "甲", "", "县", "340200"],
        ],
    )
    assert [one.code for one in Organisation.objects.filter(code__in="ABC").order_by("depth")] == ["A", "B", "C"]


def test_a_messy_sheet_is_recognised(city: City, by: Officer) -> None:
    """A merged title, a note, blank lines, other words and another order of columns, full-width digits, numbers."""
    content = book(
        Sheet1=[
            ["2026年繁昌区单位名册（示例）"],
            [],
            ["填报：李填", None, None, "联系：0553"],
            ["序号", "单位全称*", "机构代码", "隶 属", "机构类型（选填）", "成立日期", "备注"],
            [1, " 孙村镇　", "Ｔ１", 340212, "乡镇街道", 46086, "无"],
            [],
            [None, None, None, None, None, None, None],
            [2, "平铺镇", "T2", "３４０２１２", "镇", "2026年3月5日"],
        ],
        人员名册=[
            ["工号", "姓名", "单位", "电话", "角色"],
            ["t1.li", "李　镇", "T1", 13800001111, "系统管理员"],
        ],
    )
    plan = kept(by, content)
    assert problems(plan) == []
    assert [row.number for row in plan.rows()] == [5, 8, 2]
    assert any("角色由安全管理员" in one for one in plan.notices)
    assert any("序号、备注" in one for one in plan.notices)
    import_roster(by=by, now=NOW)
    assert Organisation.objects.get(code="T1").valid_from == date(2026, 3, 5)
    officer = Officer.objects.get(username="t1.li")
    assert (officer.name, officer.phone, officer.roles.count()) == ("李镇", "13800001111", 0)


@pytest.mark.parametrize(("row", "column", "words"), [
    (["", "甲镇", "", "镇", "340212"], "code", "请填写代码"),
    (["T1", "", "", "镇", "340212"], "name", "请填写名称"),
    (["T1", "甲" * 121, "", "镇", "340212"], "name", "120"),
    (["T1", "甲镇", "", "", "340212"], "kind", "请填写类型"),
    (["T1", "甲镇", "", "公司", "340212"], "kind", "没有类型"),
    (["T1", "甲镇", "", "镇", "999999"], "parent", "没有代码为“999999”的上级单位"),
    (["T1", "甲镇", "", "镇", "T1"], "parent", "绕成了圈"),
    (["T1", "甲镇", "", "镇", "340212", "3402"], "region_code", "6位"),
    (["T1", "甲镇", "", "镇", "340212", "", "一类"], "unit_class", "没有分类“一类”"),
    (["T1", "甲镇", "", "镇", "340212", "", "", "去年"], "valid_from", "看不懂日期"),
    (["340212", "繁昌新区", "", "", ""], "name", "更名请在单位页"),
    (["340212", "繁昌区", "", "开发区", ""], "kind", "系统里的类型"),
    (["340212", "繁昌区", "", "", "340207"], "parent", "调整上级请在单位页"),
    (["OLD", "旧区", "", "", ""], "code", "撤销"),
    (["T1", "甲镇", "", "镇", "OLD"], "parent", "承接单位"),
])  # fmt: skip
def test_a_wrong_cell_of_a_unit_is_named_with_its_row_and_column(
    city: City, by: Officer, row: list[str], column: str, words: str
) -> None:
    old = add_organisation(city.city, code="OLD", name="旧区", kind=Kind.DISTRICT, by=None, now=NOW)
    merge_organisations([old], successor=city.sibling, on=TODAY, basis="示例", by=None, now=NOW)
    found = problems(planned(by, units=[row]))
    assert [(number, name) for number, name, _ in found] == [(2, column)]
    assert words in found[0][2]


@pytest.mark.parametrize(("row", "column", "words"), [
    (["", "王新", "340212"], "username", "请填写账号"),
    (["王新", "王新", "340212"], "username", "字母"),
    (["wang", "", "340212"], "name", "请填写姓名"),
    (["wang", "王新", ""], "organisation", "请填写单位代码"),
    (["wang", "王新", "999"], "organisation", "没有代码为“999”的单位"),
    (["wang", "王新", "繁昌区"], "organisation", "字母"),
    (["wang", "王新", "340212", "书记"], "valid_from", "任职起始日期"),
    (["wang", "王新", "340212", "", "是"], "is_principal", "同时填写职务"),
    (["wang", "王新", "340212", "书记", "也许", "2026-1-1"], "is_principal", "“是”或“否”"),
    (["wang", "王新", "340212", "区长", "是", "2019-01-01"], "valid_from", "应晚于现任张区长"),
    (["wang", "王新", "340212", "区长", "否", "2026-01-01"], "is_principal", "系统里这个职务是主要负责人"),
    (["zhangquzhang", "张区长", "340212", "区长", "", "2021-01-01"], "valid_from", "2020-01-01"),
    (["wang", "王新", "340212", "甲" * 61, "", "2026-01-01"], "post", "60"),
    (["wang", "王新", "340212", "", "", "", "王@"], "email", "邮箱"),
    (["wang", "王新", "340212", "", "", "", "", "12345"], "phone", "手机11位"),
    (["svc", "系统", "340212"], "username", "已被使用"),
])  # fmt: skip
def test_a_wrong_cell_of_a_person_is_named_with_its_row_and_column(
    city: City, by: Officer, row: list[str], column: str, words: str
) -> None:
    add_officer(city.district, username="svc", name="系统", kind=Officer.Kind.SERVICE, by=None, now=NOW)
    found = problems(planned(by, people=[row]))
    assert [(number, name) for number, name, _ in found] == [(2, column)]
    assert words in found[0][2]


def test_duplicates_point_at_the_first(city: City, by: Officer) -> None:
    town = ["T1", "甲镇", "", "镇", "340212"]
    chair = ["340212", "书记", "是", "2026-01-01"]
    found = problems(
        planned(by, units=[town, town], people=[["a1", "甲", *chair], ["a1", "甲", "T1"], ["a2", "乙", *chair]])
    )
    assert [(number, column) for number, column, _ in found] == [(3, "code"), (3, "username"), (4, "post")]
    assert all("第2行" in sentence for _, _, sentence in found)


def test_a_successor_is_announced_and_seated(city: City, by: Officer) -> None:
    rows = [["wang", "王新", "340212", "区长", "是", "2026-07-01"]]
    assert [row.note for row in planned(by, people=rows).rows()] == ["接替张区长"]
    import_roster(by=by, now=NOW)
    assert city.chief_post.holder_on(date(2026, 6, 30)) == city.chief
    assert city.chief_post.holder_on(date(2026, 7, 1)).username == "wang"  # type: ignore[union-attr]


def test_one_error_and_nothing_is_imported(city: City, by: Officer) -> None:
    planned(by, units=[PARK], people=[WANG, ["x", "", "340212"]])
    with pytest.raises(Invalid, match="没有导入任何内容"):
        import_roster(by=by, now=NOW)
    assert not Organisation.objects.filter(code=PARK[0]).exists()
    assert Roster.objects.exists()


def test_what_changed_since_the_preview_is_noticed(city: City, by: Officer) -> None:
    assert planned(by, units=[PARK]).problems == 0
    add_organisation(city.sibling, code=str(PARK[0]), name="抢先", kind=Kind.PARK, by=None, now=NOW)
    with pytest.raises(Invalid, match="2处错误"):  # another name, another parent
        import_roster(by=by, now=NOW)


def test_a_row_that_fails_while_importing_takes_everything_back(
    city: City, by: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*said: Any, **more: Any) -> None:
        raise Conflict("已被使用")

    planned(by, units=[PARK], people=[WANG])
    monkeypatch.setattr(roster_module, "start_tenure", refuse)
    before = Entry.objects.count()
    with pytest.raises(Conflict):
        import_roster(by=by, now=NOW)
    assert not Organisation.objects.filter(code=PARK[0]).exists()
    assert not Officer.objects.filter(username=WANG[0]).exists()
    assert not Tenure.objects.filter(basis="批量导入").exists()
    assert Entry.objects.count() == before


def test_a_keeper_imports_within_his_scope_and_learns_nothing_of_the_rest(city: City) -> None:
    own = keeper(city.district, "fanchang.guanli")
    found = problems(
        planned(
            own,
            units=[["340207", "鸠江区"], ["T1", "甲镇", "", "镇", "340207"], ["T2", "乙镇", "", "镇", ""]],
            people=[["zhaotian", "赵填", "340212"], ["wang", "王新", "340207"]],
        )
    )
    assert [(number, column) for number, column, _ in found] == [
        (2, "code"), (3, "parent"), (4, "parent"), (2, "username"), (3, "organisation"),
    ]  # fmt: skip
    assert not any("鸠江" in sentence or "赵填" in sentence for _, _, sentence in found)
    assert problems(planned(own, units=[["T1", "甲镇", "", "镇", "340212"]])) == []


@pytest.mark.parametrize("who", ["clerk", "dispatcher", "leader"])
def test_nobody_else_imports(city: City, who: str) -> None:
    officer = getattr(city, who)
    with pytest.raises(NotAllowed):
        keep_roster("x.xlsx", [], by=officer, now=NOW)
    with pytest.raises(NotAllowed):
        import_roster(by=officer, now=NOW)


def test_the_error_file_can_be_mended_and_uploaded_again(city: City, by: Officer) -> None:
    plan = planned(by, units=[["T1", "甲镇", "", "公司", "340212"], PARK])
    content = with_errors(plan.tables)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_name("单位").to_python()
    assert rows[0][-1] == "错误"
    assert str(rows[1][-1]).startswith("类型：没有类型")
    assert rows[2][-1] == ""
    again = kept(by, content)
    assert again.problems == 1
    assert not again.notices
    twice = CalamineWorkbook.from_filelike(io.BytesIO(with_errors(again.tables))).get_sheet_by_name("单位").to_python()
    assert twice[0].count("错误") == 1


def test_nothing_typed_becomes_a_formula(city: City, by: Officer) -> None:
    plan = planned(by, units=[["T1", '=HYPERLINK("http://x.example","甲")', "", "公司", "340212"]])
    content = with_errors(plan.tables)
    assert b"<f>" not in read_raw(content, "xl/worksheets/sheet1.xml")


def read_raw(content: bytes, part: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(part)


@pytest.mark.parametrize(("sheets", "words"), [
    ({"单位": [["甲", "乙"], ["1", "2"]]}, "没有识别出"),
    ({"单位": [UNITS], "单位2": [UNITS]}, "两张“单位”表"),
    ({"单位": [(*UNITS, "单位代码")]}, "出现了两次"),
])  # fmt: skip
def test_a_workbook_that_is_no_roster_is_refused(city: City, by: Officer, sheets: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        kept(by, book(**sheets))


def test_the_upload_is_ciphered_at_rest_and_gone_after_a_day(city: City, by: Officer) -> None:
    planned(by, people=[WANG])
    stored = Roster.objects.extra(select={"raw": "content"}).values_list("raw", flat=True)[0]
    assert stored.startswith("enc1:")
    other = keeper(city.city, "shi.guanli")
    later = NOW.replace(day=NOW.day + 2)
    keep_roster("y.xlsx", read_workbook(book(单位=[UNITS])), by=other, now=later)
    with pytest.raises(NotFound):
        roster_of(by)
