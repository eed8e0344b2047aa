"""The pages of steps, decisions, lights, changes of amounts, proposals and anomalies in the matrix."""

from __future__ import annotations

from typing import Any

from tests.access.routes import Act, Fill, door
from tests.access.sending import CLAIM, FILL, ORGANISE, OVERSEE, PROJECT, SEE, VERIFY, get, post, said
from tests.access.world import Place, World
from tests.factories import TODAY

GIVEN, LIBRARY = {"delegation_id": "delegation"}, {**PROJECT, "kind": "=library"}
NOTING: dict[str, Any] = {"of": "project", "also": (ORGANISE,), "rule": "dispatches"}
PROPOSAL: Fill = {"proposal_id": "proposal"}
DECISION: Fill = {"decision_id": "decision"}
REVIEW: Fill = {"review_id": "review"}
UNIT: Fill = {"organisation_id": "unit"}


def claimed(world: World, place: Place) -> dict[str, Any]:
    """A draft."""
    return {"effective_on": TODAY, "note": "说明", "do": "draft"}


def taken(world: World, place: Place) -> dict[str, Any]:
    """Suspended, confirmed."""
    return {"effective_on": TODAY, "reason": "land", "note": "等用地", "do": "take"}


def procedure(world: World, place: Place) -> dict[str, Any]:
    """One step."""
    row = {"name": "研判", "owner": "landing", "limit_days": "2"}
    return {"version": "1" if place.name == "city" else "0", "valid_from": TODAY, "is_active": "on",
            "steps-TOTAL_FORMS": "1", "steps-INITIAL_FORMS": "0",
            **{f"steps-0-{name}": value for name, value in row.items()}}  # fmt: skip


def reviewed(world: World, place: Place) -> dict[str, Any]:
    """Fair."""
    return {"reviewer": "审查员", "reviewed_on": TODAY, "conclusion": "fit", "document_number": "1号"}


