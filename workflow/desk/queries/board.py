"""看板: projects in hand in five columns, each with its sums and its first cards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Prefetch, QuerySet, Sum, prefetch_related_objects
from django.urls import reverse

from projects.ledger.models import Project, Responsibility
from projects.ledger.stages import STAGES, Stage, Standing, Step, date_field_of, next_step_of
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission
from workflow.lights.queries.now import with_light
from workflow.steps.models import OPEN_STATES, Claim, ClaimState

CARDS_A_COLUMN = 12
LIGHTS = (("red", "红灯"), ("yellow", "黄灯"), ("green", "绿灯"))
CLAIM_WORDS: dict[str, str] = {
    "": "申报{}",
    ClaimState.DRAFT: "继续申报{}",
    ClaimState.SUBMITTED: "{}待认定",
    ClaimState.RETURNED: "{}被退回，去修改",
}


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


def chosen_projects(officer: Officer, unit: Organisation | None, light: str, *, on: date) -> QuerySet[Any]:
    """Projects in good standing that the officer sees, lit, of one unit and one light where they are chosen."""
    active = Project.objects.visible_to(officer).filter(standing=Standing.ACTIVE)
    lit = with_light(active.under(unit) if unit else active, on=on)
    return lit.filter(light_colour=light) if light in dict(LIGHTS) else lit


def columns_of(projects: QuerySet[Any], officer: Officer, *, chosen: Mapping[str, str], on: date) -> list[Column]:
    """One column a stage; ``chosen``: the filters that a column's link to the whole list keeps."""
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
            [_card(project, officer, on) for project in shown[stage]],
            _list_url(stage, chosen),
        )
        for stage in STAGES
    ]


def _first(projects: QuerySet[Any], stage: str) -> list[Project]:
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


def _list_url(stage: str, chosen: Mapping[str, str]) -> str:
    kept = {name: chosen[name] for name in ("unit", "light") if chosen.get(name)}
    return f"{reverse('desk:projects')}?{urlencode({'stage': stage, 'standing': Standing.ACTIVE.value, **kept})}"
