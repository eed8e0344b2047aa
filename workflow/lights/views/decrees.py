"""Doors of decisions over the rules: one project's, and what waits for the office."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from projects.errors import Conflict, DomainError, NotAllowed, NotFound
from projects.ledger.models import Project
from projects.ledger.policies import may_write
from projects.ledger.queries import visible_project
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from workflow.lights import services
from workflow.lights.forms import AdjustForm, ExemptionForm, Refusable
from workflow.lights.models import LightDecree
from workflow.lights.policies import may_decide
from workflow.lights.queries.now import light_of

PAGE_SIZE = 30
TABS = (("waiting", "待审定"), ("running", "执行中"), ("all", "全部"))
WHO = ("project__landing_organisation", "asked_by", "decided_by", "closed_by", "basis")
DONE = {
    "adjust": "已调整，到期后自动恢复按规则亮灯。",
    "ask": "已提交，由调度办公室审定后生效。",
    "approve": "已同意，豁免期内不按规则亮灯。",
    "refuse": "已退回，申请人会看到理由。",
    "lift": "已解除，恢复按规则亮灯。",
}


@require_safe
@needs(Permission.PROJECT_READ)
def decrees(request: HttpRequest) -> HttpResponse:
    """What waits for an answer, what is in force, and everything visible."""
    officer, today = officer_of(request), timezone.localdate()
    seen = LightDecree.objects.visible_to(officer).select_related(*WHO)
    groups = {"waiting": seen.waiting().order_by("asked_at", "pk"), "running": seen.running(today), "all": seen}
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in groups else "waiting"
    page = Paginator(groups[tab], PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "tab": tab,
        "tabs": [(key, label, groups[key].count()) for key, label in TABS],
        "page": page,
        "rows": [(one, one.state_on(today)) for one in page.object_list],
    }
    return render(request, "lights/decrees.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PROJECT_READ)
def decide(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """One project's light: adjust it, ask for an exemption, answer, lift (``do`` and, of a decree, ``decree``)."""
    project = visible_project(officer_of(request), project_id)
    done = request.POST.get("do", "")
    forms: dict[str, Refusable] = {
        "adjust": AdjustForm(request.POST if done == "adjust" else None, initial={"until_on": timezone.localdate()}),
        "ask": ExemptionForm(request.POST if done == "ask" else None, project=project),
    }
    if request.method != "POST":
        return _page(request, project, forms)
    try:
        status = _act(request, project, done, forms.get(done))
    except NotAllowed:
        raise
    except DomainError as refused:
        shown = forms.get(done)
        if shown is None:
            messages.error(request, refused.detail)
        else:
            shown.refuse(refused)
        status = refused.status
    if status:
        return _page(request, project, forms, status=status)
    messages.success(request, DONE[done])
    return redirect("lights:decide", project.pk)


def _act(request: HttpRequest, project: Project, done: str, form: Refusable | None) -> int:
    """0 when done, 422 when the form says what is wrong."""
    known: dict[str, Any] = {"by": officer_of(request), "now": timezone.now()}
    if form is not None:
        if not form.is_valid():
            return 422
        service: Callable[..., Any] = services.adjust_light if done == "adjust" else services.ask_exemption
        service(project.pk, **form.cleaned_data, **known)
        return 0
    if done not in DONE:
        raise Conflict("没有识别要办理的操作，请刷新页面后重试。")
    decree = _decree(request.POST, project)
    known["expected_version"] = version_of(request)
    if done == "approve":
        services.approve_exemption(decree, **known)
    else:
        close = services.refuse_exemption if done == "refuse" else services.lift_decree
        close(decree, why=request.POST.get("why", ""), **known)
    return 0


def _decree(posted: Mapping[str, str], project: Project) -> UUID:
    wanted = posted.get("decree", "")
    found = next((one.pk for one in LightDecree.objects.filter(project=project) if str(one.pk) == wanted), None)
    if found is None:
        raise NotFound("没有找到这项亮灯调整，请刷新后重试。")
    return found


def _page(request: HttpRequest, project: Project, forms: Mapping[str, Refusable], *, status: int = 200) -> HttpResponse:
    officer, today = officer_of(request), timezone.localdate()
    decides = may_decide(project, officer)
    rows = LightDecree.objects.filter(project=project).select_related(*WHO)
    context = {
        "project": project,
        "light": light_of(project, on=today),
        "rows": [(one, one.state_on(today), decides and one.asked_by_id != officer.pk) for one in rows],
        "adjust": forms["adjust"],
        "ask": forms["ask"],
        "may_decide": decides,
        "may_ask": project.is_open and may_write(project, officer),
        "is_open": project.is_open,
    }
    return render(request, "lights/decide.html", context, status=status)
