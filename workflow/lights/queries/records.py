"""What is recorded of one project that its light depends on, and the facts of any past day out of it. No query here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

from django.utils import timezone

from projects.ledger.chiefs import reasons_for_chief
from projects.ledger.models import Change, CityRules, Project, RowChange, YearPlan
from projects.ledger.stages import STAGE_STEPS, STAGES, Stage, Standing
from projects.progress.models import Report
from workflow.lights.facts import Facts
from workflow.lights.models import LightDecree
from workflow.steps.models import Transition

DATES = ("negotiating_on", *(f"planned_{stage}_on" for stage in STAGES[1:]))
CHIEFLY = ("assigned_by_city", "is_industrial", "total_investment_wan", "demonstration_reason")
_YES = "是"
FIGURES = (
    str(Report._meta.get_field("completed_wan").verbose_name),
    str(YearPlan._meta.get_field("amount_wan").verbose_name),
)
"""The labels under which the history of rows keeps the two amounts that the rules read."""


@dataclass(frozen=True)
class Span:
    """A row that counts from the instant it was recorded until it was ended."""

    since: datetime
    until: datetime | None
    row: Any = None

    def stood(self, before: datetime) -> bool:
        """Was it there for whoever looked just before that instant?"""
        return self.since < before and (self.until is None or self.until >= before)


@dataclass
class Record:
    """Of one project. ``steps`` without revocations, in order, each ``until`` it was revoked; ``reds``: days."""

    project: Project
    city: CityRules
    steps: list[Span] = field(default_factory=list)
    changes: dict[str, list[Change]] = field(default_factory=lambda: defaultdict(list))
    chiefs: list[Span] = field(default_factory=list)
    reports: list[Span] = field(default_factory=list)
    plans: list[Span] = field(default_factory=list)
    entries: list[Span] = field(default_factory=list)
    decrees: list[Span] = field(default_factory=list)
    figures: dict[UUID, list[RowChange]] = field(default_factory=lambda: defaultdict(list))
    reds: list[date] = field(default_factory=list)

    def facts(self, on: date, before: datetime) -> Facts:
        """Of the day ``on``, for whoever looked just before that instant."""
        reached, standing = self._steps(on, before)
        reports = [span.row for span in self.reports if span.stood(before)]
        done, done_before = self._figures(reports, on, before)
        entry = next((span.row for span in self.entries if span.stood(before)), None)
        return Facts(
            on=on,
            stage=max(reached, key=STAGES.index, default=Stage.NEGOTIATING),
            standing=standing,
            entered_on=timezone.localdate(self.project.created_at),
            **cast(Any, {name: self._date(name, before) for name in DATES}),
            signed_on=reached.get("signed"),
            registered_on=reached.get("registered"),
            started_on=reached.get("started"),
            needs_chief=self._needs_chief(before),
            has_chief=any(span.stood(before) for span in self.chiefs),
            reported_to=max((one.last_on for one in reports), default=None),
            year_plan_wan=self._year_plan(on.year, before),
            done_wan=done,
            done_before_wan=done_before,
            confirmed_on=entry.confirmed_on if entry else None,
            red_on=max((day for day in self.reds if day < on), default=None),
            decree=self._decree(on, before),
        )

    def _steps(self, on: date, before: datetime) -> tuple[dict[str, date], str]:
        """Stage → the day it was reached, and the standing."""
        reached: dict[str, date] = {}
        standing = str(Standing.ACTIVE)
        for span in self.steps:
            step: Transition = span.row
            if not span.stood(before) or step.effective_on > on:
                continue
            if step.step in STAGE_STEPS:
                reached[step.target] = step.effective_on
            else:
                standing = step.target_standing
        return reached, standing

    def _text(self, name: str, before: datetime) -> str | None:
        """What stood in a field just before that instant; None where it has not changed since."""
        return next((one.before for one in self.changes[name] if one.at >= before), None)

    def _date(self, name: str, before: datetime) -> date | None:
        text = self._text(name, before)
        if text is None:
            return cast("date | None", getattr(self.project, name))
        return date.fromisoformat(text) if text else None

    def _needs_chief(self, before: datetime) -> bool:
        texts = {name: self._text(name, before) for name in CHIEFLY}
        if all(text is None for text in texts.values()):
            return self.project.needs_chief
        then = {name: getattr(self.project, name) for name in CHIEFLY}
        for name, text in texts.items():
            if text is not None:
                then[name] = _typed(name, text)
        return bool(reasons_for_chief(cast(Project, SimpleNamespace(**then)), self.city))

    def _figures(self, reports: list[Report], on: date, before: datetime) -> tuple[Decimal | None, Decimal | None]:
        """Completed investment by the latest report, and by the latest of an earlier year."""
        told = ((one, self._amount(one.pk, one.completed_wan, before)) for one in self._latest(reports))
        known = [(one.last_on, amount) for one, amount in told if amount is not None]
        start = on.replace(month=1, day=1)
        earlier = next((amount for last, amount in known if last < start), None)
        return (known[0][1] if known else None), earlier

    def _latest(self, reports: Iterable[Report]) -> list[Report]:
        return sorted(reports, key=lambda one: (one.last_on, one.first_on, one.created_at), reverse=True)

    def _year_plan(self, year: int, before: datetime) -> Decimal | None:
        plans: list[YearPlan] = [span.row for span in self.plans if span.stood(before) and span.row.year == year]
        return self._amount(plans[0].pk, plans[0].amount_wan, before) if plans else None

    def _amount(self, row: UUID, present: Decimal | None, before: datetime) -> Decimal | None:
        """The amount of a row just before that instant: rows are corrected in place, their history tells."""
        later = next((one.before for one in self.figures.get(row, ()) if one.at >= before and one.before), None)
        if later is None:
            return present
        text = next((text for label, text in later.items() if label in FIGURES), "")
        return Decimal(text) if text else None

    def _decree(self, on: date, before: datetime) -> Any:
        running = [span.row for span in self.decrees if span.stood(before) and span.row.until_on >= on]
        latest: LightDecree | None = running[-1] if running else None
        return latest.said if latest else None


def _typed(name: str, text: str) -> Any:
    if name == "total_investment_wan":
        return Decimal(text) if text else None
    return text if name == "demonstration_reason" else text == _YES
