"""缺首席责任人: projects that need a chief and have none, to the city's office each working day (domain.md 5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

from django.db.models import QuerySet
from django.urls import reverse

from notifications.outbox.models import Occurrence
from notifications.reminders.list_letters import list_letter
from notifications.reminders.moments import Due, local_day, workdays_due
from notifications.reminders.rules.base import Family, Letter, Notice, Rule, Test
from notifications.reminders.rules.recipients import IS_ACTIVE, OF_CITY_OFFICE, holds
from projects.ledger.models import Project
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission

AT = time(9)


class ChiefMissing(Rule):
    """One merged letter to each dispatcher of the city office, at 09:00 of each working day."""

    name = "chief_missing"
    label = "缺首席责任人"
    subject_type = "organisation"
    who = "市级调度员"
    when = "每个工作日 09:00"
    merged = "每人每天一封，合并列出全部缺首席责任人的项目"
    tests = (
        IS_ACTIVE,
        holds(Permission.DISPATCH_WRITE),
        OF_CITY_OFFICE,
        Test(lambda city, officer, now: officer.scope_root == city, "属于另一个市"),
    )

    def why_void(self, occurrence: Occurrence, now: datetime) -> str:
        return "" if without_chief(occurrence.recipient).exists() else "项目均已落实首席责任人"


CHIEF_MISSING = ChiefMissing()


def without_chief(officer: Officer) -> QuerySet[Project]:
    """Projects of the officer's scope that need a chief and have none."""
    return Project.objects.visible_to(officer).needing_chief().without_chief()


@dataclass(frozen=True)
class Desk:
    """A dispatcher of a city office, and the working mornings not recorded yet."""

    officer: Officer
    city: Organisation
    dues: list[Due]


class Chiefs(Family[Desk]):
    """The daily look at projects without a chief."""

    name = "reminders.chiefs"
    rules = (CHIEF_MISSING,)
    margin = timedelta(0)  # a morning with nothing to say is over: what comes up later waits for the next
    recalls = False
    horizon = timedelta(days=14)  # longer than any holiday

    def subjects(self, since: datetime, now: datetime) -> Iterator[Desk]:
        dues = workdays_due(since, now, AT)
        if not dues:
            return
        recorded = _recorded(dues)
        officers = Officer.objects.with_permission(Permission.DISPATCH_WRITE)
        for officer in officers.select_related("scope", "organisation").prefetch_related("roles").order_by("pk"):
            city = officer.scope_root
            fresh = [due for due in dues if (officer.pk, _slot(due)) not in recorded]
            if city is not None and fresh and CHIEF_MISSING.admits(city, officer, now):
                yield Desk(officer, city, fresh)

    def notices(self, subject: Desk, since: datetime, now: datetime) -> Iterator[Notice]:
        """The latest morning is told; earlier ones, missed while the system was off, are recorded."""
        projects = list(without_chief(subject.officer).select_related("landing_organisation").order_by("number"))
        if not projects:
            return
        for due in subject.dues:
            yield Notice(
                rule=CHIEF_MISSING,
                subject_id=subject.city.pk,
                slot=_slot(due),
                recipient=subject.officer,
                due_at=due.at,
                letter=partial(_letter, subject.officer, projects, due.note),
                void_reason="" if due is subject.dues[-1] else "已由较近一次提醒一并告知",
            )


def _slot(due: Due) -> str:
    return local_day(due.at).isoformat()


def _recorded(dues: list[Due]) -> set[tuple[object, str]]:
    rows = Occurrence.objects.filter(rule=CHIEF_MISSING.name, slot__in=[_slot(due) for due in dues])
    return set(rows.values_list("recipient", "slot"))


def _letter(officer: Officer, projects: list[Project], note: str) -> Letter:
    return list_letter(
        officer,
        title=f"【缺首席责任人】{len(projects)} 个项目应有首席责任人而未明确",
        opening=f"以下 {len(projects)} 个项目应有首席责任人而未明确，在明确之前不能签约，请尽快落实：",
        lines=[f"{project.name}（{project.number}，{project.landing_organisation.label}）" for project in projects],
        url=reverse("desk:projects"),
        note=note,
    )
