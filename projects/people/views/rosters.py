"""Doors of the bulk import: template, upload, preview with every error in its cell, import, file of errors."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects.errors import Invalid
from projects.masking import mask_phone
from projects.people import services
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from projects.people.roster.archives import MOST_BYTES, Hostile
from projects.people.roster.books import template, with_errors
from projects.people.roster.columns import COLUMNS, TITLES, Row, Table
from projects.people.roster.plans import CHANGED, NEW, SAME, Plan
from projects.people.roster.reading import read_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_SHOWN = 100
OUTCOMES = {NEW: "新增", CHANGED: "修改", SAME: "未变"}


@dataclass(frozen=True)
class Cell:
    """A cell of the preview: what was typed, and what is wrong with it."""

    label: str
    text: str
    problem: str


@dataclass(frozen=True)
class Line:
    """A row of the preview."""

    number: int
    cells: list[Cell]
    outcome: str
    note: str
    is_bad: bool


@dataclass(frozen=True)
class Part:
    """A sheet of the preview. ``hidden``: rows that are not shown because there are so many."""

    title: str
    sheet: str
    labels: list[str]
    lines: list[Line]
    counts: list[tuple[str, int]]
    bad: int
    hidden: int


@needs(Permission.PEOPLE_WRITE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Choose a file; a file that may be opened goes on to its preview."""
    by, refused = officer_of(request), ""
    if request.method == "POST":
        try:
            _keep(request)
        except Invalid as problem:
            refused = problem.detail
        else:
            return redirect("people:import_preview")
    context = {"refused": refused, "waiting": getattr(by, "roster", None), "columns": _columns()}
    return render(request, "people/import.html", context, status=422 if refused else 200)


@needs(Permission.PEOPLE_WRITE)
@never_cache
@require_safe
def preview(request: HttpRequest) -> HttpResponse:
    """What the import would do, and what is wrong with which cell."""
    by = officer_of(request)
    roster = services.roster_of(by)
    try:
        plan = services.plan_of(roster, by=by, now=timezone.now())
    except Invalid as refused:
        return render(request, "people/import.html", {"refused": refused.detail, "columns": _columns()}, status=422)
    context = {"roster": roster, "plan": plan, "parts": [part_of(plan, table) for table in plan.tables]}
    return render(request, "people/import_preview.html", context)


@needs(Permission.PEOPLE_WRITE)
@never_cache
@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    """Import all of it, part by part where it is long, or forget it (``do`` = discard)."""
    by, now = officer_of(request), timezone.now()
    if request.POST.get("do") == "discard":
        services.discard_roster(by=by, now=now)
        messages.success(request, "已放弃，没有导入任何内容。")
        return redirect("people:import")
    try:
        plan = services.import_roster(by=by, now=now)
    except Invalid as refused:
        messages.error(request, refused.detail)
        return redirect("people:import_preview")
    if plan.left:
        done = len(list(plan.rows())) - plan.left
        context = {"plan": plan, "done": done, "total": done + plan.left}
        return render(request, "people/import_going.html", context)
    return render(request, "people/import_done.html", {"parts": [part_of(plan, table) for table in plan.tables]})


@needs(Permission.PEOPLE_WRITE)
@require_safe
def blank(request: HttpRequest) -> HttpResponse:
    """The template."""
    return _download(template(), "luodi-roster.xlsx")


@needs(Permission.PEOPLE_WRITE)
@never_cache
@require_safe
def errors(request: HttpRequest) -> HttpResponse:
    """The upload with a column that says what to mend."""
    by = officer_of(request)
    plan = services.plan_of(services.roster_of(by), by=by, now=timezone.now())
    return _download(with_errors(plan.tables), "luodi-roster-errors.xlsx")


def _keep(request: HttpRequest) -> None:
    file = request.FILES.get("file")
    if file is None or not file.size:
        raise Invalid("请选择要导入的 .xlsx 文件。", "file")
    if file.size > MOST_BYTES:
        raise Hostile("文件超过20 MB，请拆成几个文件分别导入。")
    by, now = officer_of(request), timezone.now()
    sheets = read_workbook(file.read())
    services.keep_roster(PurePath(file.name or "名册.xlsx").name, sheets, by=by, now=now)


def part_of(plan: Plan, table: Table) -> Part:
    """A sheet as the preview shows it: wrong rows first, then those that change something."""
    columns = [one for one in COLUMNS[table.kind] if one.name in table.places]
    bad = [row for row in table.rows if row.problems]
    doing = [row for row in table.rows if not row.problems and row.outcome != SAME]
    shown = [*bad, *doing][:MOST_SHOWN]
    counts = plan.counts(table)
    return Part(
        TITLES[table.kind],
        table.sheet.name,
        [one.label for one in columns],
        [_line(table, row) for row in shown],
        [(label, counts.get(key, 0)) for key, label in OUTCOMES.items()],
        len(bad),
        len(bad) + len(doing) - len(shown),
    )


def _line(table: Table, row: Row) -> Line:
    cells = []
    for column in COLUMNS[table.kind]:
        problem = row.problem_of(column.name)
        if column.name not in table.places and not problem:
            continue
        text = row.cells.get(column.name, "")
        text = mask_phone(text) if column.name == "phone" and not problem else text
        cells.append(Cell(column.label, text[:60], problem))
    return Line(row.number, cells, OUTCOMES.get(row.outcome, ""), row.note, bool(row.problems))


def _columns() -> list[tuple[str, list[str]]]:
    return [(TITLES[kind], [one.label for one in columns]) for kind, columns in COLUMNS.items()]


def _download(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(content, XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})
