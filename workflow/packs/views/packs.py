"""The pack of a sitting: read on screen, freeze, plan, download."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from projects.errors import Conflict, DomainError, Stale
from projects.people.models import Officer
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.dispatch.models import Meeting, MeetingState
from workflow.dispatch.policies import check_may_dispatch, may_dispatch
from workflow.packs import services
from workflow.packs.answers import answer_of
from workflow.packs.forms import FreezeForm, PlanForm
from workflow.packs.kinds import FileKind
from workflow.packs.models import FreezePlan, Pack
from workflow.packs.paper import by_kind
from workflow.packs.paper_figures import summary
from workflow.packs.policies import may_freeze
from workflow.packs.queries.seen import covers, seen_content, visible_meeting, visible_pack

Forms = FreezeForm | PlanForm | None


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISPATCH_READ)
def pack_page(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """What changed first; then figures, agenda, pages. ``edition``: an older one. ``do`` = freeze, plan."""
    officer = officer_of(request)
    meeting = visible_meeting(officer, meeting_id)
    if request.method != "POST":
        return _show(request, meeting, officer)
    check_may_dispatch(meeting.series.organisation, officer)
    deed = {"freeze": _freeze, "plan": _plan}.get(request.POST.get("do", ""))
    if deed is None:
        raise Conflict("没有识别要办理的操作，请刷新页面后重试。")
    form = deed(request, meeting, officer)
    return redirect("packs:pack", meeting.pk) if form is None else _show(request, meeting, officer, form)


@require_safe
@needs(Permission.DISPATCH_READ)
def file(request: HttpRequest, pack_id: UUID, kind: str) -> HttpResponse:
    """Download one form: the kept bytes, or an excerpt of what the visitor sees."""
    officer = officer_of(request)
    copy = services.hand_out(visible_pack(officer, pack_id), kind, by=officer, now=timezone.now())
    return answer_of(copy)


def _freeze(request: HttpRequest, meeting: Meeting, officer: Officer) -> Forms:
    form, now = FreezeForm(request.POST, last=_last_edition(meeting)), timezone.now()
    if not form.is_valid():
        return form
    if form.cleaned_data["edition"] not in (None, _last_edition(meeting)):
        raise Stale
    try:
        made = services.freeze_pack(meeting.pk, by=officer, now=now, **form.values(now=now))
    except DomainError as refused:
        form.refuse(refused)
        return form
    messages.success(request, f"第{made.edition}版材料已定稿，内容和文件不再变动。")
    return None


def _plan(request: HttpRequest, meeting: Meeting, officer: Officer) -> Forms:
    form = PlanForm(request.POST, plan=_plan_of(meeting))
    if not form.is_valid():
        return form
    seen = form.cleaned_data["version"]
    if seen is None:
        raise Stale
    try:
        plan = services.set_plan(
            meeting.series_id, form.values(), by=officer, now=timezone.now(), expected_version=seen
        )
    except Stale:
        raise
    except DomainError as refused:
        form.refuse(refused)
        return form
    messages.success(request, f"已保存：{plan}。")
    return None


def _plan_of(meeting: Meeting) -> FreezePlan | None:
    return FreezePlan.objects.filter(series=meeting.series_id).first()


def _last_edition(meeting: Meeting) -> int:
    return Pack.objects.filter(meeting=meeting).latest_first().values_list("edition", flat=True).first() or 0


def _wanted(request: HttpRequest, packs: list[Pack]) -> Pack | None:
    """The edition of the address, else the last one."""
    number = request.GET.get("edition", "")
    if not number:
        return packs[0] if packs else None
    found = next((one for one in packs if str(one.edition) == number), None)
    if found is None:
        raise Http404
    return found


def _show(request: HttpRequest, meeting: Meeting, officer: Officer, form: Forms = None) -> HttpResponse:
    now = timezone.now()
    related = Pack.objects.filter(meeting=meeting).select_related("frozen_by").defer("content")
    packs = list(related.latest_first())
    pack = _wanted(request, packs)
    may = may_dispatch(meeting.series.organisation, officer)
    is_ahead = meeting.state == MeetingState.CALLED and meeting.starts_at > now
    plan = _plan_of(meeting)
    context: dict[str, Any] = {
        "meeting": meeting,
        "pack": pack,
        "packs": packs,
        "covers": covers(meeting, officer),
        "plan": plan,
        "is_ahead": is_ahead,
        "may_freeze": is_ahead and may_freeze(meeting, officer),
        "may_plan": may,
        **(_content(pack, meeting, officer) if pack else {}),
    }
    if context["may_freeze"]:
        last = packs[0].edition if packs else 0
        context["freeze"] = form if isinstance(form, FreezeForm) else FreezeForm(last=last)
    if may:
        context["plan_form"] = form if isinstance(form, PlanForm) else PlanForm(plan=plan)
    return render(request, "packs/pack.html", context, status=422 if form else 200)


def _content(pack: Pack, meeting: Meeting, officer: Officer) -> dict[str, Any]:
    """What of the pack the visitor reads. One query for the content, two for what he sees."""
    pack.meeting = meeting
    content = seen_content(pack, officer)
    return {
        "content": content,
        "groups": by_kind(content.changes),
        "summary": summary(content.figures) if content.figures else "",
        "forms": FileKind.choices,
    }
