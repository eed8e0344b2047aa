"""One claim: its statements beside the evidence, its thread, and the verdict."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from projects.errors import Conflict, DomainError, NotAllowed, NotFound, Stale
from projects.ledger.models import Evidence
from projects.ledger.stages import Stage, Step
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.steps import services
from workflow.steps.claimed import decode
from workflow.steps.deadlines import Clock, clocks_of
from workflow.steps.forms import NOTE_LABELS, VerdictForm
from workflow.steps.lines import further_lines, lines_of
from workflow.steps.models import OPEN_STATES, Claim, ClaimState, Transition
from workflow.steps.policies import check_may_verify, delegation_of, may_handle, why_not_revoke
from workflow.steps.queries import Requirement, requirements_for
from workflow.steps.thread import last_return, thread_of

TAGS: dict[str, str] = {
    ClaimState.DRAFT: "tag-grey",
    ClaimState.SUBMITTED: "",
    ClaimState.RETURNED: "tag-yellow",
    ClaimState.APPROVED: "tag-green",
    ClaimState.REJECTED: "tag-red",
    ClaimState.WITHDRAWN: "tag-grey",
}


@require_http_methods(["GET", "POST"])
@needs(Permission.PROJECT_READ)
def claim_detail(request: HttpRequest, claim_id: UUID) -> HttpResponse:
    """Read a claim; decide on it or take it back (``do`` = approve, return, reject, withdraw)."""
    claim = _find(claim_id, officer_of(request))
    asked = _asked(claim)
    if request.method == "GET":
        return _show(request, claim, asked)
    verdict = VerdictForm(_questions(asked), request.POST)
    verdict.is_valid()
    try:
        _act(request, claim, verdict)
    except (Stale, NotAllowed):
        raise
    except DomainError as refused:
        if refused.field == "note":
            verdict.add_error("note", refused.detail)
            return _show(request, claim, asked, verdict)
        return _show(request, claim, asked, verdict, refused)
    return redirect("steps:claim_detail", claim.pk)


def _find(claim_id: UUID, officer: Officer) -> Claim:
    related = (
        "project__landing_organisation",
        "project__company",
        "verifying_unit",
        "created_by",
        "submitted_by",
        "decided_by",
        "first_by",
        "first_unit",
        "second_unit",
        "transition",
        "revokes",
    )
    claim = one_or_none(Claim.objects.visible_to(officer).select_related(*related).filter(pk=claim_id))
    if claim is None:
        raise NotFound("没有找到这项申报，或它不在您的查看范围内。")
    return claim


def _asked(claim: Claim) -> list[Requirement]:
    """Everything the step asks for with the claimed values; nothing once the claim is closed."""
    if claim.state not in OPEN_STATES:
        return []
    fields = decode(claim.fields)
    return requirements_for(claim.project, claim.step, fields=fields, reason=claim.reason or claim.note)


def _questions(asked: list[Requirement]) -> list[tuple[str, str]]:
    return [(one.name, one.label) for one in asked]


def _act(request: HttpRequest, claim: Claim, verdict: VerdictForm) -> None:
    """Do what the pressed button says and tell the user that it is done."""
    note = verdict.cleaned_data.get("note", "")
    known: dict[str, Any] = {"by": officer_of(request), "now": timezone.now(), "expected_version": version_of(request)}
    done = request.POST.get("do")
    if done == "approve":
        moved = services.approve_claim(claim.pk, note=note, **known)
        messages.success(request, _told(claim, moved))
    elif done == "return":
        services.return_claim(claim.pk, note=note, reasons=verdict.reasons(), **known)
        messages.success(request, "已退回，申报单位会看到逐项意见。")
    elif done == "reject":
        services.reject_claim(claim.pk, note=note, **known)
        messages.success(request, "已作出不予认定的答复。")
    elif done == "withdraw":
        services.withdraw_claim(claim.pk, **known)
        messages.success(request, "申报已撤回。")
    else:
        raise Conflict("没有识别要办理的操作，请刷新页面后重试。")


def _told(claim: Claim, moved: Transition | None) -> str:
    """What follows from the approval."""
    if moved is None:
        return f"第一轮认定已通过，申报转{claim.second_unit}作第二轮认定，节点在其认定后推进。"
    return f"已认定，项目进入“{Stage(moved.target).label}”。"


def _why_not(claim: Claim, officer: Officer) -> str:
    """Why the officer may not decide; empty when they may."""
    try:
        check_may_verify(claim, officer, on=timezone.localdate())
    except NotAllowed as refused:
        return refused.detail
    return ""


def _show(
    request: HttpRequest,
    claim: Claim,
    asked: list[Requirement],
    verdict: VerdictForm | None = None,
    refused: DomainError | None = None,
) -> HttpResponse:
    officer = officer_of(request)
    is_waiting = claim.state == ClaimState.SUBMITTED
    why_not = _why_not(claim, officer) if is_waiting else ""
    if is_waiting and not why_not:
        verdict = verdict or VerdictForm(_questions(asked), initial={"version": claim.version})
    else:
        verdict = None
    claims = may_handle(claim, officer)
    context = {
        **_facts(claim, asked),
        "looked_at": _looked_at(request, claim),
        "intent": request.GET.get("do", ""),
        "delegation": delegation_of(claim, officer, on=timezone.localdate()) if verdict else None,
        "next_waiting": _next_waiting(claim, officer),
        "is_waiting": is_waiting,
        "verdict": verdict,
        "why_not": why_not,
        "refused": refused,
        "overtaken": "" if refused or claim.state not in OPEN_STATES else why_not_revoke(claim),
        "may_continue": claims and claim.state in (ClaimState.DRAFT, ClaimState.RETURNED),
        "may_withdraw": claims and claim.state in OPEN_STATES,
    }
    return render(request, "steps/claim_detail.html", context, status=422 if refused or _wrong(verdict) else 200)


def _looked_at(request: HttpRequest, claim: Claim) -> Evidence | None:
    """The document beside the fields: the one asked for, else the first that a browser can show."""
    shown = [one for one in claim.evidence.valid() if one.is_viewable]
    wanted = request.GET.get("show", "")
    return next((one for one in shown if str(one.pk) == wanted), shown[0] if shown else None)


def _next_waiting(claim: Claim, officer: Officer) -> UUID | None:
    """Another claim this officer may answer, the one due first."""
    waiting = Claim.objects.answerable_by(officer, on=timezone.localdate()).exclude(pk=claim.pk)
    soonest = waiting.order_by(F("due_on").asc(nulls_last=True), "submitted_at", "pk")
    return soonest.values_list("pk", flat=True).first()


def _facts(claim: Claim, asked: list[Requirement]) -> dict[str, Any]:
    """What the page says about the claim to everybody."""
    returned, reasons = last_return(claim)
    return {
        "claim": claim,
        "verifying_unit": _verifying_unit(claim),
        "project": claim.project,
        "project_url": reverse("desk:project", args=[claim.project_id]),
        "step_label": Step(claim.step).label,
        "state_tag": TAGS[claim.state],
        "clock": _clock(claim),
        "lines": lines_of(claim),
        "further": further_lines(claim, asked),
        "note_label": NOTE_LABELS.get(claim.step, "说明"),
        "evidence": list(claim.evidence.select_related("uploaded_by")),
        "met": [one for one in asked if one.met],
        "unmet": [one for one in asked if not one.met],
        "thread": thread_of(claim),
        "returned": returned,
        "reasons": reasons,
    }


def _verifying_unit(claim: Claim) -> str:
    """Its present name while the claim is open; of a decided one the name of the day."""
    unit, decided = claim.verifying_unit, claim.decided_at
    if unit is None:
        return ""
    return unit.name_on(timezone.localdate(decided)) if decided and claim.state not in OPEN_STATES else unit.name


def _clock(claim: Claim) -> Clock | None:
    """How long the verifying unit still has; nothing unless the claim waits."""
    if claim.due_on is None or claim.state != ClaimState.SUBMITTED:
        return None
    return clocks_of([claim.due_on], on=timezone.localdate())[claim.due_on]


def _wrong(verdict: VerdictForm | None) -> bool:
    return bool(verdict and verdict.is_bound and verdict.errors)
