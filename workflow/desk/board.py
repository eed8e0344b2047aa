"""看板: five columns of projects in hand. Moving a card opens the claim of its next step and never skips one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.db.models import Count, Prefetch, Q, QuerySet, Sum, prefetch_related_objects
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from projects.ledger.models import Project, Responsibility
from projects.ledger.stages import STAGES, Stage, Standing, Step, date_field_of, next_step_of
from projects.people.models import Kind, Officer, Organisation
from projects.people.roles import Permission
from workflow.steps import lights
from workflow.steps.models import OPEN_STATES, Claim, ClaimState

CARDS_A_COLUMN = 12
LIGHTS = (("red", "红灯"), ("yellow", "黄灯"), ("green", "绿灯"))
CLAIM_WORDS: dict[str, str] = {
    "": "申报{}",
    ClaimState.DRAFT: "继续申报{}",
    ClaimState.SUBMITTED: "{}待认定",
    ClaimState.RETURNED: "{}被退回，去修改",
}
UNIT_KINDS = (Kind.CITY, Kind.DISTRICT, Kind.PARK)


@dataclass(frozen=True)
class Card:
    """One project. ``claim_url``: where its next step is claimed, or empty; ``claim_words``: how far that claim is."""

    project: Project
    colour: str
    chief: str
    days: int | None
    claim_url: str
    step_label: str
    claim_words: str


@dataclass(frozen=True)
class Column:
    """One stage: how many, how much, the first cards, and where the rest is."""

    stage: str
    label: str
    count: int
    amount_wan: Decimal
    cards: list[Card]
    all_url: str

    @property
    def hidden(self) -> int:
        """How many projects the column does not show."""
        return self.count - len(self.cards)


@require_safe
@login_required
def board(request: HttpRequest) -> HttpResponse:
    """Projects in good standing by stage, filtered by unit and light (both in the address)."""
    officer: Officer = request.user  # type: ignore[assignment]
    today = timezone.localdate()
    units = list(Organisation.objects.visible_to(officer).filter(kind__in=UNIT_KINDS))
    unit = next((one for one in units if one.code == request.GET.get("unit")), None)
    light = request.GET.get("light", "")
    projects = _chosen(officer, unit, light, today)
    columns = _columns(projects, officer, request.GET, today)
    context = {
        "columns": columns,
        "units": units,
        "unit": unit,
        "lights": LIGHTS,
        "light": light,
        "count": sum(column.count for column in columns),
        "amount_wan": sum((column.amount_wan for column in columns), Decimal(0)),
        "may_claim": officer.may(Permission.CLAIM_WRITE),
    }
    return render(request, "desk/board.html", context)


def _chosen(officer: Officer, unit: Organisation | None, light: str, today: date) -> QuerySet[Project]:
    active = Project.objects.visible_to(officer).filter(standing=Standing.ACTIVE)
    lit = lights.with_light(active.under(unit) if unit else active, on=today)
    return lit.filter(Q(light_colour=light)) if light in dict(LIGHTS) else lit


def _columns(projects: QuerySet[Project], officer: Officer, chosen: QueryDict, today: date) -> list[Column]:
    totals = {
        row["stage"]: (row["count"], row["amount"] or Decimal(0))
        for row in projects.order_by().values("stage").annotate(count=Count("pk"), amount=Sum("total_investment_wan"))
    }
    shown = {stage: _first(projects, stage) for stage in STAGES}
    _load_further([project for some in shown.values() for project in some], officer)
    return [
        Column(
            stage,
            str(Stage(stage).label),
            *totals.get(stage, (0, Decimal(0))),
            [_card(project, officer, today) for project in shown[stage]],
            _list_url(stage, chosen),
        )
        for stage in STAGES
    ]


def _first(projects: QuerySet[Project], stage: str) -> list[Project]:
    """Those that have stood longest in the stage come first: they are what a board is looked at for."""
    ordered = projects.filter(stage=stage).order_by(date_field_of(stage), "pk")
    return list(ordered.select_related("landing_organisation")[:CARDS_A_COLUMN])


def _load_further(projects: list[Project], officer: Officer) -> None:
    """Chief and open claims of all cards, in one query each."""
    chiefs = Responsibility.objects.current().chiefs().select_related("officer")
    claims = Claim.objects.visible_to(officer).filter(state__in=OPEN_STATES)
    prefetch_related_objects(
        projects,
        Prefetch("responsibilities", queryset=chiefs, to_attr="current_chiefs"),
        Prefetch("claims", queryset=claims, to_attr="open_claims"),
    )


def _card(project: Project, officer: Officer, today: date) -> Card:
    since = project.date_of[project.stage]
    chiefs = project.current_chiefs  # type: ignore[attr-defined]
    step = next_step_of(project.stage)
    url = reverse("steps:claim", args=[project.pk, step]) if step and officer.may(Permission.CLAIM_WRITE) else ""
    states = {claim.step: claim.state for claim in project.open_claims}  # type: ignore[attr-defined]
    return Card(
        project=project,
        colour=project.light_colour,  # type: ignore[attr-defined]
        chief=chiefs[0].officer.name if chiefs else "",
        days=(today - since).days if isinstance(since, date) else None,
        claim_url=url,
        step_label=str(Step(step).label) if step else "",
        claim_words=CLAIM_WORDS[states.get(step or "", "")].format(Step(step).label) if step else "",
    )


def _list_url(stage: str, chosen: QueryDict) -> str:
    kept = {name: chosen[name] for name in ("unit", "light") if chosen.get(name)}
    return f"{reverse('desk:projects')}?{urlencode({'stage': stage, 'standing': Standing.ACTIVE.value, **kept})}"
