"""Lights: the home city has chosen its rules, two invented projects are decided upon, and the nights were read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from config.demo.places import CITIES
from config.demo.population import HOME_CITY
from config.demo.scene import Scene, project_of
from projects.people.models import Kind
from workflow.lights.presets import BY_CODE
from workflow.lights.ruleset import Numbers
from workflow.lights.services import adjust_light, approve_exemption, ask_exemption, choose_rules, read_nights

CHOSEN_AGO, ADJUSTED_AGO, ASKED_AGO, GRANTED_AGO = 400, 12, 10, 9
NIGHTS, MONTHS = 31, 12
FOR = timedelta(days=60)


@dataclass(frozen=True)
class Lights:
    """Writes them into the diary."""

    scene: Scene

    def tell(self) -> None:
        """Rules first, then one light set by hand and one exemption."""
        self.scene.write(CHOSEN_AGO, self._choose)
        if len(self.scene.chosen.landed()) > 1:
            self.scene.write(ADJUSTED_AGO, self._adjust)
            self.scene.write(ASKED_AGO, self._ask)
            self.scene.write(GRANTED_AGO, self._grant)

    def _choose(self, now: datetime) -> None:
        """The default, a little milder on 序时; elsewhere, where nothing is reported, silence is no sign."""
        numbers = BY_CODE["default"].rules.numbers()
        numbers["behind_schedule"]["yellow_percent"] = 15
        self._save(HOME_CITY, numbers, "示例：市重大项目调度会议定", now)
        cities = [city for city in CITIES if self.scene.places.by_code[city].kind == Kind.CITY]
        for city in [city for city in cities if city != HOME_CITY]:
            silent = numbers | {"stale_talks": {"yellow_months": 0, "red_months": 0, "out_months": 0}}
            self._save(city, silent, "示例：公开报道之后没有后续数据，不按在谈无进展亮灯", now)

    def _save(self, city: str, numbers: Numbers, reason: str, now: datetime) -> None:
        choose_rules(
            self.scene.places.by_code[city], preset="default", numbers=numbers, effective_from=now.date(),
            reason=reason, by=self.scene.staff.dispatchers[city], now=now,
        )  # fmt: skip

    def _adjust(self, now: datetime) -> None:
        project = project_of(self.scene.chosen.landed()[0])
        adjust_light(
            project.pk, colour="yellow", reason="示例：图审意见待修改，重点跟踪", until_on=now.date() + FOR,
            by=self.scene.office, now=now,
        )  # fmt: skip

    def _ask(self, now: datetime) -> None:
        plan = self.scene.chosen.landed()[1]
        basis = self.scene.paper(plan, "other", word="停工通知", now=now)
        ask_exemption(
            project_of(plan).pk, reason="示例：台风停工", basis=basis, until_on=now.date() + FOR,
            by=self.scene.clerk(plan), now=now,
        )  # fmt: skip

    def _grant(self, now: datetime) -> None:
        project = project_of(self.scene.chosen.landed()[1])
        decree = project.light_decrees.waiting().get()
        approve_exemption(decree.pk, by=self.scene.office, now=now)


def read_past_nights(today: date, *, now: datetime) -> int:
    """The last month night by night, and the month ends of a year before: enough for strips and two reds running."""
    first = today.replace(day=1)
    ends = []
    for _ in range(MONTHS):
        ends.append(first - timedelta(days=1))
        first = ends[-1].replace(day=1)
    nights = {today - timedelta(days=ago) for ago in range(1, NIGHTS + 1)}
    return read_nights(sorted(nights | set(ends)), now=now)
