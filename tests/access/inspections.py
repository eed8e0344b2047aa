"""The pages of spot checks in the matrix. ``secret``: a round or a visit that nobody may know of before its record."""

from __future__ import annotations

from typing import Any

from tests.access.routes import Act, Fill
from tests.access.sending import ORGANISE, SEE, get, post, said
from tests.access.world import Place, World
from tests.factories import NOW, TODAY

OVER: Fill = {"round_id": "spot_round"}
OPEN: Fill = {"round_id": "spot_open"}
PLANNED: Fill = {"round_id": "spot_planned"}
RECORDED: Fill = {"visit_id": "spot_visit"}
WAITING: Fill = {"visit_id": "spot_waiting"}


def plan(world: World, place: Place) -> dict[str, Any]:
    """A round of this year's signings."""
    return {"title": "签约核查", "steps": "sign", "from_on": TODAY, "to_on": TODAY, "method": "fixed", "size": 1,
            "seed": "1", "days": 5}  # fmt: skip


def record(world: World, place: Place) -> dict[str, Any]:
    """What was found."""
    return {"do": "record", "visited_at": f"{NOW:%Y-%m-%dT%H:%M}", "met": "经理", "finding": "true", "text": "属实"}


INSPECTIONS: tuple[Act, ...] = (
    get("spotchecks:rounds", SEE),
    get("spotchecks:plan", ORGANISE),
    post("spotchecks:plan", ORGANISE, body=plan),
    get("spotchecks:round", SEE, of="project", by=OVER),
    get("spotchecks:round", SEE, of="secret", by=OPEN),
    get("spotchecks:round", SEE, of="secret", by=PLANNED),
    post("spotchecks:round", SEE, of="project", rule="names", by=OVER, body=said(do="redraw")),
    post("spotchecks:round", SEE, of="secret", by=OPEN, body=said(do="redraw")),
    get("spotchecks:edit", ORGANISE, of="secret", by=PLANNED),
    post("spotchecks:edit", ORGANISE, of="secret", by=PLANNED, body=plan, version="spot_planned"),
    get("spotchecks:report", SEE, of="project", by=OVER),
    get("spotchecks:report", SEE, of="secret", by=OPEN),
    get("spotchecks:report_file", SEE, of="project", by=OVER),
    get("spotchecks:report_file", SEE, of="secret", by=OPEN),
    get("spotchecks:visit", SEE, of="project", by=RECORDED),
    get("spotchecks:visit", SEE, of="secret", by=WAITING),
    post("spotchecks:visit", SEE, of="project", rule="names", by=RECORDED,
         body=said(do="add", kind="correction", text="更正")),
    post("spotchecks:visit", SEE, of="secret", by=WAITING, body=record,
         ok=frozenset({302, 403})),  # the office inspects no project of its own unit
)  # fmt: skip
"""One line each."""
