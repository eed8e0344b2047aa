"""The light of today, told to the database: lists filter, count and order by it without reading a project in Python.

The facts are annotated as columns; each rule says in ``lit`` over these columns what it says in ``judge`` over
``Facts``. So a row of a list carries what its reasons are made of, and no list asks once a project.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils import timezone

from projects.ledger.models import Project, Responsibility, YearPlan
from projects.ledger.stages import Standing
from projects.progress.models import Report
from workflow.lights.colours import GREEN, GREY, RED, YELLOW, Light
from workflow.lights.facts import Decree, Facts
from workflow.lights.models import LightDecree, LightReading
from workflow.lights.queries.books import DEFAULT, Book, book_on
from workflow.lights.ruleset import RuleSet
from workflow.steps.models import ConfirmationKind, StatisticsConfirmation

ANNOTATED: tuple[str, ...] = (
    "landing_path",
    "has_chief",
    "reported_to",
    "year_plan_wan",
    "done_wan",
    "done_before_wan",
    "confirmed_on",
    "red_on",
    "decree_colour",
    "decree_kind",
    "decree_reason",
    "decree_until",
)
"""What ``with_light`` adds to a row, beside ``light_colour``; ``.values()`` of a list has to name them."""
_FROM_PROJECT = (
    *("stage", "standing", "negotiating_on", "signed_on", "registered_on", "started_on", "needs_chief"),
    *("planned_signed_on", "planned_registered_on", "planned_started_on", "planned_producing_on"),
)
_FROM_FACTS = (*("has_chief", "reported_to", "year_plan_wan", "done_wan", "done_before_wan", "confirmed_on", "red_on"),)


def with_light(queryset: QuerySet[Project], *, on: date, book: Book | None = None) -> QuerySet[Any]:
    """Annotate the facts and ``light_colour``. One query for the rules, where ``book`` does not bring them."""
    book = book_on(on) if book is None else book
    red = _by_city(book, lambda rules: rules.lit(RED, on))
    yellow = _by_city(book, lambda rules: rules.lit(YELLOW, on))
    return with_facts(queryset, on=on).annotate(
        light_colour=Case(
            When(~Q(standing=Standing.ACTIVE), then=Value(GREY)),
            When(decree_colour__isnull=False, then=F("decree_colour")),
            When(red, then=Value(RED)),
            When(yellow, then=Value(YELLOW)),
            default=Value(GREEN),
            output_field=CharField(),
        )
    )


def _by_city(book: Book, told: Callable[[RuleSet], Q]) -> Q:
    """What the rules of the city where each project lands say of it."""
    found = told(DEFAULT)
    for path in book.cities:
        found &= ~Q(landing_path__startswith=path)
    for path, rules in book.cities.items():
        here = Q(landing_path__startswith=path)
        for inner in book.without(path):
            here &= ~Q(landing_path__startswith=inner)
        found |= here & told(rules)
    return found


def with_facts(queryset: QuerySet[Project], *, on: date) -> QuerySet[Any]:
    """Annotate what the rules read beside the project's own fields, as of now."""
    mine = {"project": OuterRef("pk")}
    reports = Report.objects.current().filter(**mine)
    figures = reports.filter(completed_wan__isnull=False).order_by("-last_on", "-first_on", "-created_at")
    decrees = LightDecree.objects.running(on).filter(**mine)
    chiefs = Responsibility.objects.current().chiefs().filter(**mine)
    plans = YearPlan.objects.current().filter(**mine, year=on.year)
    entered = StatisticsConfirmation.objects.current().filter(**mine, kind=ConfirmationKind.LIBRARY)
    reds = LightReading.objects.filter(**mine, colour=RED, day__lt=on).order_by("-day")
    return queryset.annotate(
        landing_path=F("landing_organisation__path"),
        has_chief=Exists(chiefs),
        reported_to=Subquery(reports.order_by("-last_on").values("last_on")[:1]),
        year_plan_wan=Subquery(plans.values("amount_wan")[:1]),
        done_wan=Subquery(figures.values("completed_wan")[:1]),
        done_before_wan=Subquery(figures.filter(last_on__lt=on.replace(month=1, day=1)).values("completed_wan")[:1]),
        confirmed_on=Subquery(entered.values("confirmed_on")[:1]),
        red_on=Subquery(reds.values("day")[:1]),
        decree_colour=Subquery(decrees.values("colour")[:1]),
        decree_kind=Subquery(decrees.values("kind")[:1]),
        decree_reason=Subquery(decrees.values("reason")[:1]),
        decree_until=Subquery(decrees.values("until_on")[:1]),
    )


def light_of(project: Project, *, on: date, book: Book | None = None) -> Light:
    """The light of one project: asks the database where ``with_light`` has not. Give ``book`` inside a loop."""
    book = book_on(on) if book is None else book
    if not hasattr(project, "decree_until"):
        row = with_facts(Project.objects.filter(pk=project.pk), on=on).values(*ANNOTATED).get()
        return light_of_row(_own(project) | row, on=on, book=book)
    return light_of_row(_own(project) | {name: getattr(project, name) for name in ANNOTATED}, on=on, book=book)


def light_of_row(row: dict[str, Any], *, on: date, book: Book) -> Light:
    """The light of a row of ``.values(*ANNOTATED, …)``."""
    return book.of(row["landing_path"]).light(facts_of_row(row, on=on))


def lights_of(keys: Iterable[UUID], *, on: date, book: Book | None = None) -> dict[UUID, Light]:
    """Project → light, for many, in two queries."""
    book = book_on(on) if book is None else book
    rows = with_facts(Project.objects.filter(pk__in=list(keys)), on=on)
    wanted = rows.values("pk", "created_at", *_FROM_PROJECT, *ANNOTATED)
    return {row["pk"]: light_of_row(row, on=on, book=book) for row in wanted}


def facts_of_row(row: dict[str, Any], *, on: date) -> Facts:
    """What the rules read."""
    decree = None
    if row["decree_colour"]:
        decree = Decree(row["decree_colour"], row["decree_kind"], row["decree_reason"], row["decree_until"])
    kept = {name: row[name] for name in (*_FROM_PROJECT, *_FROM_FACTS)}
    entered_on = timezone.localdate(row["created_at"], timezone.get_default_timezone())  # the current one takes longer
    return Facts(on=on, entered_on=entered_on, decree=decree, **kept)


def _own(project: Project) -> dict[str, Any]:
    return {name: getattr(project, name) for name in ("created_at", *_FROM_PROJECT)}


def proposed_for_withdrawal(projects: QuerySet[Project], *, on: date, book: Book | None = None) -> QuerySet[Any]:
    """Pursued negotiations that have been silent for so long that the rules put them forward for 退库."""
    silent = _by_city(book_on(on) if book is None else book, lambda rules: rules.talks.out(on))
    return with_facts(projects, on=on).filter(silent, standing=Standing.ACTIVE)
