"""What a clerk means by a cell: full-width digits, stray blanks, dates in five spellings. Pure functions of text.

Each raises ``Invalid`` with a sentence that says what to type instead.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from projects.days import is_plausible
from projects.errors import Invalid
from projects.people.models import Kind

_BLANKS = re.compile(r"[\s\u3000\u00a0\u200b\ufeff]+")
_BETWEEN_CHINESE = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_DAY = re.compile(
    r"(\d{4})\s*(?:年|[-./])\s*(\d{1,2})\s*(?:月|[-./])\s*(\d{1,2})\s*日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_EPOCH = date(1899, 12, 30)
"""Day 0 of a spreadsheet's calendar (its 1900-02-29 never was)."""
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}(?:-\d{1,6})?")
_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{0,31}")
_REGION = re.compile(r"\d{6}")
_ACCOUNT = re.compile(r"[0-9A-Za-z][0-9A-Za-z._@+-]{1,63}")

KIND_WORDS: dict[str, str] = {
    "省": Kind.PROVINCE, "自治区": Kind.PROVINCE, "直辖市": Kind.PROVINCE,
    "市": Kind.CITY, "地级市": Kind.CITY, "设区市": Kind.CITY,
    "县(市、区)": Kind.DISTRICT, "区县": Kind.DISTRICT, "县区": Kind.DISTRICT, "县": Kind.DISTRICT, "区": Kind.DISTRICT,
    "县级市": Kind.DISTRICT, "市辖区": Kind.DISTRICT, "县市区": Kind.DISTRICT,
    "开发区/园区": Kind.PARK, "开发区": Kind.PARK, "园区": Kind.PARK, "经开区": Kind.PARK, "高新区": Kind.PARK,
    "部门": Kind.DEPARTMENT, "市直部门": Kind.DEPARTMENT, "县直部门": Kind.DEPARTMENT, "区直部门": Kind.DEPARTMENT,
    "乡镇街道": Kind.TOWNSHIP, "乡镇": Kind.TOWNSHIP, "镇": Kind.TOWNSHIP, "乡": Kind.TOWNSHIP, "街道": Kind.TOWNSHIP,
    "专班/小分队": Kind.TEAM, "专班": Kind.TEAM, "小分队": Kind.TEAM, "招商小分队": Kind.TEAM,
    "领导小组/联席会议": Kind.BODY, "领导小组": Kind.BODY, "联席会议": Kind.BODY, "指挥部": Kind.BODY,
}  # fmt: skip
YES = frozenset({"是", "y", "yes", "true", "1", "√", "✓", "有"})
NO = frozenset({"", "否", "n", "no", "false", "0", "×", "x", "无", "-"})


def narrowed(text: str) -> str:
    """Half-width, without any blank: for codes and numbers."""
    return _BLANKS.sub("", unicodedata.normalize("NFKC", text))


def line(text: str) -> str:
    """Without blanks around it, and one between words: for names, which keep their own punctuation."""
    return _BLANKS.sub(" ", text).strip()


def person_name(text: str) -> str:
    """张　三 is 张三: blanks that only align a column go."""
    name = _BETWEEN_CHINESE.sub("", line(text))
    if len(name) > 40:
        raise Invalid("姓名不超过40个字。")
    return name


def code(text: str) -> str:
    """Code of a unit."""
    found = narrowed(text)
    if found and not _CODE.fullmatch(found):
        raise Invalid("代码用字母、数字和连字符，不超过32位。")
    return found


def region(text: str) -> str:
    """Region code."""
    found = narrowed(text)
    if found and not _REGION.fullmatch(found):
        raise Invalid("区划代码是6位数字，如340212。")
    return found


def account(text: str) -> str:
    """Name of an account."""
    found = narrowed(text)
    if found and not _ACCOUNT.fullmatch(found):
        raise Invalid("账号用字母、数字和 . _ - @，2至64位，如 fanchang.tianbao。")
    return found


def kind(text: str) -> str:
    """One of ``Kind`` by its label or a usual word for it."""
    word = narrowed(text)
    if not word:
        return ""
    if word not in KIND_WORDS:
        raise Invalid(f"没有类型“{text.strip()}”，可填：省、市、县（市、区）、开发区、部门、乡镇街道、专班、领导小组。")
    return KIND_WORDS[word]


def day(text: str) -> date | None:
    """2026.3.5, 2026年3月5日, 2026/03/05, 20260305, a serial number of spreadsheets; hours behind it are dropped."""
    said = unicodedata.normalize("NFKC", line(text))
    if not said:
        return None
    found = _day_of(said)
    if found is None:
        raise Invalid(f"看不懂日期“{said}”，请写成 2026-03-05，写到日。")
    if not is_plausible(found):
        raise Invalid(f"日期“{said}”应在1990年至2100年之间，请核对。")
    return found


def _day_of(said: str) -> date | None:
    parts = _DAY.fullmatch(said) or _COMPACT.fullmatch(said)
    if parts is None:
        serial = _SERIAL.fullmatch(said)
        return _EPOCH + timedelta(days=int(serial[1])) if serial else None
    try:
        return date(int(parts[1]), int(parts[2]), int(parts[3]))
    except ValueError:
        raise Invalid(f"没有“{said}”这一天，请核对。") from None


def yes_no(text: str) -> bool:
    """是 or 否; empty is 否."""
    said = narrowed(text).lower()
    if said in YES:
        return True
    if said in NO:
        return False
    raise Invalid("请填“是”或“否”。")


def mail(text: str) -> str:
    """A mail address."""
    found = narrowed(text)
    if not found:
        return ""
    try:
        validate_email(found)
    except ValidationError:
        raise Invalid("邮箱地址不正确，如 name@example.cn。") from None
    return found


def phone(text: str) -> str:
    """A mobile number or a landline with its area code, however it was spaced."""
    found = re.sub(r"[-()]", "", narrowed(text))
    found = found.removeprefix("+86").removeprefix("0086")
    if not found:
        return ""
    if len(found) == 13 and found.startswith("86"):
        found = found[2:]
    if not (_MOBILE.fullmatch(found) or _LANDLINE.fullmatch(found)):
        raise Invalid("电话不正确：手机11位，座机带区号，如 0553-3811234。")
    return found
