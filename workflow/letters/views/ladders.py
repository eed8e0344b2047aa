"""Doors of the rules: the units one knows, the editor with its preview, and looking at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects.errors import DomainError, NotFound, Stale
from projects.people.models import Officer, Organisation
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.letters import services
from workflow.letters.forms import LadderForm, RungRows, row_of
from workflow.letters.models import Ladder, Letter
from workflow.letters.policies import PLACES, check_may_keep_ladder, may_run
from workflow.letters.presets import BY_CODE, PRESETS
from workflow.letters.queries.findings import Finding, findings
from workflow.letters.rungs import RungLine, check_rungs

MOST_SHOWN = 100
DEFAULT_WORD = "督"


@needs(Permission.PROJECT_READ)
@require_safe
def ladders(request: HttpRequest) -> HttpResponse:
    """Every unit one knows that has rules or may get some, with what is in force there today."""
    by, today = officer_of(request), timezone.localdate()
    own = {one.organisation_id: one for one in Ladder.objects.visible_to(by).in_force_on(today)}
    units = Organisation.objects.visible_to(by).current_on(today).filter(kind__in=PLACES)
    rows = [(unit, own.get(unit.pk), may_run(unit, by)) for unit in units]
    shown = [(unit, ladder, may) for unit, ladder, may in rows if ladder or may]
    return render(request, "letters/ladders.html", {"rows": shown, "presets": BY_CODE})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PROJECT_READ)
def ladder(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """What is in force; for the office the next version, tried out (``do=preview``) or published (``do=save``)."""
    by = officer_of(request)
    unit = _unit(by, organisation_id)
    versions = list(Ladder.objects.filter(organisation=unit).select_related("created_by").prefetch_related("rungs"))
    form, rows = _forms(request, unit, versions[0] if versions else None)
    status, found = 200, None
    if request.method == "POST":
        check_may_keep_ladder(unit, by)
        status, found = _try(request, unit, form, rows, by)
        if status == 302:
            return redirect("letters:ladder", unit.pk)
    context = {
        "place": unit,
        "form": form,
        "rows": rows,
        "presets": PRESETS,
        "versions": [(one, one.lines(), _label(one.preset)) for one in versions],
        "in_force": Ladder.objects.in_force_for(unit, timezone.localdate()),
        "may_edit": may_run(unit, by),
        "refused": status != 200,
        "found": found[:MOST_SHOWN] if found is not None else None,
        "count": len(found) if found is not None else 0,
        "known": _known(found or []),
    }
    return render(request, "letters/ladder.html", context, status=status)


@require_POST
@needs(Permission.DISPATCH_WRITE)
def propose(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Ask the rules now, without waiting for the night."""
    by = officer_of(request)
    unit = _unit(by, organisation_id)
    proposed, lapsed = services.propose_now(unit, by=by, now=timezone.now())
    messages.success(request, f"已检查：新提出 {proposed} 件建议，{lapsed} 件因情形消除而失效。")
    return redirect("letters:list")


def _unit(by: Officer, organisation_id: UUID) -> Organisation:
    found = one_or_none(Organisation.objects.visible_to(by).filter(pk=organisation_id))
    if found is None:
        raise NotFound("没有找到这个单位，或它不在您的查看范围内。")
    return found


def _label(preset: str) -> str:
    return BY_CODE[preset].label if preset in BY_CODE else "自定"


def _known(found: list[Finding]) -> set[str]:
    keys = [one.key for one in found]
    return set(Letter.objects.filter(proposal_key__in=keys).values_list("proposal_key", flat=True))


def _forms(
    request: HttpRequest, unit: Organisation, latest: Ladder | None
) -> tuple[LadderForm, forms.BaseFormSet[Any]]:
    """The chosen preset, else the latest version, else the default preset."""
    chosen = BY_CODE.get(request.GET.get("preset", ""))
    word = latest.lines()[0].word if latest and latest.lines() else f"{unit.label[:1]}{DEFAULT_WORD}"
    if chosen is None and latest is not None:
        lines, preset = latest.lines(), latest.preset
    else:
        chosen = chosen or PRESETS[0]
        lines, preset = chosen.worded(word), chosen.code
    head = {
        "preset": preset,
        "issuer": latest.issuer if latest else f"{unit.name}重大项目调度办公室",
        "valid_from": timezone.localdate(),
        "is_active": latest.is_active if latest else True,
        "basis": latest.basis if latest else "",
        "version": latest.number if latest else 0,
    }
    data = request.POST or None
    first = None if data else [row_of(line) for line in lines]
    return LadderForm(data, initial=head), RungRows(data, prefix="rungs", initial=first)


def _try(
    request: HttpRequest, unit: Organisation, form: LadderForm, rows: Any, by: Officer
) -> tuple[int, list[Finding] | None]:
    """Status and what these rules call for today: 200 for a preview, 302 when they were published."""
    if not (form.is_valid() and rows.is_valid()):
        return 422, None
    lines: list[RungLine] = rows.lines()
    try:
        if request.POST.get("do") != "save":
            check_rungs(lines)
            return 200, findings(unit, lines, on=timezone.localdate())
        _save(request, unit, form, lines, by)
    except DomainError as refused:
        form.refuse(refused)
        if isinstance(refused, Stale):
            latest = Ladder.objects.filter(organisation=unit).order_by("-number").first()
            form.count_from(latest.number if latest else 0)
        return refused.status, None
    return 302, None


def _save(request: HttpRequest, unit: Organisation, form: LadderForm, lines: list[RungLine], by: Officer) -> None:
    given = form.cleaned_data
    said = {name: given[name] for name in ("preset", "issuer", "valid_from", "is_active", "basis")}
    made = services.save_ladder(
        unit, lines, **said, by=by, now=timezone.now(), expected_number=version_of(request)
    )  # fmt: skip
    messages.success(request, f"第{made.number}版已发布，自{made.valid_from}起生效。")
