"""荣誉资质 as one line of text and back: 世界500强（2025）, 上市公司（600519）. Used by the API and by old records."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_ALIASES = {
    "world500": ("世界500强", "财富世界500强", "世界500强企业"),
    "china500": ("中国500强", "中国企业500强", "中国500强企业"),
    "private500": ("民营500强", "中国民营企业500强", "民营企业500强", "民企500强", "中国民营500强"),
    "listed": ("上市公司", "上市企业"),
    "chain_leader": ("链主企业", "链主"),
    "high_tech": ("高新技术企业", "国家高新技术企业"),
    "little_giant": ("专精特新小巨人", "专精特新小巨人企业", "国家级专精特新小巨人企业"),
    "champion": ("制造业单项冠军", "单项冠军", "制造业单项冠军企业"),
    "unicorn": ("独角兽企业", "独角兽"),
    "gazelle": ("瞪羚企业", "瞪羚"),
}
_KIND_OF = {alias: kind for kind, aliases in _ALIASES.items() for alias in aliases}
_NEED_YEAR = ("world500", "china500", "private500")
_LINE = re.compile(r"(?P<told>.+?)(?:\((?P<detail>[^()]{1,12})\))?")
_YEAR = re.compile(r"(?:19|20)\d\d(?=年?$)")
_STOCK = re.compile(r"[0-9A-Za-z.]{4,12}")


@dataclass(frozen=True)
class Honour:
    """One recognition as typed. ``kind`` other keeps what was typed in ``text``."""

    kind: str
    list_year: int | None = None
    text: str = ""
    stock_code: str = ""


def read_honour(line: str) -> Honour:
    """What ``line`` says. Anything unknown, and a list of 500 without its year, is kind other with the text itself."""
    whole = line.strip()
    found = _LINE.fullmatch(unicodedata.normalize("NFKC", whole))
    told, detail = (found["told"], found["detail"] or "") if found else (whole, "")
    kind = _KIND_OF.get(re.sub(r"[\s“”\"']", "", told), "")
    if kind == "listed" and (not detail or _STOCK.fullmatch(detail)):
        return Honour(kind, stock_code=detail.upper())
    year = _YEAR.match(detail)
    if not kind or kind == "listed" or bool(detail) != bool(year) or (kind in _NEED_YEAR and not year):
        return Honour("other", text=whole)
    return Honour(kind, list_year=int(year[0]) if year else None)
