"""Exports of the list (reliability.md, row 24): no live formula, text reads back as it was, numbers stay numbers."""

from __future__ import annotations

import csv
import io
import zipfile
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from python_calamine import CalamineWorkbook

from projects.audit.models import Entry
from projects.ledger.models import Enterprise, Project, Tag
from projects.people.models import Officer, Organisation
from tests.factories import NOW, City, new_project
from tests.workflow.pages import PAGE_TEST
from workflow.desk import cells, exports
from workflow.desk.columns import COLUMNS

pytestmark = PAGE_TEST
EXPORT = "/projects/export/"
HEAD = 5
PAYLOADS = (
    "=1+1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x.example","点")', "+1+1", "-1+1", "@SUM(1,1)", "\t=1+1",
    "\r=1+1", "\n=1+1", " =1+1", "　=1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", "'=1+1", "''", "|calc", "%0A=1",
    "=\"\"",
    "\ufeff=1+1", "\u200b=1", "{=1+1}", "001234", "1E5", "2026-03-05", "http://x.example", "a,\"b\";c",
    "_x0041_=1", "<b>&amp;",
)  # fmt: skip
"""Half and full width, blanks and unseen signs before the sign, what looks like a number, a link, or our own rule."""
TAG = 20
"""Characters of a tag: PostgreSQL takes no more."""
TEXT_COLUMNS = [key for key, column in COLUMNS.items() if column.kind == "text"]
OWN_TEXTS = ("name", "external_ref", "summary", "chain", "site", "investment_code", "demonstration_reason")


@pytest.fixture
def hostile(city: City) -> list[str]:
    """One project per payload in every text that a project, an enterprise, a unit, a person and a tag have."""
    unit = Organisation.objects.get(pk=city.district.pk)
    for number, payload in enumerate(PAYLOADS):
        project = new_project(city, name=f"p{number}", investor=f"i{number}", tags=[f"t{number}"],
                              total_investment_wan=Decimal("12345.6789"), is_industrial=False)  # fmt: skip
        firm = Enterprise.objects.create(name=payload, uscc=f"U{number:017d}", created_at=NOW, updated_at=NOW)
        project.investors.set([firm])
        tag = Tag.objects.create(name=payload[:TAG])
        project.tags.set([tag])
        texts: dict[str, Any] = dict.fromkeys(OWN_TEXTS, payload) | {"external_ref": f"{payload}{number}"}
        texts["investment_code"] = payload[:28]
        Project.objects.filter(pk=project.pk).update(**texts, company=firm)
    Organisation.objects.filter(pk=unit.pk).update(name="=2+3", short_name="＝2+3")
    Officer.objects.filter(pk=city.leader.pk).update(name="@导出人")
    city.leader.refresh_from_db()
    return list(PAYLOADS)


