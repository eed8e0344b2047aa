"""The list of projects: what is filtered, its sums, its order, and what a row shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, cast

from django.db.models import (
    Case,
    Count,
    DateField,
    DecimalField,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import OrderBy

from projects.funds.kinds import FundState
from projects.funds.models import Fund
from projects.ledger.models import Mark, Project, Responsibility
from projects.ledger.models.projects import ProjectQuerySet
from projects.ledger.stages import STAGES, Standing, date_field_of
from projects.people.models import Officer
from projects.progress.queries import silent_since
from workflow.desk.columns import Column
from workflow.desk.queries.narrowing import NARROW
from workflow.desk.queries.tiers import Bands, band_sums, bands_in, within
from workflow.lights.colours import RED, YELLOW
from workflow.lights.queries.books import Book
from workflow.lights.queries.now import with_light

USUAL_ORDER = "-updated"


@dataclass(frozen=True)
class Sums:
    """Of the whole filtered set; amounts in 万元, foreign ones in 万 of each currency, never converted.

    ``total_wan`` leaves out the ``without_total`` projects without an amount, ``fixed_wan`` those ``without_fixed``.
    """

    count: int
    total_wan: Decimal
    without_total: int
    fixed_wan: Decimal
    without_fixed: int
    red: int
    yellow: int
    missing_chief: int
    foreign: tuple[tuple[str, Decimal, int], ...]
    bands: Bands


def filtered(officer: Officer, chosen: Mapping[str, Any], *, on: date, book: Book | None = None) -> QuerySet[Project]:
    """What the officer sees, lit as of ``on``, narrowed by every filter in ``chosen``."""
    projects = Project.objects.visible_to(officer)
    if chosen.get("mine"):
        projects = projects.filter(pk__in=officer.responsibilities.current().values("project"))
    for name, value in chosen.items():
        if name in NARROW:
            projects = NARROW[name](projects, value)
    if chosen.get("silent"):
        projects = cast(ProjectQuerySet, silent_since(projects, on - timedelta(days=int(chosen["silent"]))))
    if chosen.get("tier"):
        projects = projects.filter(within(chosen["tier"], exclusive=bool(chosen.get("bands"))))
    lit = with_light(projects, on=on, book=book)
    return lit.filter(light_colour=chosen["light"]) if chosen.get("light") else lit


def ordered(projects: QuerySet[Project], order: str, columns: Iterable[Column] = ()) -> QuerySet[Project]:
    """In a stable order, with what the columns show."""
    found = projects.order_by(order_of(order), "-id").select_related("landing_organisation")
    for need in dict.fromkeys(column.needs for column in columns):
        if need in BESIDE:
            found = BESIDE[need](found)
    return found


def order_of(order: str) -> OrderBy:
    """``total`` from small to large, ``-total`` from large to small, what is missing last; unknown words: latest."""
    name = order.removeprefix("-")
    if name not in SORTS:
        order, name = USUAL_ORDER, USUAL_ORDER.removeprefix("-")
    expression, falls = SORTS[name], order.startswith("-") != (name in _TURNED)
    last = None if name in _NEVER_EMPTY else True  # said of a column that is never empty, it would hide its index
    return expression.desc(nulls_last=last) if falls else expression.asc(nulls_last=last)


def sums_of(projects: QuerySet[Project]) -> Sums:
    """Counts and sums over the whole filtered and lit set, in one query; in two where there is foreign money."""
    found = projects.order_by().aggregate(
        count=Count("pk"),
        total_wan=Sum("total_investment_wan"),
        without_total=Count("pk", filter=Q(total_investment_wan__isnull=True)),
        fixed_wan=Sum("fixed_investment_wan"),
        without_fixed=Count("pk", filter=Q(fixed_investment_wan__isnull=True)),
        red=Count("pk", filter=Q(light_colour=RED)),
        yellow=Count("pk", filter=Q(light_colour=YELLOW)),
        missing_chief=Count("pk", filter=Q(needs_chief=True, standing=Standing.ACTIVE, has_chief=False)),
        foreign=Count("pk", filter=_HAS_FOREIGN),
        **band_sums(),
    )
    bands = bands_in(found)
    foreign = _foreign_of(projects) if found["foreign"] else ()
    amounts = {name: found[name] or Decimal(0) for name in ("total_wan", "fixed_wan")}
    return Sums(**{**found, **amounts, "foreign": foreign, "bands": bands})


def _foreign_of(projects: QuerySet[Project]) -> tuple[tuple[str, Decimal, int], ...]:
    """Currency, sum in 万 of it, and number of projects."""
    money = Project.objects.filter(_HAS_FOREIGN, pk__in=projects.order_by().values("pk"))
    grouped = money.order_by("foreign_currency").values("foreign_currency")
    rows = grouped.annotate(amount=Sum("foreign_amount_wan"), count=Count("pk"))
    return tuple((row["foreign_currency"], row["amount"], row["count"]) for row in rows)


_HAS_FOREIGN = ~Q(foreign_currency="") & Q(foreign_amount_wan__isnull=False)
_STAGE_ORDER = Case(
    *(When(stage=stage, then=Value(position)) for position, stage in enumerate(STAGES)), output_field=IntegerField()
)
_STAGE_SINCE = Case(*(When(stage=stage, then=F(date_field_of(stage))) for stage in STAGES), output_field=DateField())
SORTS: dict[str, Any] = {
    "updated": F("updated_at"),
    "number": F("number"),
    "name": F("name"),
    "landing": F("landing_organisation__path"),
    "stage": _STAGE_ORDER,
    "days": _STAGE_SINCE,
    "total": F("total_investment_wan"),
    "fixed": F("fixed_investment_wan"),
    "capital": F("registered_capital_wan"),
    "expected_output": F("expected_output_wan"),
    "expected_tax": F("expected_tax_wan"),
    "jobs": F("expected_jobs"),
    "land": F("land_area_mu"),
    "industry": F("industry"),
    "chain": F("chain"),
    "ref": F("external_ref"),
    **{
        name: F(f"{name}_on")
        for name in (
            *STAGES,
            *(f"planned_{stage}" for stage in STAGES[1:]),
        )
    },
}
_NEVER_EMPTY = frozenset({"updated", "number", "name", "landing", "stage", "industry", "chain", "ref"})
_TURNED = frozenset({"days"})
"""The longest time in a stage is the earliest day of reaching it."""


def _with_holders(projects: QuerySet[Project]) -> QuerySet[Project]:
    held = Responsibility.objects.current().select_related("officer").order_by("role", "valid_from", "created_at")
    return projects.prefetch_related(Prefetch("responsibilities", queryset=held, to_attr="current_holders"))


def _with_marks(projects: QuerySet[Project]) -> QuerySet[Project]:
    marks = Mark.objects.filter(withdrawn_at__isnull=True)
    return projects.prefetch_related(Prefetch("marks", queryset=marks, to_attr="current_marks"))


def _with_arrived(projects: QuerySet[Project]) -> QuerySet[Project]:
    """``arrived_wan``: confirmed arrivals in 万元, None without one."""
    confirmed = Fund.objects.filter(project=OuterRef("pk"), state=FundState.CONFIRMED).order_by().values("project")
    sums = confirmed.annotate(sum_wan=Sum("confirmed_amount_wan")).values("sum_wan")
    money: DecimalField[Decimal, Decimal] = DecimalField(max_digits=18, decimal_places=4)
    return projects.annotate(arrived_wan=Subquery(sums, output_field=money))


BESIDE: dict[str, Any] = {
    "holders": _with_holders,
    "marks": _with_marks,
    "arrived": _with_arrived,
    "tags": lambda projects: projects.prefetch_related("tags"),
    "investors": lambda projects: projects.prefetch_related("investors"),
    "company": lambda projects: projects.select_related("company"),
    "lead": lambda projects: projects.select_related("lead_organisation"),
    "first_contact": lambda projects: projects.select_related("first_contact_organisation"),
}
