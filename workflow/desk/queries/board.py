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
from projects.people.models import Officer
from projects.people.roles import Permission
from workflow.desk.moves import Move, moves_from
from workflow.desk.queries.listing import filtered
from workflow.lights.colours import GREEN
from workflow.lights.queries.books import Book
from workflow.lights.queries.now import light_of
from workflow.steps.models import OPEN_STATES, Claim, ClaimState

CARDS_A_COLUMN = 12
MOST_CARDS = 240
CLAIM_WORDS: dict[str, str] = {
    "": "申报{}",
    ClaimState.DRAFT: "继续申报{}",
    ClaimState.SUBMITTED: "{}待认定",
    ClaimState.RETURNED: "{}被退回，去修改",
}
_OWN = ("stage", "standing", "order")
"""Words of the list's address that a board answers by itself: its columns are the stages of projects in hand."""


@dataclass(frozen=True)
class Card:
    """One project. ``claim_url``: where its next step is claimed, or empty; ``claim_words``: how far that claim is.

    ``reason``: why its light is not green. ``moves``: the other columns, for those who may claim.
    """

    project: Project
    colour: str
    reason: str
    chief: str
    days: int | None
    claim_url: str
    claim_words: str
    moves: list[Move]


@dataclass(frozen=True)
class Column:
    """One stage: how many, how much, the first cards, and how many cards the next look would show (``more``)."""

    stage: str
    label: str
    count: int
    amount_wan: Decimal
    cards: list[Card]
    all_url: str
    more: int

    @property
    def hidden(self) -> int:
        """How many projects the column does not show."""
        return self.count - len(self.cards)

    @property
    def following(self) -> int:
        """How many cards the next look adds; none once the column is as long as a column gets."""
        return min(self.hidden, max(self.more - len(self.cards), 0))


def chosen_projects(
    officer: Officer, chosen: Mapping[str, Any], *, on: date, by_stage: bool = False, book: Book | None = None
) -> QuerySet[Any]:
    """Projects in good standing that the officer sees, lit, narrowed as the list narrows them."""
    kept = {name: value for name, value in chosen.items() if name not in _OWN or (by_stage and name == "stage")}
    return filtered(officer, kept | {"standing": Standing.ACTIVE.value}, on=on, book=book)


def columns_of(
    projects: QuerySet[Any],
    officer: Officer,
    *,
    pairs: Mapping[str, list[str]],
    cards: Mapping[str, int],
    on: date,
    book: Book,
) -> list[Column]:
    """One column a stage. ``pairs``: the filters as the address writes them; ``cards``: stage → how many to show."""
    totals = {
        row["stage"]: (row["count"], row["amount"] or Decimal(0))
        for row in projects.order_by().values("stage").annotate(count=Count("pk"), amount=Sum("total_investment_wan"))
    }
    shown = {stage: _first(projects, stage, cards[stage]) for stage in STAGES}
    _load_further([project for some in shown.values() for project in some], officer)
    return [
        Column(
            stage,
            str(Stage(stage).label),
            *totals.get(stage, (0, Decimal(0))),
            [_card(project, officer, on, book) for project in shown[stage]],
            _list_url(stage, pairs),
            min(cards[stage] + CARDS_A_COLUMN, MOST_CARDS),
        )
        for stage in STAGES
    ]


def _first(projects: QuerySet[Any], stage: str, many: int) -> list[Project]:
    """Those that have stood longest in the stage come first: they are what a board is looked at for."""
    ordered = projects.filter(stage=stage).order_by(date_field_of(stage), "pk")
    return list(ordered.select_related("landing_organisation")[:many])


def _load_further(projects: list[Project], officer: Officer) -> None:
    """Chief and open claims of all cards, in one query each."""
    chiefs = Responsibility.objects.current().chiefs().select_related("officer")
    claims = Claim.objects.visible_to(officer).filter(state__in=OPEN_STATES)
    prefetch_related_objects(
        projects,
        Prefetch("responsibilities", queryset=chiefs, to_attr="current_chiefs"),
        Prefetch("claims", queryset=claims, to_attr="open_claims"),
    )


def _card(project: Project, officer: Officer, today: date, book: Book) -> Card:
    since = project.date_of[project.stage]
    chiefs = project.current_chiefs  # type: ignore[attr-defined]
    step = next_step_of(project.stage)
    url = reverse("steps:claim", args=[project.pk, step]) if step and officer.may(Permission.CLAIM_WRITE) else ""
    states = {claim.step: claim.state for claim in project.open_claims}  # type: ignore[attr-defined]
    light = light_of(project, on=today, book=book)
    return Card(
        project=project,
        colour=light.colour,
        reason=light.reasons[0] if light.colour != GREEN else "",
        chief=chiefs[0].officer.name if chiefs else "",
        days=(today - since).days if isinstance(since, date) else None,
        claim_url=url,
        claim_words=CLAIM_WORDS[states.get(step or "", "")].format(Step(step).label) if step else "",
        moves=moves_from(project.stage, url) if url else [],
    )


def _list_url(stage: str, pairs: Mapping[str, list[str]]) -> str:
    own: dict[str, Any] = {"stage": stage, "standing": Standing.ACTIVE.value}
    kept = {name: words for name, words in pairs.items() if name not in _OWN}
    return f"{reverse('desk:projects')}?{urlencode(own | kept, doseq=True)}"
