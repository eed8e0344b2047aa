"""What a clerk means by a cell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from projects.errors import Invalid
from projects.people.models import Kind
from projects.people.roster import cells
from projects.people.roster.columns import header_word

MARCH = date(2026, 3, 5)


@pytest.mark.parametrize(("read", "text", "meant"), [
    (cells.day, "2026-03-05", MARCH),
    (cells.day, "2026.3.5", MARCH),
    (cells.day, "2026/3/05", MARCH),
    (cells.day, "2026年3月5日", MARCH),
    (cells.day, "2026 年 3 月 5 日", MARCH),
    (cells.day, "2026年3月5", MARCH),
    (cells.day, "２０２６．３．５", MARCH),
    (cells.day, "20260305", MARCH),
    (cells.day, "46086", MARCH),
    (cells.day, "46086.5", MARCH),
    (cells.day, "2026-03-05 00:00", MARCH),
    (cells.day, " 2026-03-05　", MARCH),
    (cells.day, "", None),
    (cells.code, "３４０２１２", "340212"),
    (cells.code, " 340200 - TC ", "340200-TC"),
    (cells.region, "340 212", "340212"),
    (cells.account, "Ｌｉ．ｔｉａｎ", "Li.tian"),
    (cells.line, "　繁昌区 \u00a0", "繁昌区"),
    (cells.line, "繁昌区\u200b", "繁昌区"),
    (cells.person_name, "张　三", "张三"),
    (cells.person_name, "John  Smith", "John Smith"),
    (cells.kind, "县（市、区）", Kind.DISTRICT),
    (cells.kind, "县(市、区)", Kind.DISTRICT),
    (cells.kind, " 市直部门 ", Kind.DEPARTMENT),
    (cells.kind, "开发区／园区", Kind.PARK),
    (cells.kind, "招商小分队", Kind.TEAM),
    (cells.yes_no, "√", True),
    (cells.yes_no, "Ｙ", True),
    (cells.yes_no, "否", False),
    (cells.yes_no, "", False),
    (cells.phone, "138 0000 1234", "13800001234"),
    (cells.phone, "138-0000-1234", "13800001234"),
    (cells.phone, "+86 13800001234", "13800001234"),
    (cells.phone, "86-138-0000-1234", "13800001234"),
    (cells.phone, "１３８００００１２３４", "13800001234"),
    (cells.phone, "（0553）3811234", "05533811234"),
    (cells.phone, "0553-3811234", "05533811234"),
    (cells.mail, " Li@Luodi.Example ", "Li@Luodi.Example"),
])  # fmt: skip
def test_a_messy_cell_is_understood(read: Callable[[str], Any], text: str, meant: Any) -> None:
    assert read(text) == meant


@pytest.mark.parametrize(("read", "text", "words"), [
    (cells.day, "2026.3", "写到日"),
    (cells.day, "26.3.5", "写到日"),
    (cells.day, "去年", "写到日"),
    (cells.day, "2026-02-30", "没有"),
    (cells.day, "2026-13-01", "没有"),
    (cells.day, "1899-01-01", "1990"),
    (cells.day, "12345", "1990"),
    (cells.code, "繁昌", "字母"),
    (cells.code, "3" * 33, "32位"),
    (cells.code, "340212.5", "字母"),
    (cells.region, "34021", "6位"),
    (cells.region, "34O212", "6位"),
    (cells.account, "张三", "字母"),
    (cells.account, "a", "字母"),
    (cells.kind, "公司", "没有类型"),
    (cells.yes_no, "也许", "“是”或“否”"),
    (cells.phone, "12345", "手机11位"),
    (cells.phone, "138000012345", "手机11位"),
    (cells.phone, "3811234", "区号"),
    (cells.mail, "li", "邮箱"),
    (cells.person_name, "甲" * 41, "40个字"),
])  # fmt: skip
def test_a_cell_that_means_nothing_is_answered_with_what_to_type(
    read: Callable[[str], Any], text: str, words: str
) -> None:
    with pytest.raises(Invalid, match=words):
        read(text)


@pytest.mark.parametrize("header", ["代码", " 代 码 ", "代码*", "代码（必填）", "代码(6位)", "代码："])
def test_headers_are_recognised_with_what_clerks_add_to_them(header: str) -> None:
    assert header_word(header) == "代码"
