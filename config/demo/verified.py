"""What stands beside the told claims: 入统 and 入规, a delegation of verification, a second round for the largest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from config.demo.plans import SHANGHAI
from config.demo.population import HOME_CITY
from config.demo.scene import Scene
from projects.ledger.models import Project
from projects.ledger.stages import STAGES, Step, date_field_of
from workflow.steps.models import STAGE_BEFORE, ConfirmationKind, Round, VerifyingUnit
from workflow.steps.services import confirm_statistics, delegate_verification

SKIPPED = 3
"""Every third project is not confirmed yet, so that the dispatch office finds some."""
SECOND_FROM_WAN = Decimal(1_000_000)
BATCH, BASIS = "示例批次：2026年统计入库", "示例：委托认定书1号"
DELEGATED_DAYS = 30


@dataclass
class Verified:
    """Writes them into the diary of the day before the load."""

    scene: Scene

    def tell(self) -> None:
        """After everything else of that day that moves a project."""
        for place, act in enumerate((self._confirm, self._delegate, self._ask_twice)):
            self.scene.write(1, act, place=60 + place)

    def _confirm(self, now: datetime) -> None:
        for kind in ConfirmationKind:
            stage = STAGE_BEFORE[kind]
            reached = Project.objects.filter(stage__in=STAGES[STAGES.index(stage) :]).order_by("number")
            here = reached.filter(landing_organisation__path__startswith=self.scene.home.path)
            for project in [one for number, one in enumerate(here) if number % SKIPPED]:
                on = getattr(project, date_field_of(stage))
                confirm_statistics(project.pk, kind, confirmed_on=on, basis=BATCH, by=self.scene.office, now=now)

    def _delegate(self, now: datetime) -> None:
        by, today = self.scene.staff.verifier(HOME_CITY, Step.REGISTER), now.astimezone(SHANGHAI).date()
        assert by.organisation is not None
        delegate_verification(
            unit=by.organisation,
            to_unit=self.scene.places.by_code[f"{HOME_CITY}-TC"],
            step=Step.REGISTER,
            valid_from=today,
            valid_to=today + timedelta(days=DELEGATED_DAYS),
            basis=BASIS,
            by=by,
            now=now,
        )

    def _ask_twice(self, now: datetime) -> None:
        unit = self.scene.places.by_code[f"{HOME_CITY}-TC"]
        VerifyingUnit.objects.create(
            city=self.scene.home, step=Step.START, round=Round.SECOND, from_wan=SECOND_FROM_WAN, unit=unit
        )
