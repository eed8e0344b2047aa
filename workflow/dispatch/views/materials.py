"""会前征询 as the units see it: what is asked of them, and the page on which they answer."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from projects.errors import DomainError, NotFound, Stale
from projects.people.models import Officer
from projects.people.requests import needs, number_of, officer_of
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.dispatch import services
from workflow.dispatch.downloads import attachment
from workflow.dispatch.forms import AnswerForm
from workflow.dispatch.models import MaterialFile, MaterialRequest, Meeting, MeetingState
from workflow.dispatch.policies import check_may_answer, may_answer, may_dispatch
from workflow.dispatch.queries.materials import FILTERS, SHOWN, listed

PAGE_SIZE = 30


@require_safe
@needs(Permission.DISPATCH_READ)
def materials(request: HttpRequest) -> HttpResponse:
    """``?show=``: waiting (of the own units), late (in the territory of a dispatcher), answered."""
    officer, today = officer_of(request), timezone.localdate()
    shown = request.GET.get("show", "")
    shown = shown if shown in dict(FILTERS) else "waiting"
    page = Paginator(listed(officer, shown, on=today), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = [(one, one.is_late(today), may_answer(one, officer)) for one in page.object_list]
    context = {"page": page, "rows": rows, "shown": shown, "filters": FILTERS}
    return render(request, "dispatch/materials.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.DISPATCH_READ)
def material(request: HttpRequest, request_id: UUID) -> HttpResponse:
    """What is asked, what was sent, and the form to send it."""
    officer = officer_of(request)
    asked = _find(request_id, officer)
    if request.method == "GET":
        return _show(request, asked, AnswerForm())
    check_may_answer(asked, officer)
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return _show(request, asked, form)
    said, now = form.cleaned_data, timezone.now()
    words = {name: said[name] for name in ("progress", "problem", "asked_for")}
    seen = number_of(request, "version")
    try:
        services.answer_request(asked.pk, **words, files=said["papers"], by=officer, now=now, expected_version=seen)
    except Stale as stale:
        form.refuse(stale)
        return _show(request, _find(request_id, officer), form)
    except DomainError as refused:
        form.refuse(refused)
        return _show(request, asked, form)
    messages.success(request, "材料已报送，调度员可在议题中看到。")
    return redirect("dispatch:material", asked.pk)


@require_safe
@needs(Permission.DISPATCH_READ)
def material_file(request: HttpRequest, file_id: UUID) -> FileResponse:
    """Download: always as an attachment, never run by the browser."""
    seen = MaterialRequest.objects.visible_to(officer_of(request))
    kept = one_or_none(MaterialFile.objects.filter(pk=file_id, answer__request__in=seen))
    if kept is None:
        raise NotFound("没有找到这份材料，或它不在您的查看范围内。")
    return attachment(kept)


def _find(request_id: UUID, officer: Officer) -> MaterialRequest:
    found = one_or_none(MaterialRequest.objects.visible_to(officer).select_related(*SHOWN).filter(pk=request_id))
    if found is None:
        raise NotFound("没有找到这项征询，或它不在您的查看范围内。")
    return found


def _show(request: HttpRequest, asked: MaterialRequest, form: AnswerForm) -> HttpResponse:
    officer, meeting = officer_of(request), asked.entry.meeting
    answers = list(asked.answers.select_related("by").prefetch_related("files").order_by("-at", "-pk"))
    is_open = meeting.state == MeetingState.CALLED and asked.withdrawn_at is None and asked.entry.removed_at is None
    if answers and not form.is_bound:
        last = answers[0]
        form.initial = {"progress": last.progress, "problem": last.problem, "asked_for": last.asked_for}
    context = {
        "asked": asked,
        "meeting": meeting,
        "answers": answers,
        "late": asked.is_late(timezone.localdate()),
        "form": form,
        "is_open": is_open,
        "may_answer": is_open and may_answer(asked, officer),
        "organises": may_dispatch(meeting.series.organisation, officer),
        "sees_meeting": Meeting.objects.visible_to(officer).filter(pk=meeting.pk).exists(),
    }
    return render(request, "dispatch/material.html", context, status=422 if form.errors else 200)
