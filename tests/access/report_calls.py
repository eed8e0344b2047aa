"""Report requests, their rounds and returns in the matrix."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.access.making import FILL, MEET, ORGANISE, TODAY_TEXT, read, said, write
from tests.access.routes import Act, Fill
from tests.access.world import Place, World
from tests.factories import TODAY

ASKED_REPORT: Fill = {"pk": "asked_report"}
REPORT_ROUND: Fill = {"pk": "report_round"}
OWED_REPORT: Fill = {"pk": "owed_report"}
SAID_REPORT: Fill = {"pk": "said_report"}
REPORT_FORM = {"columns": [{"name": "name", "label": "项目名称", "kind": "text", "required": True}], "key": "name"}


def reported(world: World, place: Place) -> dict[str, Any]:
    """The place hands in."""
    return {"unit": place.unit.code, "rows": [{"name": "新内容"}]}


def added(world: World, place: Place) -> dict[str, Any]:
    """One more round of the place's request."""
    asked = place.asked_report
    tomorrow = str(TODAY + timedelta(days=1))
    return {"request": str(asked.pk if asked else ""), "due_on": tomorrow, "reason": "补报"}


REPORT_OPERATIONS: tuple[Act, ...] = (
    read("report-requests-list", MEET),
    read("report-requests-detail", MEET, of="landing", by=ASKED_REPORT),
    write("POST", "report-requests-list", ORGANISE, body=said(preset="talks", starts_on=TODAY_TEXT,
          anchor_on=TODAY_TEXT), ok=201),
    write("PATCH", "report-requests-detail", ORGANISE, of="landing", by=ASKED_REPORT, body=said(name="新名称"),
          version="asked_report"),
    write("PUT", "report-request-form", ORGANISE, of="landing", by=ASKED_REPORT, body=said(**REPORT_FORM),
          version="asked_report"),
    read("report-request-upcoming", MEET, of="landing", by=ASKED_REPORT),
    read("report-rounds-list", MEET),
    write("POST", "report-rounds-list", ORGANISE, of="landing", body=added, ok=201),
    read("report-rounds-detail", MEET, of="landing", by=REPORT_ROUND),
    read("report-round-summary", MEET, of="landing", by=REPORT_ROUND),
    write("POST", "report-round-urge", ORGANISE, of="landing", by=REPORT_ROUND),
    write("POST", "report-round-close", ORGANISE, of="landing", by=REPORT_ROUND, version="report_round"),
    read("report-round-submissions", MEET, FILL, of="landing", by=REPORT_ROUND),
    write("POST", "report-round-submissions", FILL, of="landing", by=REPORT_ROUND, body=reported),
    read("report-returns-list", MEET, FILL),
    read("report-returns-detail", MEET, FILL, of="landing", by=SAID_REPORT),
    write("PUT", "report-return-rows", FILL, of="landing", by=OWED_REPORT, body=said(rows=[{"name": "新内容"}]),
          version="owed_report"),
    write("POST", "report-return-submit", FILL, of="landing", by=OWED_REPORT, body=said(rows=[{"name": "新内容"}]),
          version="owed_report"),
    write("POST", "report-return-nil", FILL, of="landing", by=OWED_REPORT, version="owed_report"),
    write("POST", "report-return-correct", FILL, of="landing", by=SAID_REPORT,
          body=said(rows=[{"name": "新内容"}], note="改"), version="said_report"),
    write("POST", "report-return-withdraw", FILL, of="landing", by=SAID_REPORT, version="said_report",
          ok=409),  # after the deadline it is corrected
    write("POST", "report-return-return", ORGANISE, of="landing", by=SAID_REPORT, body=said(reason="补"),
          version="said_report"),
    write("POST", "report-return-exempt", ORGANISE, of="landing", by=OWED_REPORT, body=said(reason="调整"),
          version="owed_report"),
    write("POST", "report-return-require", ORGANISE, of="landing", by=OWED_REPORT, version="owed_report",
          ok=409),  # it is not exempt
)  # fmt: skip
"""Report requests, their rounds and returns."""
