"""Doors of transfers 项目移交: asking, and answering."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from projects.drafts.once import saves_once
from projects.errors import DomainError, NotAllowed, NotFound, Stale
from projects.ledger import services
from projects.ledger.forms.clashes import AnswerForm, TransferForm, status_of
from projects.ledger.models import Project, Transfer
from projects.ledger.policies_clashes import check_may_transfer, may_answer, may_transfer
from projects.ledger.services.transfers import shares_of, split_between
from projects.ledger.views.addresses import archive_of, get_or_post, project_of
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.rows import one_or_none


@get_or_post
@needs(Permission.PROJECT_READ)
@saves_once
def transfer_new(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Ask another unit to take the project over."""
    project, by, on = project_of(request, project_id), officer_of(request), timezone.localdate()
    check_may_transfer(project, by)
    form = TransferForm(request.POST or None, project=project, on=on, initial={"version": project.version})
    if request.method == "POST" and form.is_valid():
        try:
            asked = _ask(request, project, form, by)
        except Stale:
            project = project_of(request, project_id)
            form.count_from(project.version)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"已请{asked.to.label}接收；接收之前，项目仍由{asked.sender.label}负责。")
            return redirect("ledger:transfer", asked.pk)
    context = {"form": form, "project": project}
    return render(request, "ledger/transfer_form.html", context, status=status_of(form))


def _ask(request: HttpRequest, project: Project, form: TransferForm, by: Officer) -> Transfer:
    given = form.cleaned_data
    met = project.first_contact_organisation or project.landing_organisation
    return services.transfer_project(
        project.pk,
        to=given["to"],
        credits=split_between(met, given["to"], given["sender_percent"]),
        why=given["why"],
        by=by,
        now=timezone.now(),
        expected_version=version_of(request),
    )


@get_or_post
@needs(Permission.PROJECT_READ)
def transfer(request: HttpRequest, transfer_id: UUID) -> HttpResponse:
    """Read it; ``do`` = accept, decline, withdraw."""
    by = officer_of(request)
    seen = Transfer.objects.visible_to(by).select_related("project", "sender", "to", "asked_by", "answered_by")
    found = one_or_none(seen.filter(pk=transfer_id))
    if found is None:
        raise NotFound("没有找到这项移交，或它不在您的查看范围内。")
    waits = found.state == Transfer.State.ASKED
    answers, takes_back = waits and may_answer(found, by), waits and _may_withdraw(found, by)
    form = AnswerForm(request.POST or None, initial={"version": found.version}) if answers or takes_back else None
    if request.method == "POST":
        if form is None:
            raise NotAllowed("这项移交目前不由您办理，请刷新后查看。")
        if form.is_valid() and (address := _done(request, found, form, by)):
            return redirect(address)
        if form.is_overtaken:
            found = seen.get(pk=transfer_id)
            form.count_from(found.version)
    context = {
        "transfer": found,
        "project": found.project,
        "sees": Project.objects.visible_to(by).filter(pk=found.project_id).exists(),
        "shares": shares_of(found),
        "form": form,
        "answers": answers,
        "takes_back": takes_back,
    }
    return render(request, "ledger/transfer.html", context, status=status_of(form))


def _may_withdraw(found: Transfer, by: Officer) -> bool:
    return may_transfer(found.project, by) and Project.objects.visible_to(by).filter(pk=found.project_id).exists()


def _done(request: HttpRequest, found: Transfer, form: AnswerForm, by: Officer) -> str:
    """Where to go on; empty when it was refused."""
    now, note, seen = timezone.now(), form.cleaned_data["note"], version_of(request)
    try:
        match request.POST.get("do"):
            case "accept":
                services.accept_transfer(found.pk, note=note, by=by, now=now, expected_version=seen)
                messages.success(request, f"已接收，“{found.project}”现由{found.to.label}负责。")
                return archive_of(found.project_id)
            case "decline":
                services.decline_transfer(found.pk, why=note, by=by, now=now, expected_version=seen)
                messages.success(request, "已答复不接收，项目仍由原单位负责。")
            case _:
                services.withdraw_transfer(found.pk, note=note, by=by, now=now, expected_version=seen)
                messages.success(request, "移交已撤回。")
    except Stale:
        form.is_overtaken = True
        return ""
    except DomainError as refused:
        form.refuse(refused)
        return ""
    return request.path
