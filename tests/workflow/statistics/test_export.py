"""Files of statistics: numbers are numbers, the head says the question and both times, an export is an act."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook

from projects.audit.models import Entry
from tests.workflow.pages import PAGE_TEST, enter
from tests.workflow.statistics.scene import Scene

pytestmark = PAGE_TEST
ASKED = {"what": "flow", "period": "year", "least": "1", "also": "10", "rows": "unit", "compare": "1",
         "as_of": "2026-08-31", "known_at": "2026-09-03T18:00"}  # fmt: skip


@pytest.fixture
def office(scene: Scene) -> Client:
    """王调's browser."""
    return enter(scene.city.dispatcher)


def file_of(client: Client, name: str, query: dict[str, str]) -> BytesIO:
    """The bytes of a file."""
    answer: Any = client.get(reverse(name), query)
    assert answer.status_code == 200
    return BytesIO(b"".join(answer.streaming_content))


def test_the_workbook_bears_numbers_and_says_what_was_asked_and_when(office: Client) -> None:
    book = CalamineWorkbook.from_filelike(file_of(office, "statistics:export", {**ASKED, "format": "xlsx"}))
    lines = book.get_sheet_by_name("统计").to_python()
    assert lines[0][0] == "期间新增：1—8月全市新签约亿元以上项目"
    assert lines[1][0] == "筛选条件：总投资：亿元以上"
    assert lines[2][0] == "时间：截至2026年8月31日，按2026年9月3日18:00时所知"
    assert lines[5] == [
        "县区、园区", "个数", "10亿元以上", "总投资（亿元）", "去年同期", "增减", "增幅（%）", "金额增幅（%）",
    ]  # fmt: skip
    assert lines[6] == ["合计", 3, 2, 80, 1, 2, 200, 3900]
    assert lines[8] == ["鸠江区", 1, 1, 60, 0, 1, "去年同期为0", "去年同期为0"]
    said = book.get_sheet_by_name("文字").to_python()[1][0]
    assert str(said).startswith("1—8月，全市新签约亿元以上项目3个，是去年同期的3倍")


def test_the_document_bears_the_sentences_and_the_table(office: Client) -> None:
    paper = Document(file_of(office, "statistics:export", {**ASKED, "format": "docx"}))
    text = "\n".join(one.text for one in paper.paragraphs)
    assert "是去年同期的3倍" in text
    assert "按2026年9月3日18:00时所知" in text
    assert [cell.text for cell in paper.tables[0].rows[1].cells][:4] == ["合计", "3", "2", "80.00"]


def test_the_rows_behind_a_number_are_exported_whole(office: Client) -> None:
    page = office.get(reverse("statistics:explorer"), ASKED).content.decode()
    key = re.findall(r"/statistics/rows/\?key=([\w-]+)", page)[0]
    book = CalamineWorkbook.from_filelike(file_of(office, "statistics:export_rows", {"key": key}))
    lines = book.get_sheet_by_name("明细").to_python()
    assert lines[0][0] == "2026年1—8月新签约的项目"
    assert [(row[1], row[6], row[7]) for row in lines[6:]] == [("甲项目", 1, 8), ("丁项目", 1, 60), ("乙项目", 1, 12)]


def test_an_export_is_recorded_with_its_question(office: Client) -> None:
    file_of(office, "statistics:export", {**ASKED, "format": "xlsx"})
    made = Entry.objects.filter(action="statistics.export").latest("seq")
    assert "按2026年9月3日18:00时所知" in made.detail


def test_a_question_with_a_mistake_leads_back_to_the_page_and_exports_nothing(office: Client) -> None:
    answer = office.get(reverse("statistics:export"), {**ASKED, "least": "abc"})
    assert answer.status_code == 302 and "least=abc" in answer["Location"]
    assert not Entry.objects.filter(action="statistics.export").exists()
