"""What the rules of lights may know of a project on a day. Pure: whoever asks fills it from today or from history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from projects.ledger.stages import STAGES, planned_field_of


@dataclass(frozen=True)
class Decree:
    """What people decided over the rules: 人工调整 or 不可抗力豁免, in force until ``until_on`` (that day included)."""

    colour: str
    kind: str
    reason: str
    until_on: date


@dataclass(frozen=True)
class Facts:
    """One project on the day ``on``. Amounts in 万元; ``done_wan`` is cumulative fixed investment, from the start.

    ``entered_on``: the day it was entered here. ``reported_to``: the last day that its reports speak of.
    ``done_before_wan``: what had been completed by the end of last year. ``confirmed_on``: the day of 入统.
    ``red_on``: the last night before ``on`` whose reading was red.
    """

    on: date
    stage: str
    standing: str
    entered_on: date
    negotiating_on: date
    signed_on: date | None = None
    registered_on: date | None = None
    started_on: date | None = None
    planned_signed_on: date | None = None
    planned_registered_on: date | None = None
    planned_started_on: date | None = None
    planned_producing_on: date | None = None
    needs_chief: bool = False
    has_chief: bool = True
    reported_to: date | None = None
    year_plan_wan: Decimal | None = None
    done_wan: Decimal | None = None
    done_before_wan: Decimal | None = None
    confirmed_on: date | None = None
    red_on: date | None = None
    decree: Decree | None = None

    @property
    def next_stage(self) -> str:
        """The stage ahead; empty from production."""
        position = STAGES.index(self.stage) + 1
        return STAGES[position] if position < len(STAGES) else ""

    @property
    def planned_on(self) -> date | None:
        """The day for which the next stage is planned."""
        return getattr(self, planned_field_of(self.next_stage)) if self.next_stage else None

    @property
    def last_word_on(self) -> date:
        """The last sign of life: a report, else the first talk or the day on which the system learnt of it."""
        return max(self.entered_on, self.negotiating_on, self.reported_to or self.entered_on)
