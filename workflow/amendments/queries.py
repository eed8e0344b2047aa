"""Reads: what increases add, and which amounts changed after they had been verified."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Exists, OuterRef, QuerySet

from projects.ledger.fields import AMOUNT_FIELDS
from projects.ledger.models import Change
from projects.ledger.models.projects import ProjectQuerySet
from projects.ledger.stages import Step
from workflow.amendments.models import Amendment, AmendmentKind, AmendmentQuerySet, AmendmentState
from workflow.steps.models import Transition


def increments(projects: ProjectQuerySet, *, as_of: date, known_at: datetime) -> AmendmentQuerySet:
    """Increases in force by ``as_of`` as known at ``known_at``: their ``increment_wan`` (万元) counts, nothing else.

    Append-only rows, so the same question gives the same answer for ever (domain.md 4).
    """
    agreed = Amendment.objects.filter(kind=AmendmentKind.INCREASE, state=AmendmentState.APPROVED, project__in=projects)
    return agreed.filter(effective_on__lte=as_of, decided_at__lte=known_at).order_by("effective_on", "pk")


def changed_after_verification(projects: ProjectQuerySet) -> QuerySet[Change]:
    """Amounts that changed after a signing of the project had been recorded (domain.md 2.7), newest first.

    ``why`` says whether a request or a later verification explains it.
    """
    signed = Transition.objects.filter(project=OuterRef("project"), step=Step.SIGN, recorded_at__lt=OuterRef("at"))
    found = Change.objects.filter(project__in=projects, field__in=AMOUNT_FIELDS).filter(Exists(signed))
    return found.select_related("project", "by").order_by("-at", "-pk")
