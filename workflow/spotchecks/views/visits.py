"""The door of one visit: the record on a phone, then the record as it was handed in with what was added."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from projects.errors import Conflict, DomainError, NotAllowed
from projects.people.models import Officer
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.spotchecks import services
from workflow.spotchecks.checklist import items_of
from workflow.spotchecks.forms import AdditionForm, RecordForm
from workflow.spotchecks.kinds import Finding
from workflow.spotchecks.models import Record, Visit
from workflow.spotchecks.policies import check_may_record, may_add
from workflow.spotchecks.queries import visit_of
from workflow.spotchecks.services.revoking import why_not_propose
from workflow.steps.deadlines import clocks_of

TAGS: dict[str, str] = {
    Finding.TRUE: "tag-green",
    Finding.MEND: "tag-yellow",
    Finding.FALSE: "tag-red",
    Finding.UNKNOWN: "tag-grey",
}
WITH_POSITION = "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"
"""This page alone may ask the device where it is, and only when its button is pressed."""


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PROJECT_READ)
def visit_page(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """Record a visit, or read its record and add to it (``do`` = record, add, propose)."""
    officer = officer_of(request)
    visit = visit_of(visit_id, officer)
    if not visit.is_recorded:
        return _recording(request, visit, officer)
    if request.method != "POST":
        return _show(request, visit, officer)
    return _further(request, visit, officer)


def _recording(request: HttpRequest, visit: Visit, officer: Officer) -> HttpResponse:
    items = items_of(visit.row.transition)
    now = timezone.localtime()
    first = {"visited_at": now.replace(second=0, microsecond=0, tzinfo=None)}
    form = RecordForm(request.POST or None, request.FILES or None, items=items, initial=first)
    if request.method == "POST":
        check_may_record(visit, officer)
        if form.is_valid() and _is_recorded(request, visit, officer, form):
            return redirect("spotchecks:visit", visit.pk)
    return _record_page(request, visit, officer, form)


def _is_recorded(request: HttpRequest, visit: Visit, officer: Officer, form: RecordForm) -> bool:
    given = form.cleaned_data
    try:
        made = services.record_visit(
            visit.pk,
            visited_at=given["visited_at"],
            met=given["met"],
            position=form.position(),
            answers=form.answers(),
            finding=given["finding"],
            text=given["text"],
            mend_by=given["mend_by"],
            revoke_reason=given["revoke_reason"] or "not_reached",
            files=form.files_sent(),
            by=officer,
            now=timezone.now(),
        )
    except DomainError as refused:
        form.refuse(refused)
        return False
    messages.success(request, _thanks(made))
    return True


def _thanks(made: Record) -> str:
    if made.finding != Finding.FALSE:
        return "核查记录已提交并锁定；需要更正请在下面补充。"
    if made.proposals.exists():
        return "核查记录已提交，撤销认定的申报已送认定单位，由另一人审定。"
    return "核查记录已提交。现在还不能提出撤销，原因和办法见下面的“撤销认定”。"


def _record_page(request: HttpRequest, visit: Visit, officer: Officer, form: RecordForm) -> HttpResponse:
    why_not = _why_not_record(visit, officer)
    context = {
        "visit": visit,
        "transition": visit.row.transition,
        "form": form,
        "inspectors": visit.assignments.current().select_related("officer__organisation"),
        "why_not": why_not,
        "clock": clocks_of([visit.due_on], on=timezone.localdate())[visit.due_on] if visit.due_on else None,
        "why_not_propose": why_not_propose(visit),
    }
    answer = render(request, "spotchecks/record.html", context, status=422 if form.errors else 200)
    answer["Permissions-Policy"] = WITH_POSITION
    return answer


def _why_not_record(visit: Visit, officer: Officer) -> str:
    try:
        check_may_record(visit, officer)
    except NotAllowed as refused:
        return refused.detail
    return ""


def _further(request: HttpRequest, visit: Visit, officer: Officer) -> HttpResponse:
    done = request.POST.get("do")
    form = AdditionForm(request.POST if done == "add" else None, request.FILES or None)
    try:
        if done == "propose":
            services.propose_revocation(visit.pk, by=officer, now=timezone.now())
            messages.success(request, "撤销认定的申报已送认定单位，由另一人审定。")
        elif done == "add" and form.is_valid():
            _add(visit, officer, form)
            messages.success(request, "已补充，原记录保持不变。")
        elif done == "record":
            raise Conflict("这一项的核查记录已经提交，不能重复提交；需要更正请在记录页补充。", "recorded")
        else:
            return _show(request, visit, officer, form=form, status=422)
    except NotAllowed:
        raise
    except DomainError as refused:
        if form.is_bound:
            form.refuse(refused)
        else:
            messages.error(request, refused.detail)
        return _show(request, visit, officer, form=form, status=refused.status)
    return redirect("spotchecks:visit", visit.pk)


def _add(visit: Visit, officer: Officer, form: AdditionForm) -> None:
    given = form.cleaned_data
    services.add_to_record(
        visit.pk,
        kind=given["kind"],
        text=given["text"],
        is_mended=given["is_mended"],
        files=given["photos"],
        by=officer,
        now=timezone.now(),
    )


def _show(
    request: HttpRequest, visit: Visit, officer: Officer, *, form: AdditionForm | None = None, status: int = 200
) -> HttpResponse:
    made = Record.objects.select_related("recorded_by__organisation").get(pk=visit.pk)
    papers = list(made.papers.select_related("evidence"))
    proposals = list(made.proposals.select_related("claim__transition"))
    adds = may_add(visit, officer)
    why_not = why_not_propose(visit) if made.finding == Finding.FALSE else ""
    context: dict[str, Any] = {
        "visit": visit,
        "transition": visit.row.transition,
        "record": made,
        "tag": TAGS[made.finding],
        "papers": [one for one in papers if one.addition_id is None],
        "additions": [
            (one, [paper for paper in papers if paper.addition_id == one.pk])
            for one in made.additions.select_related("by")
        ],
        "inspectors": visit.assignments.current().select_related("officer__organisation"),
        "proposals": proposals,
        "may_add": adds,
        "why_not": why_not,
        "may_propose": adds and made.finding == Finding.FALSE and not why_not,
        "form": form or AdditionForm(),
    }
    return render(request, "spotchecks/visit.html", context, status=status)