STAGES: tuple[Act, ...] = (
    get("anomalies:list", OVERSEE),
    post("anomalies:clear", ORGANISE, body=said(kind="back_dated", key="x", fingerprint="x", reason="已核"),
         ok=frozenset({404})),  # nothing of that key is conspicuous
    post("anomalies:reopen", ORGANISE, of="landing", by={"clearance_id": "clearance"}, body=said()),
    get("proposals:list", SEE),
    get("proposals:detail", SEE, of="project", by=PROPOSAL),
    post("proposals:detail", SEE, of="project", also=(ORGANISE,), rule="dispatches", by=PROPOSAL, version="proposal",
         body=said(**{"do": "dismiss", "dismiss-text": "再看", "dismiss-again_on": "2026-12-18"})),
    post("proposals:detail", SEE, of="project", also=(FILL,), rule="unit", by=PROPOSAL, version="proposal",
         body=said(**{"do": "note", "note-text": "在谈"})),
    Act("steps:division", "GET", door(SEE), names_units=True),  # to whom one's own unit has delegated
    get("steps:delegate", VERIFY),
    post("steps:delegate", VERIFY, body=lambda world, place: {"to_unit": world.units["child"].pk, "valid_from": TODAY,
         "valid_to": TODAY, "basis": "委托书"}),
    Act("steps:end_delegation", "GET", door(VERIFY, of="unit", rule="author"), GIVEN, names_units=True),
    post("steps:end_delegation", VERIFY, of="unit", rule="author", by=GIVEN, body=said(why="不再需要")),
    get("steps:confirm", SEE, by=LIBRARY, **NOTING),  # not started: too early
    post("steps:confirm", SEE, by=LIBRARY, body=said(confirmed_on=TODAY, basis="批次"), ok=frozenset({422}), **NOTING),
    get("steps:withdraw_confirmation", SEE, by={"confirmation_id": "confirmation"}, **NOTING),
    post("steps:withdraw_confirmation", SEE, by={"confirmation_id": "confirmation"}, body=said(why="误登"),
         version="confirmation", **NOTING),
    get("steps:queue", SEE), get("steps:queue", SEE, query="tab=all"),
    get("amendments:queue", SEE),
    get("amendments:queue", SEE, query="tab=all"),
    get("amendments:request", FILL, of="project", rule="unit", by=PROJECT, ok=409),  # not verified: nothing to ask
    post("amendments:request", FILL, of="project", rule="unit", by=PROJECT, body=said(kind="correction"),
         version="project", ok=frozenset({409})),
    get("amendments:detail", SEE, of="project", by={"amendment_id": "amendment"}),
    post("amendments:detail", SEE, of="project", also=(VERIFY,), rule="verifies", by={"amendment_id": "amendment"},
         body=said(do="return", note="补"), version="amendment"),
    get("lights:rules", SEE),
    post("lights:rules", SEE, also=(ORGANISE,), body=said(), ok=frozenset({422}), rule="names"),
    get("lights:decrees", SEE),
    get("lights:decrees", SEE, query="tab=all"),
    get("lights:decide", SEE, of="project", by=PROJECT),
    post("lights:decide", SEE, of="project", also=(ORGANISE,), rule="dispatches", by=PROJECT,
         body=said(do="adjust", colour="green", reason="已办", until_on=TODAY)),
    get("decisions:list", SEE),
    get("decisions:list", SEE, query="tab=all&state=running"),
    get("decisions:export", SEE),
    get("decisions:figures", SEE),
    get("decisions:procedures", SEE),
    get("decisions:procedure", SEE, of="unit", by=UNIT),
    post("decisions:procedure", SEE, of="unit", also=(ORGANISE,), rule="dispatches", by=UNIT, body=procedure),
    post("decisions:gate", ORGANISE, of="unit", rule="dispatches", by=UNIT, body=said(version="0", is_required="on")),
    get("decisions:start", CLAIM, of="project", rule="unit", by=PROJECT),
    post("decisions:start", CLAIM, of="project", rule="unit", by=PROJECT, body=said(note="请研判"), version="project"),
    get("decisions:detail", SEE, of="project", by=DECISION),
    post("decisions:detail", SEE, of="project", also=(VERIFY,), rule="verifies", by=DECISION,
         body=said(do="return", note="补"), version="decision"),
    post("decisions:detail", SEE, of="project", also=(CLAIM,), rule="author", by=DECISION,
         body=said(do="withdraw"), version="decision"),
    get("decisions:review", FILL, of="project", rule="unit", by=PROJECT),
    post("decisions:review", FILL, of="project", rule="unit", by=PROJECT, body=reviewed, version="project"),
    get("decisions:review_withdraw", FILL, of="project", rule="unit", by=REVIEW),
    post("decisions:review_withdraw", FILL, of="project", rule="unit", by=REVIEW, body=said(why="有误"),
         version="review"),
    get("steps:claim_detail", SEE, of="project", by={"claim_id": "claim"}),
    get("steps:claim_detail", SEE, of="draft", by={"claim_id": "draft"}),
    post("steps:claim_detail", SEE, of="project", also=(VERIFY,), rule="verifies", by={"claim_id": "claim"},
         body=said(do="approve"), version="claim"),
    post("steps:claim_detail", SEE, of="project", also=(VERIFY,), rule="verifies", by={"claim_id": "claim"},
         body=said(do="return", note="补"), version="claim"),
    post("steps:claim_detail", SEE, of="draft", also=(CLAIM,), rule="author", by={"claim_id": "draft"},
         body=said(do="withdraw"), version="draft"),
    get("steps:claim", SEE, of="project", also=(CLAIM,), rule="unit", by={**PROJECT, "step": "=sign"}),
    post("steps:claim", SEE, of="project", also=(CLAIM,), rule="unit", by={**PROJECT, "step": "=sign"}, body=claimed),
    post("steps:checklist", SEE, of="project", also=(CLAIM,), rule="unit", by={**PROJECT, "step": "=sign"},
         body=claimed, ok=frozenset({200})),
    get("steps:direct", SEE, of="project", also=(FILL, CLAIM), rule="unit", by={**PROJECT, "step": "=suspend"}),
    post("steps:direct", SEE, of="project", also=(FILL, CLAIM), rule="unit",
         by={"project_id": "claimed", "step": "=suspend"}, body=taken, version="claimed"),  # nothing is in hand there
)  # fmt: skip
