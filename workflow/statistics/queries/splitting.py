"""By what a figure is split: the key of each row's cell, and how people read it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, Func, Value
from django.db.models.functions import Coalesce, Substr, TruncMonth

from projects.errors import NotFound
from projects.funds.kinds import Origin
from projects.ledger.industries import SECTIONS, industry_label
from projects.ledger.kinds import Channel
from projects.people.models import Officer, Organisation
from workflow.statistics.keys import UNKNOWN
from workflow.statistics.queries.grounds import Expression, Ground
from workflow.statistics.queries.narrowing import chief_of, origin_of
from workflow.statistics.terms import By, Dimension, tier_key, tier_label

NONE_LABEL = {
    By.UNIT: "未确定单位", By.INDUSTRY: "未填行业", By.CHAIN: "未归产业链", By.CHANNEL: "未填招商方式",
    By.ORIGIN: "未填来源地", By.CHIEF: "无首席责任人",
}  # fmt: skip
_TEXT = CharField()
_SECTION = 1


def cell_of(by: Dimension, ground: Ground, *, worth: Expression, day: str, origin: str = "") -> Expression:
    """The raw key of a row's cell (``key_of`` makes it the public one). ``origin``: a field of the row's own."""
    if by.by == By.UNIT:
        path = Coalesce(ground.unit_path(by.role), Value(""), output_field=_TEXT)
        return Substr(path, 1, by.level * Organisation.steplen) if by.level else path
    if by.by == By.INDUSTRY:
        code = Coalesce(ground.text("industry"), Value(""), output_field=_TEXT)
        return Substr(code, 1, by.level) if by.level else code
    if by.by == By.TIER:
        return Tier(worth, by.thresholds_wan)
    if by.by == By.MONTH:
        return TruncMonth(day)
    if by.by == By.CHIEF:
        return chief_of(ground)
    if by.by == By.ORIGIN:
        return F(origin) if origin else Coalesce(origin_of(ground), Value(""), output_field=_TEXT)
    if by.by == By.TAG:
        return F(f"{ground.prefix}tags__name")
    return Coalesce(ground.text(str(by.by)), Value(""), output_field=_TEXT)


class Tier(Func):
    """Key of the band that an amount lies in: the highest threshold that it reaches. The amount is worked out once."""

    output_field = _TEXT

    def __init__(self, amount: Expression, thresholds_wan: Iterable[Decimal]) -> None:
        super().__init__(amount)
        self.extra["ends"] = tuple(sorted(thresholds_wan))

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Wherever there is no ``width_bucket``: one comparison after the other, with the amount named once."""
        amount, values = compiler.compile(self.source_expressions[0])
        asked, given = "", []
        for end in reversed(self.extra["ends"]):
            asked += " WHEN column1 >= CAST(%s AS NUMERIC) THEN %s"
            given += [str(end), tier_key(end)]
        case = f"CASE{asked} ELSE %s END"
        return f"(SELECT {case} FROM (VALUES ({amount})))", [*given, tier_key(None), *values]  # noqa: S608 - no input

    def as_postgresql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:
        """In one step, however many thresholds."""
        amount, values = compiler.compile(self.source_expressions[0])
        ends = self.extra["ends"]
        keys = [tier_key(None), *(tier_key(end) for end in ends)]
        return f"(%s::text[])[width_bucket({amount}, %s::numeric[]) + 1]", [keys, *values, list(ends)]


class Labels:
    """Raw key → public key and label, in the order to show, for the keys of one answer. At most two queries."""

    def __init__(self, by: Dimension, raw: Iterable[Any], on: date) -> None:
        self.by, self.on = by, on
        self._raw = list(raw)
        self._units = self._named_units() if by.by == By.UNIT else {}
        self._people = self._named_people() if by.by == By.CHIEF else {}

    def _named_units(self) -> dict[str, Organisation]:
        found = Organisation.objects.with_names().filter(path__in=[one for one in self._raw if one])
        return {unit.path: unit for unit in found}

    def _named_people(self) -> dict[UUID, str]:
        return dict(Officer.objects.filter(pk__in=[one for one in self._raw if one]).values_list("pk", "name"))

    def key(self, raw: Any) -> str:
        """The public key: code of a unit, id of an officer, year and month, else the raw key."""
        if self.by.by == By.UNIT:
            return str(self._units[raw].code) if raw in self._units else ""
        if self.by.by == By.MONTH:
            return f"{raw:%Y-%m}" if raw else ""
        return "" if raw is None else str(raw)

    def label(self, raw: Any) -> str:
        """As people read it."""
        if raw in (None, ""):
            return NONE_LABEL.get(self.by.by, "未填")
        kind = self.by.by
        if kind == By.UNIT:
            return self._units[raw].label_on(self.on) if raw in self._units else NONE_LABEL[By.UNIT]
        if kind == By.TIER:
            band = None if raw == tier_key(None) else Decimal(raw)
            return tier_label(band, self.by.thresholds_wan)
        if kind == By.MONTH:
            return f"{raw.year}年{raw.month}月"
        if kind == By.CHIEF:
            return self._people.get(raw, "")
        return _word(kind, str(raw), self.by.level)

    def order(self, raw: Any) -> tuple[bool, Any]:
        """To sort by: units in the order of the tree, bands and months upwards, what is not filled in last."""
        empty = raw in (None, "")
        if self.by.by == By.TIER:
            return False, Decimal(-1) if raw == tier_key(None) else Decimal(raw)
        return empty, "" if empty else raw if isinstance(raw, date) else str(raw)


def _word(kind: By, raw: str, level: int | None) -> str:
    if kind == By.INDUSTRY:
        return SECTIONS[raw[0]][0] if level == _SECTION or len(raw) == _SECTION else industry_label(raw)
    if kind == By.CHANNEL:
        return str(dict(Channel.choices).get(raw, raw))
    if kind == By.ORIGIN:
        return str(dict(Origin.choices).get(raw, raw))
    return raw


def in_cell(rows: Any, by: Dimension, key: str) -> Any:
    """The rows, annotated with ``cell``, of one cell."""
    raw = raw_of(by, key)
    return rows.filter(cell__isnull=True) if raw is None else rows.filter(cell=raw)


def raw_of(by: Dimension, key: str) -> Any:
    """The raw key behind a public one, or ``NotFound``."""
    if key == "" and by.by != By.TIER:
        return None if by.by in (By.CHIEF, By.MONTH, By.TAG) else ""
    try:
        if by.by == By.CHIEF:
            return UUID(key)
        if by.by == By.MONTH:
            return date.fromisoformat(f"{key}-01")
    except ValueError as refused:
        raise NotFound(UNKNOWN, "unknown_figure") from refused
    if by.by == By.UNIT:
        path = Organisation.objects.filter(code=key).values_list("path", flat=True).first()
        if path is None:
            raise NotFound(UNKNOWN, "unknown_figure")
        return path
    return key
