"""The key of a number: opaque to who carries it, and whole, so that it opens to the same rows for ever.

``Moment.is_latest`` is left out: what is recorded later is not in the number. A key grants nothing and needs no
signature: whoever opens it sees the rows that ``visible_to`` shows to them.
"""

from __future__ import annotations

import json
import zlib
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from projects.days import FIRST_DAY, LAST_DAY
from projects.errors import NotFound
from projects.ledger.industries import SECTIONS
from projects.ledger.stages import STAGES
from workflow.statistics.figures import Over, Question, SpanState
from workflow.statistics.filters import Filters
from workflow.statistics.terms import By, Dimension, Measure, Moment, Period, Role, tier_key

VERSION = 1
MOST = 200_000
MOST_WAN = Decimal(10) ** 12
MOST_LEVEL = 20
EARLIEST = FIRST_DAY.replace(year=FIRST_DAY.year - 1)
"""The first year may be compared with the one before."""
UNKNOWN = "没有找到这个数的明细，链接可能不完整，请回到统计页面重新打开。"


def encode(question: Question) -> str:
    """The key of ``question``: letters, digits, - and _."""
    told = {name: value for name, value in _told(question).items() if value not in (None, "", [], {})}
    text = json.dumps({"v": VERSION, **told}, ensure_ascii=False, separators=(",", ":"))
    return urlsafe_b64encode(zlib.compress(text.encode(), 9)).decode().rstrip("=")


def decode(key: str) -> Question:
    """The question behind ``key``; ``NotFound`` when it is none."""
    try:
        packed = urlsafe_b64decode(key.encode("ascii") + b"=" * (-len(key) % 4))
        unpacker = zlib.decompressobj()
        text = unpacker.decompress(packed, MOST)
        if not unpacker.eof or unpacker.unused_data:
            raise NotFound(UNKNOWN, "unknown_figure")
        told = json.loads(text)
        if not isinstance(told, dict) or told.pop("v") != VERSION or not _is_text(told):
            raise NotFound(UNKNOWN, "unknown_figure")
        return checked(_read(told))
    except (
        ValueError, NotBase64, zlib.error, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError,
    ) as refused:  # fmt: skip
        raise NotFound(UNKNOWN, "unknown_figure") from refused


def _is_text(told: dict[str, Any]) -> bool:
    """No NUL, and nothing that has no UTF-8: no database takes either."""
    spelled = json.dumps(told, ensure_ascii=False)
    spelled.encode()  # ValueError for half a character
    return "\\u0000" not in spelled


def checked(question: Question) -> Question:
    """The question, where every number and day of it lies in a range that the ledger can mean; else ``ValueError``."""
    days = [question.moment.as_of, question.moment.known_at.date()]
    days += [question.period.from_on, question.period.to_on] if question.period else []
    filters, by = question.filters, question.by
    amounts = [filters.min_total_wan, filters.max_total_wan, filters.below_total_wan, filters.min_foreign_wan]
    amounts += by.thresholds_wan if by else ()
    least = {Over.SPAN: 2, Over.COHORT: 1}.get(question.over, 0)
    fits = (
        all(EARLIEST <= day <= LAST_DAY for day in days)
        and all(one is None or (0 <= one < MOST_WAN and one == round(one, 4)) for one in amounts)
        and (by is None or by.level is None or 0 < by.level <= MOST_LEVEL)
        and (question.over != Over.PLANS or FIRST_DAY.year <= question.year <= LAST_DAY.year)
        and len(question.stages) >= least
        and _in_order(question)
        and (question.cell is None or question.by is None or _is_cell(question.cell, question.by))
    )
    if not fits:
        raise ValueError(question)
    return question


