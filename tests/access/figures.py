"""Statistics in the matrix: pages, operations, and what is kept at every unit."""

from __future__ import annotations

from typing import Any

from tests.access.routes import Act, Fill, door
from tests.access.sending import get, post, said
from tests.access.world import UNITS, Place, World
from tests.factories import NOW, TODAY
from workflow.statistics.figures import Over, Question
from workflow.statistics.keys import encode
from workflow.statistics.services import freeze, save_question
from workflow.statistics.terms import Moment

COUNT = "statistics:read"
QUESTION = Question(Over.STOCK, Moment(TODAY, NOW))
KEY = encode(QUESTION)
PERIOD = f"from=2026-01-01&to={TODAY}"
SAVED: Fill = {"saved_id": "saved_question"}
FROZEN: Fill = {"frozen_id": "frozen_figure"}
BY_ID: Fill = {"pk": "saved_question"}
FROZEN_BY_ID: Fill = {"pk": "frozen_figure"}
MADE = frozenset({201})


def keep_figures(world: World) -> None:
    """At every unit its filler keeps a question for the unit and freezes its answer."""
    for name in UNITS:
        place = world.places[name]
        by = place.filler
        place.saved_question = save_question(QUESTION, name=f"{name}统计", is_shared=True, by=by, now=NOW)
        place.frozen_figure = freeze(QUESTION, title=f"{name}定稿", by=by, now=NOW)


FIGURE_PAGES: tuple[Act, ...] = (
    get("statistics:explorer", COUNT),
    get("statistics:explorer", COUNT, query="what=flow&rows=unit_own&across=step"),
    get("statistics:explorer", COUNT, query="what=funnel&rows=chief"),
    get("statistics:explorer", COUNT, query="what=cohort&rows=unit"),
    get("statistics:export", COUNT, query="what=funnel&rows=unit_own&format=xlsx"),
    get("statistics:export", COUNT, query="what=flow&rows=unit_own&format=docx"),
    get("statistics:rows", COUNT, query=f"key={KEY}"),
    get("statistics:export_rows", COUNT, query=f"key={KEY}"),
    get("statistics:differences", COUNT, query=f"key={KEY}&before_known=2026-01-01T00:00"),
    get("statistics:saved", COUNT),
    post("statistics:saved", COUNT, body=said(name="统计", query="what=funnel")),
    post("statistics:saved_one", COUNT, of="view", rule="nobody", by=SAVED, body=said(do="remove"),
         version="saved_question"),
    post("statistics:freeze", COUNT, body=said(title="数", query="what=funnel", known_at=f"{NOW:%Y-%m-%dT%H:%M}")),
    get("statistics:frozen", COUNT, of="landing", by=FROZEN),
)  # fmt: skip
"""One line each."""


def read(word: str, by: Fill | None = None, query: str = "", **rules: Any) -> Act:
    """A GET."""
    return Act(f"api:statistics-{word}", "GET", door(COUNT, **rules), by or {}, query=query)


def named(world: World, place: Place) -> dict[str, Any]:
    """A question and a name for it."""
    return {"name": "统计", "key": KEY}


def titled(world: World, place: Place) -> dict[str, Any]:
    """A number and a title for it."""
    return {"title": "数", "key": KEY}


FIGURE_OPERATIONS: tuple[Act, ...] = (
    read("funnel", query="group_by=organisation"),
    read("flow", query=f"step=sign&{PERIOD}&group_by=organisation&compare=yoy"),
    read("cohort", query=f"signed_from=2026-01-01&signed_to={TODAY}"),
    read("tiers", query="thresholds=10000,100000"),
    read("durations"),
    read("conversions", query=PERIOD),
    read("arrived", query=f"{PERIOD}&group_by=origin"),
    read("plans", query="year=2026"),
    read("rows", query=f"key={KEY}"),
    read("differences", query=f"key={KEY}&before_known_at=2026-01-01T00:00:00Z"),
    read("saved-list"),
    read("saved-detail", BY_ID, of="view"),
    Act("api:statistics-saved-list", "POST", door(COUNT), {}, named, ok=MADE),
    Act("api:statistics-saved-detail", "PATCH", door(COUNT, of="view", rule="nobody"), BY_ID, said(name="改名"),
        "saved_question"),
    Act("api:statistics-saved-detail", "DELETE", door(COUNT, of="view", rule="nobody"), BY_ID, said(),
        "saved_question"),
    read("frozen-list"),
    read("frozen-detail", FROZEN_BY_ID, of="landing"),
    read("frozen-rows", FROZEN_BY_ID, of="landing"),
    read("frozen-differences", FROZEN_BY_ID, of="landing"),
    Act("api:statistics-frozen-list", "POST", door(COUNT), {}, titled, ok=MADE),
)  # fmt: skip
"""One line each."""
