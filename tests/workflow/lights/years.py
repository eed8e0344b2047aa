"""Years of a city, day by day: what can move a light happens in an order drawn from a seed, and each night is read."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import time_machine

from projects.errors import DomainError
from projects.ledger.models import Project, YearPlan
from projects.ledger.services import add_year_plan, end_responsibility, update_project, update_year_plan
from projects.ledger.stages import STEP_TO_STAGE, Standing, next_step_of
from projects.progress.models import Report
from projects.progress.periods import period_on
from projects.progress.services import correct_report, send_report, withdraw_report
from tests.factories import SHANGHAI, City, give_chief, new_project, submitted, take, upload
from workflow.lights import services
from workflow.lights.models import LightDecree, LightReading
from workflow.lights.presets import PRESETS
from workflow.lights.queries.now import with_light
from workflow.lights.queries.past import History, midnight_after
from workflow.lights.tasks import read_lights
from workflow.steps.models import ConfirmationKind
from workflow.steps.services import approve_claim, confirm_statistics, take_step

LAST = date(2026, 11, 17)
DAY = timedelta(days=1)
WEDNESDAY = 2
Nights = dict[tuple[UUID, date], tuple[str, list[str], int | None]]
"""Project and day → colour, reasons, row of the rules."""


class Years:
    """So many days up to ``LAST`` in the life of some projects. ``happened``: what the services let through."""

    def __init__(self, city: City, *, projects: int, days: int, seed: int = 20261118) -> None:
        self.city, self.dice = city, random.Random(seed)
        self.days = [LAST - DAY * back for back in range(days - 1, -1, -1)]
        self.born = {self.days[0] + DAY * self.dice.randrange(max(days // 3, 1)): 0 for _ in range(projects)}
        self.born = {day: number for number, day in enumerate(sorted(self.born))}
        self.happened: Counter[str] = Counter()
        self.shown: dict[tuple[UUID, date], str] = {}
        self.keys: list[UUID] = []

    def live(self) -> None:
        """Every day: what happens, the task of the night after it, and each Wednesday a look at what lists show."""
        for day in self.days:
            noon = datetime.combine(day, time(12), SHANGHAI)
            if day in self.born:
                self._begin(self.born[day], noon)
            for key in self.keys:
                for minute in range(2):
                    self._something(key, noon + timedelta(minutes=minute))
            if self.dice.random() < 0.01:
                self._try("rules", lambda now: self._choose(now), noon)
            if day.weekday() == WEDNESDAY:
                self._look(day)
            with time_machine.travel(noon + timedelta(hours=13), tick=False):
                read_lights()

    def _look(self, day: date) -> None:
        """What lists show at the end of that day."""
        lit = with_light(Project.objects.filter(standing__in=["active", "suspended"]), on=day)
        self.shown |= {(key, day): colour for key, colour in lit.order_by().values_list("pk", "light_colour")}

    def _begin(self, number: int, now: datetime) -> None:
        planned = {"planned_signed_on": now.date() + self.dice.randint(20, 120) * DAY}
        talks = {"negotiating_on": now.date() - self.dice.randint(0, 60) * DAY}
        self.keys.append(
            new_project(self.city, name=f"项目{number}", investor=f"企业{number}", now=now, **planned, **talks).pk
        )

    def _something(self, key: UUID, now: datetime) -> None:
        """Most days nothing; else one act, which the services may refuse."""
        if self.dice.random() > 0.06:
            return
        act = self.dice.choice(ACTS)
        project = Project.objects.get(pk=key)
        self._try(act.__name__.strip("_"), lambda at: act(self, project, at), now)

    def _try(self, name: str, act: Callable[[datetime], object], now: datetime) -> None:
        try:
            act(now)
        except DomainError:
            self.happened["refused"] += 1
        else:
            self.happened[name] += 1

    def _step(self, project: Project, now: datetime) -> None:
        step = next_step_of(project.stage)
        if step is None or self.dice.random() < 0.6:
            return
        if project.needs_chief and not project.responsibilities.current().chiefs().exists():
            give_chief(self.city, project, now=now)
        take(self.city, project, step, on=now.date() - self.dice.choice([0, 0, 3, 12]) * DAY, now=now)

    def _stand(self, project: Project, now: datetime) -> None:
        """Out of the pursuit, or back into it."""
        if project.standing == Standing.ACTIVE:
            step = self.dice.choice(["suspend", "suspend", "terminate"])
            reason = {"suspend": "land", "terminate": "other"}[step]
            told = {"effective_on": now.date(), "reason": reason, "note": "情况", "now": now}
            take_step(project.pk, step, by=self.city.clerk, **told)
        else:
            take(self.city, project, "resume" if project.standing == Standing.SUSPENDED else "restore", now=now)

    def _revoke(self, project: Project, now: datetime) -> None:
        if self.dice.random() < 0.7 or project.stage == "negotiating":
            return
        office = self.city.verifier_of(STEP_TO_STAGE[project.stage])
        claim = submitted(self.city, project, "revoke", now=now, by=office)
        approve_claim(claim.pk, by=self.city.dispatcher, now=now)

    def _replan(self, project: Project, now: datetime) -> None:
        stage = self.dice.choice(["signed", "registered", "started", "producing"])
        day = now.date() + self.dice.randint(-40, 150) * DAY
        update_project(project.pk, {f"planned_{stage}_on": day}, by=self.city.clerk, now=now)

    def _resize(self, project: Project, now: datetime) -> None:
        values: dict[str, Any] = self.dice.choice(
            [
                {"total_investment_wan": Decimal(self.dice.choice([30_000, 150_000]))},
                {"is_industrial": True},
                {"is_industrial": False},
            ]
        )
        update_project(project.pk, values, by=self.city.clerk, now=now)

    def _chief(self, project: Project, now: datetime) -> None:
        held = project.responsibilities.current().chiefs().first()
        if held is None:
            give_chief(self.city, project, now=now)
        else:
            end_responsibility(held.pk, valid_to=now.date(), reason="调离", by=self.city.dispatcher, now=now)

    def _report(self, project: Project, now: datetime) -> None:
        values = {"news": "推进", "completed_wan": Decimal(self.dice.randint(0, 20_000))}
        send_report(project.pk, period_on("month", now.date()), values, by=self.city.clerk, now=now)

    def _mend_report(self, project: Project, now: datetime) -> None:
        rows = list(Report.objects.current().filter(project=project).order_by("-last_on", "pk")[:3])
        if not rows:
            return
        one = self.dice.choice(rows)
        if self.dice.random() < 0.3:
            withdraw_report(one.pk, why="报错", by=self.city.clerk, now=now)
        else:
            values = {"completed_wan": Decimal(self.dice.randint(0, 20_000))}
            correct_report(one.pk, values, why="核对", by=self.city.clerk, now=now)

    def _plan(self, project: Project, now: datetime) -> None:
        found = YearPlan.objects.current().filter(project=project, year=now.year).first()
        amount = {"amount_wan": Decimal(self.dice.randint(1_000, 30_000))}
        if found is None:
            add_year_plan(project.pk, {"year": now.year, **amount}, by=self.city.clerk, now=now)
        else:
            update_year_plan(found.pk, amount, by=self.city.clerk, now=now)

    def _decree(self, project: Project, now: datetime) -> None:
        told = {"reason": "特殊情况", "until_on": now.date() + self.dice.randint(0, 40) * DAY, "now": now}
        waiting = LightDecree.objects.waiting().filter(project=project).first()
        running = LightDecree.objects.running(now.date()).filter(project=project).first()
        if waiting is not None:
            services.approve_exemption(waiting.pk, by=self.city.dispatcher, now=now)
        elif running is not None and self.dice.random() < 0.5:
            services.lift_decree(running.pk, why="已恢复", by=self.city.dispatcher, now=now)
        elif self.dice.random() < 0.5:
            paper = upload(self.city, project, "other", now=now)
            services.ask_exemption(project.pk, basis=paper, by=self.city.clerk, **told)
        else:
            colour = self.dice.choice(["green", "yellow", "red"])
            services.adjust_light(project.pk, colour=colour, by=self.city.dispatcher, **told)

    def _library(self, project: Project, now: datetime) -> None:
        told = {"confirmed_on": now.date(), "basis": "入库通知", "now": now}
        confirm_statistics(project.pk, ConfirmationKind.LIBRARY, by=self.city.verifier_of("start"), **told)

    def _choose(self, now: datetime) -> None:
        """Another preset, sometimes with clocks and reports asked for, from today or from a later day."""
        preset = self.dice.choice(PRESETS)
        more = {
            "stage_clock": {"sign_days": 150, "register_days": 40, "start_days": 90, "produce_days": 300},
            "report_missing": {"yellow_months": 2, "red_months": 4},
            "memory": {"days": self.dice.choice([0, 10, 30])},
        }
        numbers = {**preset.numbers, **(more if self.dice.random() < 0.6 else {})}
        day = now.date() + self.dice.choice([0, 0, 5, 30]) * DAY
        told = {"preset": preset.code, "numbers": numbers, "effective_from": day, "reason": "市级文件"}
        services.choose_rules(self.city.city, by=self.city.dispatcher, now=now, **told)


ACTS = (
    Years._step, Years._step, Years._step, Years._replan, Years._replan, Years._report, Years._report, Years._report,
    Years._mend_report, Years._plan, Years._decree, Years._chief, Years._resize, Years._stand, Years._revoke,
    Years._library,
)  # fmt: skip


def kept() -> Nights:
    """The nightly readings as they stand."""
    rows = LightReading.objects.values_list("project", "day", "colour", "reasons", "rules")
    return {(project, day): (colour, reasons, rules) for project, day, colour, reasons, rules in rows}


def recomputed(days: list[date]) -> Nights:
    """Every night of ``days`` from the record as it stands now. The readings themselves are not read:

    of red nights each later one remembers what was recomputed before it.
    """
    history = History(Project.objects.select_related("landing_organisation"))
    found: Nights = {}
    for key, record in history.records.items():
        record.reds.clear()
        for day in days:
            before = midnight_after(day)
            facts = record.facts(day, before)
            if record.project.created_at >= before or facts.standing not in (Standing.ACTIVE, Standing.SUSPENDED):
                continue
            light = history.light(key, day)
            history.remember(key, day, light)
            found[key, day] = (light.colour, light.reasons, history.rules(key, day, before).version)
    return found
