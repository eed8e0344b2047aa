"""The pages: what a clerk fills in, what the office sees, how a messy file is told where it is wrong."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from projects.people.roster.reading import read_workbook
from tests.factories import City, new_project
from tests.projects.people.test_back_office import sign_in
from tests.workflow.reporting.samples import STARTS, asked, at, of, opened, reported, row
from workflow.reporting.models import ReportRequest, ReportRound
from workflow.reporting.services import close_round, save_draft

pytestmark = pytest.mark.django_db
DUE = date(2026, 11, 18)
HEADS = ["序号", "项目名称", "投资方", "拟投资额（万元）", "进展状态", "开始洽谈日期", "联系人"]


def workbook(*rows: list[Any], heads: list[str] | None = None, above: int = 2) -> SimpleUploadedFile:
    """A file as offices make them: titles above, a running number, a sum below."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet("汇总")
        sheet.write(0, 0, "繁昌区新增在谈项目（共2个）")
        for index, values in enumerate([heads or HEADS, *rows], above):
            for place, value in enumerate(values):
                sheet.write(index, place, value)
    return SimpleUploadedFile("报送.xlsx", file.getvalue())


@pytest.fixture
def round_(city: City) -> ReportRound:
    return opened(city, due_on=DUE)


def client(officer: Any) -> Client:
    return sign_in(Client(), officer)


def address(name: str, one: Any) -> str:
    return reverse(f"reporting:{name}", args=[one.pk])


def posted(*rows: dict[str, str], **over: Any) -> dict[str, Any]:
    """The table as its page sends it."""
    cells = {f"rows-{place}-{name}": text for place, one in enumerate(rows) for name, text in one.items()}
    return {"rows-TOTAL_FORMS": str(len(rows) + 3), "do": "submit", **cells, **over}


def test_the_clerk_finds_it_fills_it_in_and_hands_it_in(city: City, round_: ReportRound, clock: None) -> None:
    browser, found = client(city.clerk), of(round_, city.district)
    home = browser.get(reverse("reporting:home")).content.decode()
    assert "待我报送" in home and "今天到期" in home
    page = browser.get(address("fill", found)).content.decode()
    assert "拟投资额（亿元）" in page and "不低于20亿元" in page
    answer = browser.post(address("fill", found), posted(row(), version=found.version))
    assert answer.status_code == 302
    shown = browser.get(address("return", found)).content.decode()
    assert "储能电池基地" in shown and "25.00" in shown and "按时" in shown


def test_a_wrong_cell_is_told_at_its_place_and_nothing_typed_is_lost(
    city: City, round_: ReportRound, clock: None
) -> None:
    found = of(round_, city.district)
    answer = client(city.clerk).post(
        address("fill", found), posted(row(), row("液流电池", "12"), version=found.version)
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and "有 1 处需要改正" in page and "不在报送范围" in page
    assert 'name="rows-1-total_investment" value="12"' in page
    assert of(round_, city.district).state == "pending"


def test_more_rows_are_given_without_losing_any(city: City, round_: ReportRound, clock: None) -> None:
    found = of(round_, city.district)
    page = client(city.clerk).post(address("fill", found), posted(row(), do="more", version=found.version))
    assert 'name="rows-5-project_name"' in page.content.decode()


def test_nil_withdraw_and_correction_from_the_page(city: City, round_: ReportRound) -> None:
    browser, found = client(city.clerk), of(round_, city.district)
    with time_machine.travel(at(DUE), tick=False):
        assert browser.post(address("return", found), {"do": "nil", "version": found.version}).status_code == 302
        found.refresh_from_db()
        assert browser.post(address("return", found), {"do": "withdraw", "version": found.version}).status_code == 302
        found.refresh_from_db()
        browser.post(address("fill", found), posted(row(), version=found.version))
    found.refresh_from_db()
    with time_machine.travel(at(DUE + timedelta(days=1)), tick=False):
        browser = client(city.clerk)
        refused = browser.post(address("fill", found), posted(row(amount="31"), do="correct", version=found.version))
        assert refused.status_code == 422 and "请写明更正的原因" in refused.content.decode()
        sent = posted(row(amount="31"), do="correct", note="合同变更", version=found.version)
        assert browser.post(address("fill", found), sent).status_code == 302
        page = browser.get(address("return", found)).content.decode()
    assert "由“25.00亿元”改为“31.00亿元”" in page and "合同变更" in page


def test_a_messy_file_is_read_by_its_headers_and_units(city: City, round_: ReportRound, clock: None) -> None:
    browser, found = client(city.clerk), of(round_, city.district)
    file = workbook(
        [1, "储能 电池基地", "示例能源", 250000, "深入洽谈 ", 46327, "张三 13800001234"],
        ["", "", "", "", "", "", ""],
        [2, "光伏组件", "示例光伏", "３０．５亿", "拟签约", "2026年3月", ""],
        ["合计", "", "", 555000, "", "", ""],
    )
    preview = browser.post(address("upload", found), {"file": file})
    page = preview.content.decode()
    assert preview.status_code == 200 and "检查通过" in page and "联系人" in page
    token = preview.context["token"]
    assert of(round_, city.district).draft == []
    assert browser.post(address("upload", found), {"do": "apply", "token": token}).status_code == 302
    draft = of(round_, city.district).draft
    assert [(one["total_investment"], one["talks_began_on"]) for one in draft] == [
        ("250000万元", "46327"),
        ("３０．５亿", "2026年3月"),
    ]
    sent = browser.post(address("fill", found), posted(*draft, version=of(round_, city.district).version))
    assert sent.status_code == 302
    rows = of(round_, city.district).versions.get().rows
    assert [(one["total_investment"], one["talks_began_on"]) for one in rows] == [
        ("250000", "2026-11-01"),
        ("305000", "2026-03-01"),
    ]


def test_a_wrong_file_names_every_cell_and_keeps_nothing(city: City, round_: ReportRound, clock: None) -> None:
    found = of(round_, city.district)
    file = workbook([1, "甲", "示例", "约25亿", "谈崩", "去年", ""], [2, "甲项目", "", 12, "拟签约", "", ""])
    answer = client(city.clerk).post(address("upload", found), {"file": file})
    page = answer.content.decode()
    assert answer.status_code == 422 and answer.context["token"] == ""
    for told in ("不是一个金额", "没有选项“谈崩”", "看不懂日期", "与第4行重复", "请填写投资方", "低于20亿元"):
        assert told in page, told
    assert "第4行" in page and of(round_, city.district).draft == []


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (SimpleUploadedFile("a.xlsx", b"not a zip"), "不是完整的 .xlsx"),
        (workbook([1], heads=["序号", "别的"]), "没有找到表头"),
        (workbook(heads=HEADS), "表头下面没有内容"),
        (workbook(["甲", "乙"], heads=["项目名称", "项目名称"]), "出现了两次"),
    ],
    ids=["broken", "no header", "empty", "twice"],
)
def test_a_file_that_is_none_is_refused_with_what_to_do(
    city: City, round_: ReportRound, clock: None, file: SimpleUploadedFile, told: str
) -> None:
    file.seek(0)
    answer = client(city.clerk).post(address("upload", of(round_, city.district)), {"file": file})
    assert answer.status_code == 422 and told in answer.content.decode()


