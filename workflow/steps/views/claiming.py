"""申报: the form of a claim, saved as a draft or handed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from projects.errors import DomainError, Invalid, NotFound, Stale
from projects.ledger import services as ledger
from projects.ledger.models import CityRules, Evidence, Project
from projects.ledger.queries import registered_enterprise, visible_project
from projects.ledger.stages import CLAIMED_STEPS, Step
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from workflow.steps import services
from workflow.steps.claimed import decode
from workflow.steps.forms import NOTE_LABELS, ClaimForm, upload_name
from workflow.steps.models import OPEN_STATES, Claim, ClaimState
from workflow.steps.policies import check_legal, check_may_claim, verifying_unit_of
from workflow.steps.queries import requirements_for
from workflow.steps.thread import last_return


@require_http_methods(["GET", "POST"])
@needs(Permission.PROJECT_READ)
def claim(request: HttpRequest, project_id: UUID, step: str) -> HttpResponse:
    """A new claim, or the one that is open: a draft or returned one goes on here, a submitted one is only read."""
    officer = officer_of(request)
    project = _claimable(project_id, step, officer)
    known = _open_claim(project, step, officer)
    if known and known.state == ClaimState.SUBMITTED:
        return redirect("steps:claim_detail", known.pk)
    if request.method == "POST":
        return _save(request, project, step, known)
    form = ClaimForm(project, step, officer, known, on=timezone.localdate())
    form.fields["effective_on"].initial = form.fields["effective_on"].initial or timezone.localdate()
    return _show(request, form)


@require_POST
@needs(Permission.PROJECT_READ)
def checklist(request: HttpRequest, project_id: UUID, step: str) -> HttpResponse:
    """What would still be missing with the form as it stands; nothing is saved."""
    officer = officer_of(request)
    project = _claimable(project_id, step, officer)
    known = _open_claim(project, step, officer)
    form = ClaimForm(project, step, officer, known, request.POST, on=timezone.localdate())
    form.is_valid()
    return render(request, "steps/_checklist.html", _asked(form))


def _claimable(project_id: UUID, step: str, officer: Officer) -> Project:
    if step not in CLAIMED_STEPS:
        raise NotFound("没有这个申报节点，请从项目档案的“下一步”进入。")
    project = visible_project(officer, project_id)
    check_may_claim(project, step, officer)
    check_legal(project, step)
    return project


def _open_claim(project: Project, step: str, officer: Officer) -> Claim | None:
    known = Claim.objects.visible_to(officer).filter(project=project, step=step, state__in=OPEN_STATES).first()
    if known:
        known.project = project
    return known


def _save(request: HttpRequest, project: Project, step: str, known: Claim | None) -> HttpResponse:
    by, now = officer_of(request), timezone.now()
    form = ClaimForm(project, step, by, known, request.POST, request.FILES, on=timezone.localdate(now))
    form.is_valid()
    kept = _keep_uploads(form, by=by, now=now)
    if form.errors:
        return _show(request, form, "有几处需要改正，填写的内容都还在。", kept)
    written = False
    try:
        saved = _write(form, version_of(request) if known else None, by=by, now=now)
        form.claim, written = saved, True
        if request.POST.get("do") == "submit":
            saved = services.submit_claim(saved.pk, by=by, now=now, expected_version=saved.version)
    except Stale:
        raise
    except DomainError as refused:
        form.refuse(refused)
        sentence = f"草稿已保存，尚未提交。{refused.detail}" if written else refused.detail
        return _show(request, form, sentence, kept)
    return _saved(request, saved)


def _saved(request: HttpRequest, saved: Claim) -> HttpResponse:
    if saved.state == ClaimState.SUBMITTED:
        when = f"在 {saved.due_on} 前答复" if saved.due_on else "认定；工作日历尚未载入，答复期限暂不承诺"
        messages.success(request, f"已提交，由{saved.verifying_unit}{when}。")
        return redirect("steps:claim_detail", saved.pk)
    messages.success(request, "草稿已保存，可随时回来继续。")
    return redirect("steps:claim", saved.project_id, saved.step)


def _keep_uploads(form: ClaimForm, *, by: Officer, now: datetime) -> list[Evidence]:
    """Store what was uploaded whatever else is wrong: nobody has to choose a file twice."""
    kept = []
    for kind, file in form.uploads():
        title = (file.name or "").rpartition(".")[0] or file.name or ""
        try:
            kept.append(ledger.add_evidence(form.project.pk, kind=kind, title=title, file=file, by=by, now=now))
        except DomainError as refused:
            form.add_error(upload_name(kind), f"{file.name}：{refused.detail}")
    form.keep(kept)
    form.project.refresh_from_db(fields=["version"])
    return kept


def _write(form: ClaimForm, version: int | None, *, by: Officer, now: datetime) -> Claim:
    """Save what the form says as a new draft or over the open claim."""
    fields = {**form.claimed(), **_investors(form, by=by, now=now)}
    said: dict[str, Any] = {
        "effective_on": form.cleaned_data["effective_on"],
        "note": form.cleaned_data["note"],
        "reason": form.cleaned_data.get("reason", ""),
        "fields": fields,
        "evidence": Evidence.objects.visible_to(by).filter(project=form.project, pk__in=form.ticked()),
        "by": by,
        "now": now,
    }
    if form.claim is None:
        return services.draft_claim(form.project.pk, form.step, **said)
    return services.edit_claim(form.claim.pk, expected_version=version, **said)


def _investors(form: ClaimForm, *, by: Officer, now: datetime) -> dict[str, object]:
    """The ticked investors and the one just typed, which is registered if the ledger does not know it."""
    name, uscc = form.cleaned_data.get("new_investor", ""), form.cleaned_data.get("new_investor_uscc", "")
    if not name:
        if uscc:
            raise Invalid("请同时填写这个代码属于哪家投资方。", "new_investor")
        return {}
    known = registered_enterprise(by, name=name, uscc=uscc)
    one = known or ledger.create_enterprise(name=name, uscc=uscc, by=by, now=now)
    return {"investors": [*form.cleaned_data.get("investors", []), one]}


def _said(claim: Claim | None) -> dict[str, Any]:
    """What the stored claim states, as Python values."""
    return decode(claim.fields) if claim else {}


def _asked(form: ClaimForm) -> dict[str, Any]:
    """The checklist of the step with the values of the form."""
    fields = form.claimed() if form.is_bound else _said(form.claim)
    reason = form["reason"].value() or "" if "reason" in form.fields else None
    asked = requirements_for(form.project, form.step, fields=fields, reason=reason)
    return {
        "met": [one for one in asked if one.met],
        "unmet": [one for one in asked if not one.met],
        "verb": f"申报{Step(form.step).label}",
        "step_label": str(Step(form.step).label),
    }


def _show(request: HttpRequest, form: ClaimForm, refused: str = "", kept: list[Evidence] | None = None) -> HttpResponse:
    project, step, known = form.project, form.step, form.claim
    returned, reasons = last_return(known) if known else (None, [])
    context = {
        **_asked(form),
        "form": form,
        "project": project,
        "project_url": reverse("desk:project", args=[project.pk]),
        "step": step,
        "claim": known,
        "refused": refused,
        "kept": kept or [],
        "returned": returned,
        "reasons": reasons,
        "note_label": NOTE_LABELS.get(step, "说明"),
        "verifying_unit": verifying_unit_of(project, step),
        "verification_days": CityRules.of(project.landing_organisation).verification_days,
        "live_params": "not " + ",".join(name for name in form.fields if name.startswith("upload_")),
    }
    return render(request, "steps/claim.html", context, status=422 if refused else 200)
