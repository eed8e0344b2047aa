"""The pages of report requests in the matrix: each place's unit asks itself, and owes one return and has made one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.routes import Act, Fill
from tests.access.sending import FILL, MEET, ORGANISE, get, post, said
from tests.access.world import Place, World, canary
from tests.factories import NOW, PDF, TODAY
from workflow.reporting.models import ReportForm, ReportRequest, ReportReturn, ReportRound, ReturnEvent, ReturnVersion

ASKED: Fill = {"request_id": "asked_report"}
ROUND: Fill = {"round_id": "report_round"}
OWED: Fill = {"return_id": "owed_report"}
SAID: Fill = {"return_id": "said_report"}
COLUMN = {"name": "name", "label": "项目名称", "kind": "text", "required": True, "minimum": None, "maximum": None,
          "choices": [], "hint": ""}  # fmt: skip


def request(world: World, place: Place) -> dict[str, Any]:
    """A weekly report of the parks below."""
    return {"name": "周报", "recurrence": "weekly", "weekday": 3, "time": "17:30", "holiday_policy": "next",
            "window_days": 3, "starts_on": TODAY, "unit_rule": "kinds", "unit_kinds": "park", "late_deduction": 1,
            "missing_deduction": 1, "is_active": "on"}  # fmt: skip


def columns(world: World, place: Place) -> dict[str, Any]:
    """One column."""
    return {"key": "项目名称", "columns-TOTAL_FORMS": "1", "columns-INITIAL_FORMS": "0", "columns-0-name": "name",
            "columns-0-label": "项目名称", "columns-0-kind": "text", "columns-0-required": "on"}  # fmt: skip


def filled(do: str, **more: str) -> Any:
    """One row of the page."""
    return said(do=do, **{"rows-TOTAL_FORMS": "1", "rows-0-name": "新内容"}, **more)


def file(world: World, place: Place) -> dict[str, Any]:
    """No workbook."""
    return {"file": SimpleUploadedFile("a.xlsx", PDF)}


REPORTS: tuple[Act, ...] = (
    get("reporting:home", MEET),
    get("reporting:statistics", MEET),
    get("reporting:new", ORGANISE),
    post("reporting:new", ORGANISE, body=request),
    post("reporting:preview", ORGANISE, body=request, ok=frozenset({200})),
    get("reporting:request", MEET, of="landing", by=ASKED),
    get("reporting:edit", MEET, of="landing", also=(ORGANISE,), by=ASKED),
    post("reporting:edit", MEET, of="landing", also=(ORGANISE,), by=ASKED, body=request, version="asked_report"),
    get("reporting:extra", MEET, of="landing", also=(ORGANISE,), by=ASKED),
    post("reporting:extra", MEET, of="landing", also=(ORGANISE,), by=ASKED,
         body=said(due_on=TODAY + timedelta(days=1), reason="补报")),
    get("reporting:form", MEET, of="landing", also=(ORGANISE,), by=ASKED),
    post("reporting:form", MEET, of="landing", also=(ORGANISE,), by=ASKED, body=columns, version="asked_report"),
    get("reporting:round", MEET, of="landing", by=ROUND),
    post("reporting:round", MEET, of="landing", also=(ORGANISE,), by=ROUND, body=said(do="urge")),
    post("reporting:round", MEET, of="landing", also=(ORGANISE,), by=ROUND, body=said(do="close"),
         version="report_round"),
    get("reporting:export", MEET, of="landing", by=ROUND),
    get("reporting:return", MEET, of="landing", by=SAID),
    post("reporting:return", MEET, of="landing", also=(FILL,), by=OWED, body=said(do="nil"), version="owed_report"),
    post("reporting:return", MEET, of="landing", also=(ORGANISE,), by=SAID, body=said(do="send_back", reason="补"),
         version="said_report"),
    get("reporting:fill", FILL, of="landing", by=OWED),
    post("reporting:fill", FILL, of="landing", by=OWED, body=filled("submit"), version="owed_report"),
    post("reporting:fill", FILL, of="landing", by=SAID, body=filled("correct", note="改"), version="said_report"),
    get("reporting:upload", FILL, of="landing", by=OWED),
    post("reporting:upload", FILL, of="landing", by=OWED, body=file, ok=frozenset({422})),
    get("reporting:template", FILL, of="landing", by=OWED),
)  # fmt: skip
"""One line each."""


def ask_reports(world: World) -> None:
    """At each place a request of its unit to itself, with one round: owed by the place, and one that is reported."""
    office = world.people["office"]
    for name, place in world.places.items():
        word = canary(name, "qr")
        asked = ReportRequest.objects.create(
            organisation=place.unit, name=f"{word}报送", recurrence="weekly", weekday=5, holiday_policy="next",
            starts_on=TODAY, unit_rule="list", created_by=office, created_at=NOW, updated_at=NOW,
        )  # fmt: skip
        asked.units.set([place.unit])
        form = ReportForm.objects.create(
            request=asked, number=1, columns=[COLUMN], key="name", created_by=office, created_at=NOW
        )
        owed, done = (_round(asked, form, number) for number in (1, 2))
        place.asked_report, place.report_round = asked, owed
        place.owed_report = ReportReturn.objects.create(
            round=owed, unit=place.unit, draft=[{"name": f"{word}草稿"}], updated_at=NOW
        )
        place.said_report = _said(done, place, word)


def _round(asked: ReportRequest, form: ReportForm, number: int) -> ReportRound:
    return ReportRound.objects.create(
        request=asked, form=form, sequence=number, nominal_on=TODAY - timedelta(days=7 * number),
        due_at=NOW - timedelta(days=7 * number), opened_at=NOW - timedelta(days=7 * number + 3), updated_at=NOW,
    )  # fmt: skip


def _said(round_: ReportRound, place: Place, word: str) -> ReportReturn:
    made = ReportReturn.objects.create(
        round=round_, unit=place.unit, state="submitted", current=1, rows_count=1, reported_at=round_.due_at,
        updated_at=NOW,
    )  # fmt: skip
    rows = [{"name": f"{word}内容"}]
    ReturnVersion.objects.create(report=made, number=1, kind="first", rows=rows, by=place.filler, at=round_.due_at)
    ReturnEvent.objects.create(report=made, kind="submitted", number=1, by=place.filler, at=round_.due_at)
    return made
