"""Doors of one decision: start it, read it, answer it, mend it, take it back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from projects.drafts.once import saves_once
from projects.errors import Conflict, DomainError, NotAllowed, NotFound
from projects.ledger.queries import visible_project
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.decisions import services
from workflow.decisions.forms import AnswerForm, StartForm
from workflow.decisions.models import Decision, DecisionState, Procedure
from workflow.decisions.policies import check_may_ask, may_mend, why_not_answer
from workflow.decisions.queries.listing import WHO
from workflow.decisions.queries.spans import elapsed_of, limit_of, spans_of, workdays_for
from workflow.decisions.views.listed import TAGS
from workflow.steps.deadlines import clocks_of

DONE: dict[str, tuple[Callable[..., Decision], str]] = {
    "pass": (services.pass_step, "已通过。"),
    "return": (services.return_decision, "已退回补充，项目单位会看到您的意见；办理计时暂停。"),
    "reject": (services.reject_decision, "已记录不同意的结论。"),
    "resubmit": (services.resubmit_decision, "已重新提交，办理计时继续。"),
    "withdraw": (services.withdraw_decision, "决策已撤回，可以重新发起。"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.CLAIM_WRITE)
@saves_once
def start(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """See which steps apply, and hand the project to the first."""
    by, now = officer_of(request), timezone.now()
    project = visible_project(by, project_id)
    check_may_ask(project, by)
    form = StartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            known: dict[str, Any] = {"by": by, "now": now, "expected_version": version_of(request)}
            made = services.start_decision(project.pk, note=form.cleaned_data["note"], **known)
        except NotAllowed:
            raise
        except DomainError as refused:
            form.refuse(refused)
            return _start_page(request, project, form, status=refused.status)
        messages.success(request, f"已发起，由{made.unit}办理“{made.step}”。")
        return redirect("decisions:detail", made.pk)
    return _start_page(request, project, form, status=422 if form.errors else 200)


def _start_page(request: HttpRequest, project: Any, form: StartForm, *, status: int) -> HttpResponse:
    procedure = Procedure.objects.in_force_for(project.landing_organisation, timezone.localdate())
    total = project.total_investment_wan
    steps = procedure.steps.select_related("unit") if procedure else []
    context = {
        "project": project,
        "form": form,
        "procedure": procedure,
        "steps": [(one, one.applies_to(total)) for one in steps],
        "earlier": Decision.objects.filter(project=project).order_by("-attempt").first(),
    }
    return render(request, "decisions/start.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PROJECT_READ)
def detail(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Read a decision with its turns and days; ``do`` = pass, return, reject, resubmit, withdraw."""
    officer = officer_of(request)
    decision = _find(decision_id, officer)
    form = AnswerForm(request.POST or None, project=decision.project)
    if request.method != "POST":
        return _show(request, decision, form)
    try:
        _act(request, decision, form)
    except NotAllowed:
        raise
    except DomainError as refused:
        form.refuse(refused)
        return _show(request, _find(decision_id, officer), form, status=refused.status)
    return redirect("decisions:detail", decision.pk)


def _find(decision_id: UUID, officer: Officer) -> Decision:
    seen = Decision.objects.visible_to(officer).select_related(*WHO, "project__landing_organisation")
    found = one_or_none(seen.filter(pk=decision_id))
    if found is None:
        raise NotFound("没有找到这项决策，或它不在您的查看范围内。")
    return found


def _act(request: HttpRequest, decision: Decision, form: AnswerForm) -> None:
    """Do what the pressed button says and tell the user that it is done."""
    done = request.POST.get("do", "")
    if done not in DONE:
        raise Conflict("没有识别要办理的操作，请刷新页面后重试。")
    if not form.is_valid():
        raise Conflict("没有保存：请按红字核对后重新提交。")
    service, sentence = DONE[done]
    said: dict[str, Any] = {"note": form.cleaned_data["note"]}
    if done != "withdraw":
        said["paper"] = form.cleaned_data["paper"]
    service(decision.pk, **said, by=officer_of(request), now=timezone.now(), expected_version=version_of(request))
    messages.success(request, sentence)


def _show(request: HttpRequest, decision: Decision, form: AnswerForm, *, status: int = 200) -> HttpResponse:
    officer, today = officer_of(request), timezone.localdate()
    turns = list(decision.turns.select_related("step", "unit", "by", "asked_by", "paper"))
    counted = workdays_for(turns, on=today)
    spans = spans_of(turns, counted, on=today)
    is_waiting = decision.state == DecisionState.RUNNING
    why_not = why_not_answer(decision, officer) if is_waiting else ""
    mends = decision.is_open and may_mend(decision, officer)
    context = {
        "decision": decision,
        "project": decision.project,
        "tag": TAGS[decision.state],
        "spans": spans,
        "elapsed": elapsed_of(spans, limit_of(turns), counted),
        "clock": clocks_of([decision.due_on], on=today)[decision.due_on] if decision.due_on else None,
        "may_answer": is_waiting and not why_not,
        "why_not": why_not,
        "may_resubmit": mends and decision.state == DecisionState.RETURNED,
        "may_withdraw": mends,
        "form": form,
    }
    return render(request, "decisions/detail.html", context, status=status)
