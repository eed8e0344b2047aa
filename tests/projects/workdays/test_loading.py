"""Loading years and files: what is taken, what is refused, and that a refusal changes nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from projects.errors import Conflict, DomainError, Invalid
from projects.workdays import queries, services
from projects.workdays.models import CalendarYear, Day

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
LINES = """date,kind,name
2026-12-27,makeup,元旦
2027-01-01,holiday,元旦
2027-01-02,holiday,元旦
2027-01-03,holiday,元旦
2027-02-05,holiday,春节
2027-02-06,放假,春节
2027-02-07,休,春节
2027-02-20,班,春节
2027/4/5,holiday,清明节
2027-05-01,holiday,劳动节
2027-05-02,holiday,劳动节
2027-06-09,holiday,端午节
2027-09-15,holiday,中秋节
2027-10-01,holiday,国庆节
2027-10-02,holiday,国庆节
2027-10-03,holiday,国庆节
"""


def snapshot() -> tuple[list[object], list[object]]:
    years = list(CalendarYear.objects.values_list("year", "is_official", "source"))
    return years, list(Day.objects.values_list("date", "kind", "name"))


def load(text: str, *, official: bool = True) -> CalendarYear:
    return services.load_file(2027, text.encode(), official=official, source="国办发明电〔2026〕号", now=NOW)


def test_loading_years_again_changes_nothing_but_the_time() -> None:
    before = snapshot()
    services.load_years(2015, 2027, now=NOW)
    assert snapshot() == before
    assert set(CalendarYear.objects.values_list("loaded_at", flat=True)) == {NOW}


def test_a_year_beyond_the_library_is_loaded_as_not_official() -> None:
    assert [year.is_official for year in services.load_years(2026, 2028, now=NOW)] == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(("first", "last"), [(2026, 2025), (2009, 2010), (2099, 2100)])
def test_impossible_ranges_are_refused_and_nothing_is_loaded(first: int, last: int) -> None:
    before = snapshot()
    with pytest.raises(Invalid):
        services.load_years(first, last, now=NOW)
    assert snapshot() == before


def test_an_official_file_turns_the_year_into_a_promise() -> None:
    load(LINES)
    assert CalendarYear.objects.get(year=2027).is_official
    assert queries.next_workday(date(2027, 1, 1)) == date(2027, 1, 4)
    assert queries.is_workday(date(2027, 2, 20))
    assert queries.is_workday(date(2027, 2, 8))


def test_a_file_may_move_days_of_the_december_before() -> None:
    assert not queries.is_workday(date(2026, 12, 27))
    load(LINES)
    assert queries.is_workday(date(2026, 12, 27))
    assert Day.objects.filter(date__year=2026, is_workday=True).count() == 249


def test_an_official_year_is_not_covered_by_a_computed_one() -> None:
    load(LINES)
    before = snapshot()
    with pytest.raises(Conflict, match="2027年日历已按国务院办公厅通知核定"):
        services.load_years(2026, 2027, now=NOW)
    with pytest.raises(Conflict):
        load(LINES, official=False)
    assert snapshot() == before


def test_a_corrected_official_file_may_be_loaded_again() -> None:
    load(LINES)
    load(LINES.replace("2027-02-20,班", "2027-02-21,班"))
    assert not queries.is_workday(date(2027, 2, 20))
    assert queries.is_workday(date(2027, 2, 21))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("date,kind,name", "日期,类型"), "首行必须是 date,kind,name"),
        (("2027-06-09,holiday,端午节\n", ""), "缺少端午节"),
        (("2027-10-03,holiday,国庆节\n", ""), "10月3日是法定节假日"),
        (("2027-02-20,班", "2027-02-19,班"), "第9行：2027-02-19不是周末"),
        (("2027-09-15", "2028-09-15"), "第14行：日期2028-09-15不属于2027年"),
        (("2026-12-27", "2026-11-28"), "第2行：日期2026-11-28不属于2027年"),
        (("2027-09-15", "2027-09-31"), "第14行：日期“2027-09-31”无法识别"),
        (("2027-09-15", "九月十五"), "无法识别"),
        (("2027-09-15,holiday", "2027-09-15,vacation"), "类型“vacation”不认识"),
        (("2027-09-15,holiday,中秋节", "2027-09-15,holiday,"), "须填写节日名称"),
        (("2027-09-15,holiday,中秋节", "2027-09-15,holiday"), "应有3列，实有2列"),
        (("2027-01-02,", "2027-01-01,"), "第4行：日期2027-01-01重复"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line_and_nothing_is_loaded(change: tuple[str, str], sentence: str) -> None:
    before = snapshot()
    with pytest.raises(Invalid) as refusal:
        load(LINES.replace(*change))
    assert sentence in refusal.value.detail
    assert snapshot() == before


def test_a_file_full_of_faults_names_the_first_five_and_counts_the_rest() -> None:
    with pytest.raises(Invalid, match="另有8处"):
        load("date,kind,name\n")


def test_a_file_saved_by_a_chinese_excel_is_read() -> None:
    services.load_file(2027, LINES.encode("gb18030"), official=True, source="通知", now=NOW)
    assert Day.objects.get(date=date(2027, 9, 15)).name == "中秋节"


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Invalid, match="UTF-8"):
        services.load_file(2027, b"\xff\xfe\x00\x81\x20", official=True, source="通知", now=NOW)


def test_the_december_before_must_be_loaded_first() -> None:
    with pytest.raises(Invalid, match="2028年日历尚未载入"):
        text = LINES.replace("2026-12-27,makeup,元旦\n", "2026-12-31,holiday,元旦\n").replace("2027", "2029")
        services.load_file(2029, text.replace("2026", "2028").replace("2029-02-20", "2029-02-24").encode(),
                           official=True, source="通知", now=NOW)  # fmt: skip


def test_the_command_loads_a_file_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "2027.csv"
    path.write_text(LINES, encoding="utf-8")
    call_command("load_workdays", file=path, year=2027, official=True)
    assert "2027年：已核定，来源 文件 2027.csv" in capsys.readouterr().out


def test_the_command_loads_years(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_workdays", "--from", "2026", "--to", "2027")
    assert capsys.readouterr().out.splitlines() == [
        "2026年：已核定，来源 holidays 程序库",
        "2027年：推算，未核定，不作工作日承诺，来源 holidays 程序库",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "--from 与 --to"),
        (["--from", "2026"], "--from 与 --to"),
        (["--file", "nowhere.csv"], "--year"),
        (["--file", "nowhere.csv", "--year", "2027"], "找不到文件 nowhere.csv"),
        (["--from", "2027", "--to", "2026"], "早于起始年份"),
    ],
)
def test_the_command_refuses_in_chinese(arguments: list[str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("load_workdays", *arguments)


def test_an_unloaded_calendar_promises_nothing() -> None:
    Day.objects.all().delete()
    CalendarYear.objects.all().delete()
    with pytest.raises(DomainError, match="2026年工作日历尚未"):
        queries.next_workday(date(2026, 5, 1))


def test_the_first_load_can_be_taken_back_and_repeated() -> None:
    migration = MigrationExecutor(connection).loader.graph.nodes["workdays", "0002_load_calendar"]
    operation = migration.operations[0]
    apps = MigrationExecutor(connection).loader.project_state([("workdays", "0001_initial")]).apps
    before = snapshot()
    operation.reverse_code(apps, None)
    assert not Day.objects.exists()
    assert not CalendarYear.objects.exists()
    operation.code(apps, None)
    assert snapshot() == before