def _in_order(question: Question) -> bool:
    """Of a wait and of a list the later stage comes later, and what is asked of it is a stage or a state."""
    places = [STAGES.index(one) for one in question.stages]
    later = question.over not in (Over.SPAN, Over.COHORT) or places == sorted(set(places))
    reached = not question.reached or (
        question.reached in STAGES and STAGES.index(question.reached) > STAGES.index(question.stages[0])
    )
    return later and reached and question.state in ("", *SpanState.values)


def _is_cell(cell: str, by: Dimension) -> bool:
    """May a row of the split bear this key? Where the key is worked with, not only compared."""
    if by.by == By.TIER:
        return not cell or cell in {tier_key(None), *(tier_key(one) for one in by.thresholds_wan)}
    if by.by == By.INDUSTRY:
        return not cell or cell[0] in SECTIONS
    return True


def _told(question: Question) -> dict[str, Any]:
    moment, period = question.moment, question.period
    return {
        "o": str(question.over),
        "m": [moment.as_of.isoformat(), moment.known_at.isoformat()],
        "f": _filters(question.filters),
        "x": str(question.measure),
        "b": _dimension(question.by),
        "c": None if question.cell is None else [question.cell],
        "s": question.step,
        "p": [period.from_on.isoformat(), period.to_on.isoformat()] if period else None,
        "g": [STAGES.index(one) for one in question.stages] if question.stages != STAGES else None,
        "r": question.reached,
        "t": question.state,
        "n": question.origin,
        "y": question.year or None,
    }


def _filters(filters: Filters) -> dict[str, Any]:
    plain = Filters()
    told: dict[str, Any] = {}
    for name, value in vars(filters).items():
        if value == getattr(plain, name):
            continue
        told[name] = [str(one) for one in value] if isinstance(value, tuple) else value
        if isinstance(value, (Decimal, UUID, Role)):
            told[name] = str(value)
    return told


def _dimension(by: Dimension | None) -> dict[str, Any] | None:
    if by is None:
        return None
    tiers = [str(one) for one in by.thresholds_wan]
    told = {"by": str(by.by), "level": by.level, "role": str(by.role), "tiers": tiers}
    return {name: value for name, value in told.items() if value not in (None, [])}


def _read(told: dict[str, Any]) -> Question:
    as_of, known_at = told["m"]
    period = told.get("p")
    return Question(
        over=Over(told["o"]),
        moment=Moment(date.fromisoformat(as_of), _instant(known_at)),
        filters=_read_filters(told.get("f", {})),
        measure=Measure(told["x"]),
        by=_read_dimension(told.get("b")),
        cell=str(told["c"][0]) if "c" in told else None,
        step=str(told.get("s", "")),
        period=Period(date.fromisoformat(period[0]), date.fromisoformat(period[1])) if period else None,
        stages=tuple(STAGES[int(one)] for one in told["g"]) if "g" in told else STAGES,
        reached=str(told.get("r", "")),
        state=str(told.get("t", "")),
        origin=str(told.get("n", "")),
        year=int(told.get("y", 0)),
    )


def _instant(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    return found


def _read_filters(told: dict[str, Any]) -> Filters:
    read: dict[str, Any] = dict(told)
    for name in ("min_total_wan", "max_total_wan", "below_total_wan", "min_foreign_wan"):
        if name in read:
            read[name] = _number(read[name])
    if "role" in read:
        read["role"] = Role(read["role"])
    if "chief" in read:
        read["chief"] = UUID(read["chief"])
    if "standings" in read:
        read["standings"] = tuple(str(one) for one in read["standings"])
    if "projects" in read:
        read["projects"] = tuple(UUID(one) for one in read["projects"])
    return Filters(**read)


def _read_dimension(told: dict[str, Any] | None) -> Dimension | None:
    if told is None:
        return None
    tiers = tuple(_number(one) for one in told.get("tiers", ()))
    level = int(told["level"]) if "level" in told else None
    return Dimension(By(told["by"]), level, Role(told["role"]), tiers)


def _number(text: str) -> Decimal:
    found = Decimal(text)
    if not found.is_finite():
        raise ValueError(text)
    return found
