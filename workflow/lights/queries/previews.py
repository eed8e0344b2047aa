"""What a choice of rules would change, before it is saved."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from projects.ledger.models import Project
from projects.ledger.stages import Standing
from projects.people.models import Officer, Organisation
from workflow.lights.colours import LABELS, Light
from workflow.lights.queries.books import book_on
from workflow.lights.queries.now import facts_of_row, with_facts
from workflow.lights.ruleset import RuleSet

WANTED = (
    *("pk", "name", "stage", "standing", "created_at", "negotiating_on", "signed_on", "registered_on", "started_on"),
    *("needs_chief", *(f"planned_{stage}_on" for stage in ("signed", "registered", "started", "producing"))),
    *("landing_path", "landing_organisation__name", "has_chief", "reported_to", "year_plan_wan", "done_wan"),
    *("done_before_wan", "confirmed_on", "red_on", "decree_colour", "decree_kind", "decree_reason", "decree_until"),
)


@dataclass(frozen=True)
class Turned:
    """One project whose light would change."""

    project: object
    name: str
    unit: str
    before: Light
    after: Light


@dataclass(frozen=True)
class Preview:
    """``turned``: projects that change; ``moves``: label of change → number; ``count``: projects asked."""

    count: int
    turned: list[Turned]
    moves: list[tuple[str, int]]


def preview(city: Organisation, rules: RuleSet, *, by: Officer, on: date) -> Preview:
    """Who would turn which colour ``on`` that day, with what is known now: by the rules in force, and by ``rules``.

    Only pursued projects of the city that ``by`` sees. Two queries, and Python once a project: it is asked seldom.
    """
    seen = Project.objects.visible_to(by).under(city).filter(standing=Standing.ACTIVE)
    rows = with_facts(seen, on=on).order_by("landing_path", "number").values(*WANTED)
    book = book_on(on)
    turned, count = [], 0
    for row in rows:
        count += 1
        facts = facts_of_row(row, on=on)
        before, after = book.of(row["landing_path"]).light(facts), rules.light(facts)
        if before.colour != after.colour:
            turned.append(Turned(row["pk"], row["name"], row["landing_organisation__name"], before, after))
    moves = Counter(f"{LABELS[one.before.colour]}→{LABELS[one.after.colour]}" for one in turned)
    return Preview(count, turned, moves.most_common())
