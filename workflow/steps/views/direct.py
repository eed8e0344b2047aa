"""Suspending, terminating and withdrawing: a reason, a look at what follows, then the step."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from projects.errors import DomainError, NotFound, Stale
from projects.ledger.models import Project
from projects.ledger.queries import visible_project
from projects.ledger.stages import DIRECT_STEPS, Step
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from workflow.steps import services
from workflow.steps.forms import DirectForm
from workflow.steps.models import OPEN_STATES
from workflow.steps.policies import check_legal, check_may_take_directly
from workflow.steps.reasons import label_of

CONSEQUENCES: dict[str, tuple[str, ...]] = {
    Step.SUSPEND: (
        "项目状态变为“缓建”，亮灯转为灰色，不再计算节点超期。",
        "缓建期间不能申报签约、注册、开工、投产。",
        "恢复建设需要另行申报，由认定单位认定。",
    ),
    Step.TERMINATE: (
        "项目状态变为“终止”，停在当前阶段，不再计入在推项目。",
        "不能再申报任何阶段节点。",
        "要重新启动，须申报“恢复入库”并由认定单位认定。",
    ),
    Step.WITHDRAW: (
        "项目状态变为“退库”，停在当前阶段，不再计入在推项目。",
        "已认定的节点和佐证材料全部保留，可随时查阅。",
        "要重新入库，须申报“恢复入库”并由认定单位认定。",
    ),
}


@require_http_methods(["GET", "POST"])
@needs(Permission.PROJECT_READ)
def direct(request: HttpRequest, project_id: UUID, step: str) -> HttpResponse:
    """Ask (``do`` = check), show what follows, take the step (``do`` = take)."""
    if step not in DIRECT_STEPS:
        raise NotFound("没有这个操作，请从项目档案进入。")
    officer = officer_of(request)
    project = visible_project(officer, project_id)
    check_may_take_directly(project, step, officer)
    check_legal(project, step)
    today = timezone.localdate()
    if request.method == "GET":
        return _show(request, project, DirectForm(step, today, initial={"version": project.version}), step)
    seen = version_of(request)
    form = DirectForm(step, today, request.POST)
    if not form.is_valid() or request.POST.get("do") == "change":
        return _show(request, project, form, step, status=422 if form.errors else 200)
    if request.POST.get("do") != "take":
        return _show(request, project, form, step, confirming=True)
    return _take(request, project, form, step, seen)


def _take(request: HttpRequest, project: Project, form: DirectForm, step: str, seen: int) -> HttpResponse:
    try:
        services.take_step(
            project.pk,
            step,
            by=officer_of(request),
            effective_on=form.cleaned_data["effective_on"],
            note=form.cleaned_data["note"],
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
            expected_version=seen,
        )
    except Stale:
        raise
    except DomainError as refused:
        if refused.field in form.fields:
            form.add_error(refused.field, refused.detail)
        return _show(request, project, form, step, refused=refused, status=refused.status)
    messages.success(request, f"已办理{Step(step).label}：{project.name}。")
    return redirect("desk:project", project.pk)


def _consequences(project: Project, step: str, officer: Officer) -> list[str]:
    open_claims = project.claims.visible_to(officer).filter(state__in=OPEN_STATES)
    names = "、".join(f"“{claim.get_step_display()}”" for claim in open_claims)
    further = [f"还有未办结的申报{names}，请一并撤回或等待答复。"] if names else []
    return [*CONSEQUENCES[step], *further]


def _show(
    request: HttpRequest,
    project: Project,
    form: DirectForm,
    step: str,
    *,
    confirming: bool = False,
    refused: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "project": project,
        "project_url": reverse("desk:project", args=[project.pk]),
        "step_label": Step(step).label,
        "form": form,
        "confirming": confirming,
        "refused": refused,
        "reason_label": label_of(step, form.cleaned_data.get("reason", "")) if form.is_bound else "",
        "consequences": _consequences(project, step, officer_of(request)),
    }
    return render(request, "steps/direct.html", context, status=status)