def fetched(client: Client, kind: str, columns: str = ",".join(COLUMNS), **query: str) -> bytes:
    answer = client.get(EXPORT, {"format": kind, "columns": columns, "order": "number", **query})
    assert answer.status_code == 200, answer
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def csv_rows(content: bytes) -> list[list[str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def expected_texts(payload: str, number: int) -> dict[str, str]:
    return {
        **dict.fromkeys(("name", "summary", "chain", "site", "demonstration_reason", "investors"), payload),
        "tags": payload[:TAG],
        "external_ref": f"{payload}{number}",
        "investment_code": payload[:28],
        "company": payload,
        "landing": "＝2+3",
    }


def test_no_cell_of_the_workbook_is_a_formula_or_a_link(city: City, hostile: list[str], client: Client) -> None:
    client.force_login(city.leader)
    with zipfile.ZipFile(io.BytesIO(fetched(client, "xlsx"))) as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/")]
    assert sum(sheet.count("<f>") + sheet.count("<f ") + sheet.count("<hyperlink") for sheet in sheets) == 0


def test_every_text_of_the_workbook_reads_back_as_it_was(city: City, hostile: list[str], client: Client) -> None:
    client.force_login(city.leader)
    book = CalamineWorkbook.from_filelike(io.BytesIO(fetched(client, "xlsx")))
    rows = book.get_sheet_by_index(0).to_python()
    keys = [key for title in rows[HEAD] for key, column in COLUMNS.items() if column.title == title]
    assert len(keys) == len(COLUMNS)
    for number, (payload, row) in enumerate(zip(hostile, rows[HEAD + 1 :], strict=True)):
        for key, text in expected_texts(payload, number).items():
            assert row[keys.index(key)] == text, (key, payload)


def test_every_text_of_the_csv_reads_back_by_the_one_rule_and_begins_with_no_sign(
    city: City, hostile: list[str], client: Client
) -> None:
    client.force_login(city.leader)
    rows = csv_rows(fetched(client, "csv"))
    keys = [key for title in rows[HEAD] for key, column in COLUMNS.items() if column.title == title]
    for number, (payload, row) in enumerate(zip(hostile, rows[HEAD + 1 :], strict=True)):
        for key, text in expected_texts(payload, number).items():
            assert cells.unguarded(row[keys.index(key)]) == text, (key, payload)
    signs = "=+-@\t\r\n＝＋－＠|%"
    every = [cell for row in rows for cell in row if cell]
    assert [cell for cell in every if cell[0] in signs or cell.lstrip("\ufeff\u200b \u3000")[:1] in signs] == []


def test_without_the_rule_the_same_file_would_carry_formulas(
    city: City, hostile: list[str], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Negative control of the test above."""
    monkeypatch.setattr(exports, "guarded", lambda text: text)
    client.force_login(city.leader)
    rows = csv_rows(fetched(client, "csv"))
    assert any(cell.startswith("=") for row in rows for cell in row)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_the_rule_is_one_to_one(payload: str) -> None:
    assert cells.unguarded(cells.guarded(payload)) == payload


def test_numbers_stay_numbers_and_days_stay_days(city: City, client: Client) -> None:
    new_project(city, total_investment_wan=Decimal("123456.7891"), expected_jobs=300)
    client.force_login(city.leader)
    columns = "total,negotiating,expected_jobs"
    book = CalamineWorkbook.from_filelike(io.BytesIO(fetched(client, "xlsx", columns)))
    rows = book.get_sheet_by_index(0).to_python()
    assert rows[HEAD] == ["项目", "总投资（亿元）", "在谈", "预计用工（人）"]
    _, total, day, jobs = rows[HEAD + 1]
    assert (total, jobs) == (12.34567891, 300) and str(day) == "2026-05-02"
    line = fetched(client, "csv", columns).decode("utf-8-sig").splitlines()[-1]
    assert line.endswith(',12.34567891,"2026-05-02",300')


def test_the_file_holds_exactly_what_is_filtered_in_the_order_shown(city: City, client: Client) -> None:
    for number in range(30):
        new_project(city, name=f"项目{number:02d}", total_investment_wan=Decimal(number + 1), investor=f"企业{number}")
    new_project(city, name="邻区", landing_organisation=city.sibling, by=city.sibling_clerk, investor="邻")
    client.force_login(city.clerk)
    rows = csv_rows(fetched(client, "csv", "total", q="项目", order="-total", amount_to="0.0025"))
    assert [row[0] for row in rows[HEAD + 1 :]] == [f"项目{number:02d}" for number in range(24, -1, -1)]


def test_the_head_says_filters_time_person_count_and_sums(city: City, client: Client) -> None:
    new_project(city, total_investment_wan=Decimal("80000"))
    new_project(city, name="无金额", total_investment_wan=None, investor="乙")
    client.force_login(city.clerk)
    head = [row[0] for row in csv_rows(fetched(client, "csv", stage="negotiating"))[:4]]
    assert head[0] == "重大项目台账" and "阶段：在谈" in head[1]
    assert "2026-11-18 09:00" in head[2] and "李填（繁昌区）" in head[2]
    assert "共 2 个项目" in head[3] and "总投资 8.00 亿元（1 个未填）" in head[3]


def test_an_export_is_an_act_with_its_filter_and_number_of_rows(city: City, client: Client) -> None:
    new_project(city)
    client.force_login(city.clerk)
    fetched(client, "xlsx", stage="negotiating")
    entry = Entry.objects.get(action="project.export")
    assert entry.actor == city.clerk.username and "共 1 个项目" in entry.detail and "阶段：在谈" in entry.detail


def test_more_rows_than_the_limit_and_unreadable_filters_are_refused_with_a_sentence(
    city: City, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    new_project(city)
    new_project(city, name="第二个", investor="乙")
    client.force_login(city.leader)
    bad = client.get(EXPORT, {"format": "csv", "signed_from": "昨天"}, follow=True)
    assert "未导出" in bad.content.decode()
    monkeypatch.setattr(exports, "MOST", 1)
    much = client.get(EXPORT, {"format": "csv"}, follow=True)
    assert "一次最多导出 1 个" in much.content.decode()
    assert not Entry.objects.filter(action="project.export").exists()


def test_who_sees_no_projects_exports_none(city: City, client: Client) -> None:
    nobody = Officer.objects.create(username="nobody", name="无角色", organisation=city.district)
    client.force_login(nobody)
    assert client.get(EXPORT, {"format": "csv"}).status_code == 403


def test_no_phone_of_anybody_is_in_a_file(city: City, client: Client) -> None:
    new_project(city)
    client.force_login(city.leader)
    assert b"13800001234" not in fetched(client, "csv")
