"""The export holds exactly what is filtered, as text, and is itself an act."""

from __future__ import annotations

import re
import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from django.test import Client

from projects.audit import exporting
from projects.audit.models import Entry
from projects.audit.services import Difference, audited, record
from projects.masking import mask_mail
from tests.factories import NOW, City, build_city, sign_in
from tests.projects.audit.samples import Act, auditor, enter, write
from tests.workflow.pages import PAGE_TEST

pytestmark = PAGE_TEST

FORMULAS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "=cmd|' /C calc'!A0", "＝1＋1", "=HYPERLINK(\"http://evil.example\")",
    "http://evil.example/", "mailto:a@evil.example", "0553", "1e5", "{=1}", "'=1", "%0A=1", "=DDE()", "internal:A1",
    "|calc", ";=1", "\n=1",
]  # fmt: skip
PHONE = "13912345678"
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOW + timedelta(hours=3), tick=False) as moving:
        yield moving


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def browser(city: City) -> Client:
    return enter(auditor(city.city))


def exported(browser: Client, query: str = "") -> tuple[list[list[str]], zipfile.ZipFile]:
    """Rows of text, and the file itself."""
    answer = browser.post(f"/audit/export/{query}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    book = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    rows = [["".join(cell.itertext()) for cell in row.iter(f"{SHEET}c")] for row in sheet.iter(f"{SHEET}row")]
    return rows, book


def test_the_sheet_holds_exactly_what_is_filtered_the_latest_first(city: City, browser: Client) -> None:
    write(30)
    rows, _ = exported(browser, "?action=sample.try")
    assert rows[0][:3] == ["序号", "时间", "账号"]
    expected = Entry.objects.filter(action="sample.try").order_by("-seq").values_list("seq", flat=True)
    assert [int(row[0]) for row in rows[1:]] == list(expected)
    narrowed, _ = exported(browser, "?action=sample.try&from_at=2026-11-18T09:10&to_at=2026-11-18T09:12")
    assert len(narrowed) == 4


def test_the_export_is_recorded_with_filter_and_count(city: City, browser: Client) -> None:
    write(5)
    exported(browser, "?action=sample.try&person=")
    found = Entry.objects.order_by("-seq")[0]
    assert (found.action, found.actor) == ("audit.export", "heshen")
    assert found.detail == "共 5 条。筛选条件：动作：sample.try"
    rows, _ = exported(browser)
    assert any("导出审计记录" in row for row in rows)
    assert "无（全部记录）" in Entry.objects.order_by("-seq")[0].detail


def test_no_text_becomes_a_formula_a_link_or_a_number(city: City, browser: Client) -> None:
    for payload in FORMULAS:
        with audited():
            changes = [Difference("a", payload, payload, payload)]
            record(Act.TRY, by=None, now=NOW, name=payload, detail=payload, changes=changes)
    rows, book = exported(browser, "?action=sample.try")
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "<v>" not in re.sub(r'<c [^>]*t="(inlineStr|s)"[^>]*>.*?</c>', "", sheet, flags=re.DOTALL)
    assert "hyperlink" not in sheet
    kept = {mask_mail(payload) for payload in FORMULAS if payload == payload.strip()}
    assert {row[9] for row in rows[1:]} >= kept


def test_personal_data_is_masked_in_the_export(city: City, browser: Client) -> None:
    with audited():
        record(
            Act.TRY, by=None, now=NOW, name=f"李填 {PHONE}", detail=PHONE, changes=[Difference("p", "电话", PHONE, "")]
        )
    _, book = exported(browser)
    assert not any(PHONE.encode() in book.read(name) for name in book.namelist())


def test_too_many_rows_are_refused_with_what_to_do(
    city: City, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "MOST", 4)
    write(5)
    answer = browser.post("/audit/export/?action=sample.try", follow=True)
    assert "请缩短时间范围或增加条件后再导出" in answer.content.decode()
    assert answer.redirect_chain[-1][0] == "/audit/?action=sample.try"
    assert not Entry.objects.filter(action="audit.export").exists()


def test_a_filter_that_cannot_be_read_is_not_exported_around(browser: Client) -> None:
    answer = browser.post("/audit/export/?from_at=yesterday", follow=True)
    assert "有筛选条件无法识别" in answer.content.decode()


def test_it_must_be_sent_with_a_token(city: City) -> None:
    strict = sign_in(Client(enforce_csrf_checks=True), auditor(city.city, "heshen2"))
    assert strict.post("/audit/export/").status_code == 403
    assert strict.get("/audit/export/").status_code == 405


def test_many_rows_come_in_pieces(city: City, browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "PIECE", 7)
    write(30)
    rows, _ = exported(browser, "?action=sample.try")
    assert len(rows) == 31