def test_a_preview_that_was_overtaken_is_not_taken_over(city: City, round_: ReportRound, clock: None) -> None:
    browser, found = client(city.clerk), of(round_, city.district)
    preview = browser.post(address("upload", found), {"file": workbook([1, "甲", "示例", 250000, "拟签约", "", ""])})
    save_draft(found.pk, [row("乙")], by=city.clerk, now=at(DUE))
    sent = {"do": "apply", "token": preview.context["token"]}
    assert browser.post(address("upload", found), sent).status_code == 412
    assert of(round_, city.district).draft[0]["project_name"] == "乙"


def test_the_blank_workbook_reads_back(city: City, round_: ReportRound, clock: None) -> None:
    answer = client(city.clerk).get(address("template", of(round_, city.district)))
    sheet = read_workbook(b"".join(answer.streaming_content))[0]  # type: ignore[arg-type]
    assert sheet.rows[0][:4] == ["项目名称*", "投资方*", "拟投资额（亿元）*", "产业链"]


def test_the_office_sees_everybody_a_unit_itself(city: City, round_: ReportRound, clock: None) -> None:
    reported(city, round_, row())
    reported(city, round_, row("机器人产业园", "60"), unit=city.sibling, by=city.sibling_clerk)
    page = client(city.dispatcher).get(address("round", round_)).content.decode()
    assert "储能电池基地" in page and "机器人产业园" in page and "85.00" in page and "20亿元以上、不足50亿元" in page
    own = client(city.clerk).get(address("round", round_)).content.decode()
    assert "储能电池基地" in own and "机器人产业园" not in own and "鸠江区" not in own
    other = of(round_, city.sibling)
    assert client(city.clerk).get(address("return", other)).status_code == 404


def test_the_office_urges_sends_back_and_closes(city: City, round_: ReportRound) -> None:
    browser = client(city.dispatcher)
    with time_machine.travel(at(DUE), tick=False):
        page = browser.post(address("round", round_), {"do": "urge"}, follow=True).content.decode()
        assert "已催报 3 个单位" in page
        assert browser.post(address("round", round_), {"do": "urge"}).status_code == 409
        found = reported(city, round_, row())
        sent = {"do": "send_back", "reason": "", "version": found.version}
        assert browser.post(address("return", found), sent).status_code == 422
    with time_machine.travel(at(DUE + timedelta(days=1)), tick=False):
        browser = client(city.dispatcher)
        assert browser.post(address("round", round_), {"do": "close", "version": round_.version}).status_code == 302
        closed = browser.get(address("round", round_)).content.decode()
    assert "与封存时一致" in closed and "第1期" in closed


