"""What the statistics library says of a project: 入统 and 入规, facts beside its stages (domain.md 6)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from projects.ledger.models import FileRow, Project
from projects.ledger.models.rows import CURRENT, FileRowQuerySet
from projects.ledger.stages import Stage, Step
from projects.people.models import Officer


class ConfirmationKind(models.TextChoices):
    """入统: the project stands in the library of investments. 入规: its firm counts among those above scale."""

    LIBRARY = "library", "入统"
    ABOVE_SCALE = "above_scale", "入规"


STEP_BEFORE: dict[str, str] = {ConfirmationKind.LIBRARY: Step.START, ConfirmationKind.ABOVE_SCALE: Step.PRODUCE}
"""The step after which a confirmation is possible."""
STAGE_BEFORE: dict[str, str] = {ConfirmationKind.LIBRARY: Stage.STARTED, ConfirmationKind.ABOVE_SCALE: Stage.PRODUCING}
"""The stage that this step reaches."""


class ConfirmationQuerySet(FileRowQuerySet):
    """Reads of confirmations; ``current()``: those not withdrawn."""

    def visible_to(self, officer: Officer) -> ConfirmationQuerySet:
        """Those of projects the officer sees."""
        return self.filter(project__in=Project.objects.visible_to(officer))

    def of_kind(self, kind: str) -> ConfirmationQuerySet:
        """入统 or 入规."""
        return self.filter(kind=kind)

    def as_of(self, on: date, *, known_at: datetime) -> ConfirmationQuerySet:
        """In force on the business date ``on`` as far as was known at ``known_at`` (domain.md 4)."""
        kept = Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=known_at)
        return self.filter(kept, confirmed_on__lte=on, created_at__lte=known_at)


class StatisticsConfirmation(FileRow):
    """One confirmation. Append-only but for its withdrawal (``triggers_confirmations``); one in force for each kind.

    ``confirmed_on``: the day the statistics office took it up; ``basis``: document, batch or number it is known by.
    """

    project = models.ForeignKey(Project, models.PROTECT, related_name="confirmations", verbose_name="项目")
    kind = models.CharField("类型", max_length=12, choices=ConfirmationKind.choices)
    confirmed_on = models.DateField("确认日期")
    basis = models.CharField("依据或编号", max_length=120)

    objects: ClassVar[Any] = ConfirmationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "统计确认"
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["project", "kind"], condition=CURRENT, name="steps_confirmed_once"),
            models.CheckConstraint(condition=Q(kind__in=ConfirmationKind.values), name="steps_confirmed_kind"),
            models.CheckConstraint(condition=~Q(basis=""), name="steps_confirmed_basis"),
            models.CheckConstraint(
                condition=CURRENT | (Q(withdrawn_by__isnull=False) & ~Q(withdrawn_why="")),
                name="steps_confirmed_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.confirmed_on}"
