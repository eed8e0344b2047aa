"""信息报送 of the home city: new talks of 20亿元 and more every two weeks (扬州), on invented projects.

Rounds of the past are reported and closed; the last one past its deadline has a late, a nil and a missing return; one
may be running. The tick opens every round, on the loaded calendar.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from uuid import UUID

from config.demo.plans import SHANGHAI, office_hour
from config.demo.population import HOME_CITY
from config.demo.scene import Scene
from projects.people.models import Officer
from workflow.reporting.kinds import OWED, ReturnState
from workflow.reporting.models import ReportReturn, ReportRound
from workflow.reporting.presets import preset_of
from workflow.reporting.services import (
    close_round,
    correct_return,
    create_request,
    open_extra,
    open_rounds,
    send_back,
    submit_return,
    urge_units,
)

DAYS_BACK, BETWEEN, LAST_DUE, ADDED_FOR = 61, 14, 5, 3
"""The first round is due so many days before the load, then every two weeks; the last one was due five days ago."""
LATE, MISSING = 1, 2
"""Places, in the order of the units, of those that are late and missing in the last round; several are nil."""
TALKS = (
    ("示例：固态电池中试及量产基地", "示例新能源集团", 52, "深入洽谈"),
    ("示例：智能机器人整机产业园", "示例机器人公司", 26, "初步接触"),
    ("示例：低空飞行器总装项目", "示例航空科技", 35, "深入洽谈"),
    ("示例：车规级芯片封测基地", "示例半导体公司", 108, "拟签约"),
    ("示例：光伏玻璃扩建项目", "示例材料集团", 22, "初步接触"),
    ("示例：算力中心二期", "示例数据公司", 61, "深入洽谈"),
)
GROWS_IN, GOES_IN = 2, 3
"""The round in which the first talk grows, and the one from which the second is gone."""


@dataclass
class Reports:
    """Writes them into the diary."""

    scene: Scene
    ids: dict[str, UUID] = field(default_factory=dict)

    def tell(self) -> None:
        """The request, a look of the tick each morning, then what units and office do about every round."""
        begun = self.scene.today - timedelta(days=DAYS_BACK + 8)
        self.scene.diary.write(office_hour(begun, back=True), self._ask)
        for ago in range(DAYS_BACK + 7, -1, -1):
            morning = datetime.combine(self.scene.today - timedelta(days=ago), time(8, 31), SHANGHAI)
            self.scene.diary.write(morning, self._tick)
            self.scene.diary.write(morning + timedelta(minutes=90), self._follow)
        self.scene.diary.write(morning - timedelta(hours=70), self._add)

    @property
    def due_days(self) -> list[date]:
        """By the rule."""
        first = self.scene.today - timedelta(days=DAYS_BACK)
        return [first + timedelta(days=BETWEEN * turn) for turn in range(DAYS_BACK // BETWEEN + 1)]

    def _tick(self, now: datetime) -> None:
        open_rounds(now)

    def _add(self, now: datetime) -> None:
        """Three days ago, between two rounds of the rule: one by hand."""
        due = self.scene.today + timedelta(days=ADDED_FOR)
        why = "示例：市政府专题会要求补报"
        open_extra(self.ids["talks"], due_on=due, reason=why, by=self.scene.office, now=now)

    def _ask(self, now: datetime) -> None:
        preset = preset_of("talks")
        assert preset is not None
        first = self.due_days[0]
        values = {**preset.values, "starts_on": first, "anchor_on": first, "window_days": 4,
                  "note": "示例：只报拟投资20亿元（含）以上、尚在洽谈的项目，没有的请零报送。"}  # fmt: skip
        self.ids["talks"] = create_request(values, preset.definition, by=self.scene.office, now=now).pk

    def _follow(self, now: datetime) -> None:
        """What is due to be done this morning about each open round."""
        for round_ in ReportRound.objects.open().filter(request=self.ids["talks"]).order_by("sequence"):
            if round_.opened_at.astimezone(SHANGHAI).date() < now.astimezone(SHANGHAI).date():
                self._report(round_, now)
            if now > round_.due_at and not self._is_last(round_):
                self._finish(round_, now)

    def _is_last(self, round_: ReportRound) -> bool:
        return round_.nominal_on >= self.due_days[-1]

    def _report(self, round_: ReportRound, now: datetime) -> None:
        over = now > round_.due_at
        for place, report in enumerate(self._returns(round_)):
            if report.state not in OWED:
                continue
            if self._is_last(round_) and not self._speaks(place, over=over):
                continue
            rows = list(self._rows(place, round_.sequence))
            submit_return(report.pk, rows, is_nil=not rows, by=self._clerk(report), now=now)
        if over and self._is_last(round_):
            self._chase(round_, now)

    def _speaks(self, place: int, *, over: bool) -> bool:
        return place == LATE if over else place not in (LATE, MISSING)

    def _chase(self, round_: ReportRound, now: datetime) -> None:
        if not any(one.urges.exists() for one in round_.returns.all()):
            urge_units(round_.pk, by=self.scene.office, now=now)

    def _returns(self, round_: ReportRound) -> list[ReportReturn]:
        return list(round_.returns.select_related("unit").order_by("unit__path"))

    def _finish(self, round_: ReportRound, now: datetime) -> None:
        """In the first round one return is sent back and mended, in the second one corrected; then it is closed."""
        first = next(one for one in self._returns(round_) if one.state == ReturnState.SUBMITTED)
        by, rows = self._clerk(first), list(self._rows(0, round_.sequence))
        if round_.sequence == 1:
            send_back(first.pk, reason="示例：请补责任领导。", by=self.scene.office, now=now)
            submit_return(first.pk, [{**row, "leader": "示例领导"} for row in rows], by=by, now=now)
        elif round_.sequence == 2:
            again = [{**rows[0], "total_investment": "63"}, *rows[1:]]
            correct_return(first.pk, again, note="示例：企业追加二期投资。", by=by, now=now)
        close_round(round_.pk, by=self.scene.office, now=now)

    def _clerk(self, report: ReportReturn) -> Officer:
        return self.scene.staff.clerk(report.unit.code, HOME_CITY)

    def _rows(self, place: int, sequence: int) -> Iterator[dict[str, str]]:
        """Two units have talks of their own from the start, one gets its first later; the others report nil."""
        held = {0: TALKS[:2], 1: TALKS[2:3], 4: TALKS[3:5], 5: TALKS[5:]}.get(place, ())
        for number, (name, investor, amount, progress) in enumerate(held):
            if number and sequence >= GOES_IN and place == 0:
                continue
            grown = 8 if not number and sequence >= GROWS_IN and place == 0 else 0
            yield {"project_name": name, "investor": investor, "total_investment": str(amount + grown),
                   "progress": progress, "content": "示例：建设内容以实际洽谈为准。"}  # fmt: skip
