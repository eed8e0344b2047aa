"""Files that are no spreadsheets, or worse: refused with a sentence, within three seconds, before they are read."""

from __future__ import annotations

import io
import time
import zipfile
from collections.abc import Callable

import pytest

from projects.people.roster import archives
from projects.people.roster.archives import Hostile
from projects.people.roster.books import template
from projects.people.roster.reading import read_workbook
from tests.projects.people.walks import UNITS, book

LIMIT_SECONDS = 3.0
SHEET = "xl/worksheets/sheet1.xml"
OPEN = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
UTF_16 = '<?xml version="1.0" encoding="utf-16"?>'
LONG = "甲" * 5_000
CLOSE = "</sheetData></worksheet>"


def good() -> bytes:
    return book(单位=[UNITS, ["T1", "甲镇"]])


def changed(parts: dict[str, str | bytes | None], packing: int = zipfile.ZIP_STORED) -> bytes:
    """A good workbook with some parts replaced, added, or (None) left out."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good())) as old, zipfile.ZipFile(target, "w", packing) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, data in parts.items():
            if data is not None:
                new.writestr(name, data)
    return target.getvalue()


def sheet(rows: str) -> bytes:
    return changed({SHEET: f"{OPEN}{rows}{CLOSE}"})


def lying(content: bytes, name: str, size: int) -> bytes:
    """The same zip, but its directory says that the part is ``size`` bytes long."""
    data = bytearray(content)
    place = data.rindex(b"PK\x01\x02", 0, data.rindex(name.encode()))
    data[place + 24 : place + 28] = size.to_bytes(4, "little")
    return bytes(data)


def bomb(*sizes: int) -> bytes:
    """A workbook with parts of blanks, packed small."""
    return changed({f"xl/z{place}.xml": b" " * size for place, size in enumerate(sizes)}, zipfile.ZIP_DEFLATED)


def many_entries() -> bytes:
    return changed({f"xl/junk/{number}.xml": "<a/>" for number in range(1_001)})


def deep_shared_text() -> bytes:
    """One long text, used by 60,000 cells: small in the file, huge in memory."""
    text = "甲" * 1_900
    rows = "".join(f'<row r="{row}">' + '<c t="s"><v>0</v></c>' * 60 + "</row>" for row in range(1, 1_001))
    shared = f'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{text}</t></si></sst>'
    return changed({SHEET: f"{OPEN}{rows}{CLOSE}", "xl/sharedStrings.xml": shared})


def hidden_far_cell() -> bytes:
    """A sheet under another name, reached by the workbook's relations, with a cell in the last column."""
    rels = "xl/_rels/workbook.xml.rels"
    with zipfile.ZipFile(io.BytesIO(good())) as old:
        relations = old.read(rels).decode().replace("worksheets/sheet1.xml", "other/evil.xml")
    evil = f'{OPEN}<row r="1"><c x="&gt;" r="XFD1048576"><v>1</v></c></row>{CLOSE}'
    return changed({rels: relations, "xl/other/evil.xml": evil, SHEET: None})


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "xlsx"),
    "pdf called xlsx": (lambda: b"%PDF-1.4\n" + b"x" * 1_000, "xlsx"),
    "csv called xlsx": (lambda: "代码,名称\nT1,甲镇".encode(), "xlsx"),
    "old xls or with a password": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "密码"),
    "docx called xlsx": (lambda: changed({"xl/workbook.xml": None, "word/document.xml": "<a/>"}), "不是 .xlsx"),
    "cut in half": (lambda: good()[: len(good()) // 2], "xlsx"),
    "too many bytes": (lambda: b"PK" + b"\0" * archives.MOST_BYTES, "20 MB"),
    "zip bomb": (lambda: bomb(60_000_000), "过大"),
    "bomb of 300 MB": (lambda: bomb(150_000_000, 150_000_000), "过大"),
    "bomb whose directory lies": (lambda: lying(bomb(90_000_000), "xl/z0.xml", 100), "xlsx"),
    "too many parts": (many_entries, "部件"),
    "macro": (lambda: changed({"xl/vbaProject.bin": b"x"}), "宏"),
    "external link": (lambda: changed({"xl/externalLinks/externalLink1.xml": "<a/>"}), "链接"),
    "data connection": (lambda: changed({"xl/connections.xml": "<a/>"}), "连接"),
    "embedded object": (lambda: changed({"xl/embeddings/oleObject1.bin": b"x"}), "嵌入"),
    "dtd": (lambda: changed({SHEET: '<!DOCTYPE a [<!ENTITY b "c">]>' + OPEN + CLOSE}), "DTD"),
    "dtd in utf-16": (lambda: changed({SHEET: (UTF_16 + "<!DOCTYPE a>" + OPEN + CLOSE).encode("utf-16")}), "DTD"),
    "a cell in the last corner": (lambda: sheet('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'), "20000行"),
    "a far cell under another name": (hidden_far_cell, "20000行"),
    "cells without addresses": (lambda: sheet("<row>" + "<c/>" * 101 + "</row>"), "100列"),
    "too many rows": (lambda: sheet("<row/>" * 20_100), "20000行"),
    "a row without end": (lambda: sheet("<row>" + "<c><v>1</v></c>" * 500_000 + "</row>"), "100列"),
    "elements without end": (lambda: sheet("<a/>" * 1_600_000), "过大"),
    "a text without end": (lambda: sheet(f'<row><c t="inlineStr"><is><t>{LONG}</t></is></c></row>'), "2000个字"),
    "one text in every cell": (deep_shared_text, "文字过多"),
    "broken xml": (lambda: sheet("<row><c>"), "xlsx"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_sentence_in_three_seconds(name: str) -> None:
    make, words = HOSTILE[name]
    content = make()
    began = time.process_time()
    with pytest.raises(Hostile, match=words):
        read_workbook(content)
    took = time.process_time() - began
    assert took < LIMIT_SECONDS


def test_the_good_file_that_the_bad_ones_are_made_of_is_read() -> None:
    """Negative control: it is the change, not the file, that is refused."""
    assert read_workbook(changed({}))[0].rows == [list(UNITS), ["T1", "甲镇"]]


def test_a_lying_directory_is_cut_where_it_says_the_part_ends() -> None:
    """Whoever fits the checksum to the lie as well gets no further: only what was looked at is packed anew."""
    copy = archives.sound_copy(good())
    with zipfile.ZipFile(io.BytesIO(copy)) as packed:
        assert all(one.compress_type == zipfile.ZIP_STORED for one in packed.infolist())
        assert all(one.filename.endswith((".xml", ".rels")) for one in packed.infolist())


def test_the_template_is_read_by_the_same_rules() -> None:
    sheets = read_workbook(template())
    assert [one.name for one in sheets] == ["单位", "人员", "填写说明"]
    assert sheets[0].rows == [list(UNITS)]


def test_a_full_sheet_of_twenty_thousand_rows_is_read_in_seconds() -> None:
    content = book(单位=[UNITS, *([f"T{number}", f"第{number}镇", "", "乡镇", "340212"] for number in range(20_000))])
    began = time.process_time()
    rows = read_workbook(content)[0].rows
    took = time.process_time() - began
    assert len(rows) == 20_001
    assert took < LIMIT_SECONDS
