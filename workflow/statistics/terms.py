"""What every figure is asked with: the two times, the days, the measure, the split (domain.md 3 and 4)."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db import models
from django.utils import timezone

from projects.errors import Invalid
from projects.ledger.money import WAN_PER_YI

LEAP_DAY = (2, 29)


class Measure(models.TextChoices):
    """What is added up beside the number. The five kinds of money never mix (domain.md 3); the unit is in the name."""

    TOTAL_WAN = "total", "总投资（万元）"
    FIXED_WAN = "fixed", "固定资产投资（万元）"
    ARRIVED_WAN = "arrived", "到位资金（万元）"
    PLAN_WAN = "plan", "年度计划投资（万元）"
    FOREIGN_USD = "usd", "实际利用外资（万美元）"


class Role(models.TextChoices):
    """As what a unit stands in a project."""

    LANDING = "landing", "落地单位"
    LEAD = "lead", "牵头单位"
    FIRST_CONTACT = "first_contact", "首谈单位"

    @property
    def field(self) -> str:
        """Name of the project's field."""
        return f"{self.value}_organisation"


class By(models.TextChoices):
    """By what a figure is split. Of ``TAG`` and ``ORIGIN`` one project may stand in several cells."""

    UNIT = "unit", "单位"
    INDUSTRY = "industry", "行业"
    CHAIN = "chain", "产业链"
    TIER = "tier", "投资规模"
    CHANNEL = "channel", "招商方式"
    ORIGIN = "origin", "来源地"
    TAG = "tag", "标签"
    CHIEF = "chief", "首席责任人"
    MONTH = "month", "月份"


@dataclass(frozen=True)
class Moment:
    """The two times of every figure (domain.md 4).

    ``as_of``: what had happened by the end of that day. ``known_at``: what the system knew at that instant, itself
    included. ``is_latest``: nothing that is recorded is left out, so the faster reading of the present file may be
    used; it never changes an answer, for then ``known_at`` lies at or after everything recorded.
    """

    as_of: date
    known_at: datetime
    is_latest: bool = False

    @classmethod
    def asked(cls, *, now: datetime, as_of: date | None = None, known_at: datetime | None = None) -> Moment:
        """What a door was asked: today where no day is given, everything known where no instant (or a later) is."""
        latest = known_at is None or known_at >= now
        return cls(as_of or timezone.localdate(now), now if latest or known_at is None else known_at, latest)

    @property
    def is_present(self) -> bool:
        """Everything known, as of the day on which it is known, or later: the file as it stands."""
        return self.is_latest and self.as_of >= timezone.localdate(self.known_at)

    def a_year_before(self) -> Moment:
        """The same day last year, known as well as this one."""
        return Moment(end_a_year_before(self.as_of), self.known_at, self.is_latest)


@dataclass(frozen=True)
class Period:
    """From ``from_on`` to ``to_on``, both ends included."""

    from_on: date
    to_on: date

    def __post_init__(self) -> None:
        if self.to_on < self.from_on:
            raise Invalid("结束日期不能早于开始日期，请核对。", "to", "period_order")

    @property
    def days(self) -> int:
        """Both ends included: 2021-10-01 to 2021-12-31 has 92."""
        return (self.to_on - self.from_on).days + 1

    def a_year_before(self) -> Period:
        """The same days of last year; the end of a February stays its end."""
        return Period(a_year_before(self.from_on), end_a_year_before(self.to_on))


@dataclass(frozen=True)
class Dimension:
    """By what a figure is split.

    ``level``: of ``UNIT`` the depth in the tree of units to which rows are summed up (None: the unit itself); of
    ``INDUSTRY`` the length of the code (1 section, 3 division; None: as entered). ``role``: of ``UNIT``.
    ``thresholds_wan``: of ``TIER`` the lower ends in 万元, each inside its own band (exclusive bands).
    """

    by: By
    level: int | None = None
    role: Role = Role.LANDING
    thresholds_wan: tuple[Decimal, ...] = ()

    def __post_init__(self) -> None:
        if self.by == By.TIER and not self.thresholds_wan:
            raise Invalid("按投资规模统计须给出分档金额，请填写。", "thresholds", "required")
        object.__setattr__(self, "thresholds_wan", tuple(sorted(set(self.thresholds_wan))))


def a_year_before(on: date) -> date:
    """The same day last year; 28 February for the 29th."""
    if (on.month, on.day) == LEAP_DAY:
        return on.replace(year=on.year - 1, day=28)
    return on.replace(year=on.year - 1)


def end_a_year_before(on: date) -> date:
    """The same day last year as an end: the last day of a February for the last day of a February."""
    then = a_year_before(on)
    is_last = on.month == LEAP_DAY[0] and (on + timedelta(days=1)).month != on.month
    return then.replace(day=monthrange(then.year, then.month)[1]) if is_last else then


def tier_key(band: Decimal | None) -> str:
    """Key of the band that begins at ``band`` (万元); ``below`` under the lowest threshold."""
    return "below" if band is None else f"{band.normalize():f}"


def tier_label(band: Decimal | None, thresholds_wan: tuple[Decimal, ...]) -> str:
    """10亿元以上、不满20亿元. 以上 includes the number itself, 不满 does not."""
    if band is None:
        return f"不满{yi(thresholds_wan[0])}"
    above = [one for one in thresholds_wan if one > band]
    return f"{yi(band)}以上" + (f"、不满{yi(above[0])}" if above else "")


def yi(wan: Decimal) -> str:
    """An amount in words as short as it can be: 10亿元, 5000万元."""
    if wan < WAN_PER_YI:
        return f"{wan.normalize():f}万元"
    return f"{(wan / WAN_PER_YI).normalize():f}亿元"