def test_a_round_leaves_as_a_workbook(city: City, round_: ReportRound, clock: None) -> None:
    reported(city, round_, row("=1+1"))
    answer = client(city.dispatcher).get(address("export", round_))
    sheets = {one.name: one.rows for one in read_workbook(b"".join(answer.streaming_content))}  # type: ignore[arg-type]
    assert set(sheets) == {"概况", "分档", "单位", "明细"}
    assert sheets["明细"][1][:4] == ["繁昌区", "=1+1", "示例能源集团", "25"]


def test_a_row_that_names_a_project_links_to_it(city: City, round_: ReportRound, clock: None) -> None:
    project = new_project(city)
    reported(city, round_, row(project=project.number))
    page = client(city.clerk).get(address("round", round_)).content.decode()
    assert reverse("desk:project", args=[project.pk]) in page and project.name in page


def test_a_row_is_entered_into_the_ledger_by_one_click(city: City, round_: ReportRound, clock: None) -> None:
    found = reported(city, round_, row("储能 & 电池基地", "25.6"))
    browser = client(city.clerk)
    page = browser.get(address("return", found))
    (told,) = page.context["rows"]
    form = browser.get(f"{reverse('ledger:create')}?{told.entry}").content.decode()
    assert 'value="储能 &amp; 电池基地"' in form and 'value="25.60"' in form
    assert told.entry.replace("&", "&amp;") in page.content.decode()


def test_a_request_is_laid_down_from_a_preset_and_its_form_is_changed(city: City, clock: None) -> None:
    browser = client(city.dispatcher)
    page = browser.get(reverse("reporting:new") + "?preset=signing")
    assert "拟签约项目周报" in page.content.decode() and "以后十期" in page.content.decode()
    first = {name: value for name, value in page.context["form"].initial.items() if value is not None}
    sent = {**first, "preset": "signing", "time": "17:30", "name": "拟签约周报"}
    made_at = browser.post(reverse("reporting:new"), sent)
    assert made_at.status_code == 302, made_at.context["form"].errors
    made = ReportRequest.objects.get()
    assert (made.recurrence, made.weekday, made.forms.get().number) == ("weekly", 3, 1)
    editor = browser.get(address("form", made))
    rows = editor.context["rows"]
    body: dict[str, Any] = {"version": made.version, "key": "项目名称", "amount": "总投资", "tiers": "5、20"}
    body |= {"columns-TOTAL_FORMS": rows.total_form_count(), "columns-INITIAL_FORMS": rows.initial_form_count()}
    for place, one in enumerate(rows.forms):
        for name, value in one.initial.items():
            if value not in ("", None, False, []):
                body[f"columns-{place}-{name}"] = value
    last = rows.initial_form_count()
    body |= {f"columns-{last}-label": "联系处室", f"columns-{last}-kind": "text"}
    assert browser.post(address("form", made), body).status_code == 302
    form = made.forms.first()
    assert form is not None and (form.number, form.tiers_wan) == (2, [50_000, 200_000])
    assert form.definition.columns[-1].name == "c1" and form.definition.column("project_name").required
    bad = browser.post(address("form", made), {**body, "version": made.version + 1, "key": "没有这列"})
    assert bad.status_code == 422 and "没有名为" in bad.content.decode()


def test_the_next_ten_rounds_are_previewed_with_their_reasons(city: City, clock: None) -> None:
    made = asked(city, recurrence="monthly", day=1, anchor_on=None, starts_on=STARTS)
    page = client(city.dispatcher).get(address("request", made)).content.decode()
    assert "2026-12-01" in page and "2027年工作日历尚未" in page and "load_workdays --file 2027.csv" in page


def test_statistics_tell_the_rate_of_the_year(city: City, round_: ReportRound) -> None:
    reported(city, round_, row(), now=at(DUE))
    reported(city, round_, is_nil=True, unit=city.sibling, by=city.sibling_clerk, now=at(DUE, 20))
    close_round(round_.pk, by=city.dispatcher, now=at(DUE, 21))
    with time_machine.travel(at(DUE + timedelta(days=2)), tick=False):
        page = client(city.dispatcher).get(reverse("reporting:statistics"))
    lines = {one.unit.name: (one.counts, one.rate) for one in page.context["lines"]}
    assert [str(lines[name][1]) for name in ("繁昌区", "鸠江区", "芜湖经济技术开发区")] == ["100.0", "0.0", "0.0"]
    assert lines["芜湖经济技术开发区"][0]["missing"] == 1


def test_the_office_adds_a_round_on_its_page(city: City, clock: None) -> None:
    later = date(2026, 11, 25)
    browser, request = client(city.dispatcher), asked(city, starts_on=later, anchor_on=later, window_days=1)
    assert "加报一期" in browser.get(address("request", request)).content.decode()
    page = address("extra", request)
    refused = browser.post(page, {"due_on": "2026-11-26", "reason": "市里要求补报"})
    assert refused.status_code == 422
    assert "按规则的下一期2026-11-25截止" in refused.content.decode() and "市里要求补报" in refused.content.decode()
    made = browser.post(page, {"due_on": "2026-11-20", "reason": "市里要求补报"}, follow=True)
    assert "已开始第1期（加报），2026-11-20 17:30 截止" in made.content.decode()
    assert client(city.clerk).get(page).status_code == 403
