"""Doors of evidence: uploading, looking at, handing out, declaring void."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_GET

from projects.drafts.once import saves_once
from projects.errors import DomainError, NotFound
from projects.ledger import services
from projects.ledger.downloads import attachment, preview
from projects.ledger.forms import EvidenceForm
from projects.ledger.forms.evidence import MoreFilesForm, Refusable, WithdrawEvidenceForm
from projects.ledger.models import Evidence
from projects.ledger.policies import check_may_add_evidence, check_may_write
from projects.ledger.views.addresses import archive_of, get_or_post, project_of
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from projects.rows import one_or_none


@needs(Permission.PROJECT_READ)
@get_or_post
@saves_once
def add_evidence(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Upload a document of up to ten files."""
    project = project_of(request, project_id)
    by = officer_of(request)
    check_may_write(project, by)
    first = {"kind": request.GET.get("kind", "")}
    form = EvidenceForm(request.POST or None, request.FILES or None, initial=first)

    def keep() -> list[Evidence]:
        said = {name: value for name, value in form.cleaned_data.items() if name != "file"}
        return services.add_files(project.pk, files=form.cleaned_data["file"], by=by, now=timezone.now(), **said)

    if request.method == "POST" and form.is_valid() and _is_kept(request, form, keep):
        return redirect(archive_of(project_id, "evidence"))
    context = {"form": form, "project": project}
    return render(request, "ledger/evidence_form.html", context, status=422 if form.errors else 200)


@needs(Permission.PROJECT_READ)
@get_or_post
@saves_once
def extend_evidence(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """Add files to a document that is kept already."""
    by, first = officer_of(request), _visible(request, evidence_id)
    project = project_of(request, first.project_id)
    check_may_add_evidence(project, first.kind, by)
    form = MoreFilesForm(request.POST or None, request.FILES or None)

    def keep() -> list[Evidence]:
        return services.extend_item(first.item, files=form.cleaned_data["file"], by=by, now=timezone.now())

    if request.method == "POST" and form.is_valid() and _is_kept(request, form, keep):
        return redirect(archive_of(project.pk, "evidence"))
    held = Evidence.objects.valid().filter(item=first.item).order_by("place")
    context = {"form": form, "project": project, "first": first, "held": held}
    return render(request, "ledger/evidence_form.html", context, status=422 if form.errors else 200)


@needs(Permission.PROJECT_READ)
@get_or_post
def withdraw_evidence(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """Declare a document void."""
    by, kept = officer_of(request), _visible(request, evidence_id)
    project = project_of(request, kept.project_id)
    check_may_add_evidence(project, kept.kind, by)
    form = WithdrawEvidenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.withdraw_evidence(kept.pk, reason=form.cleaned_data["reason"], by=by, now=timezone.now())
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"“{kept.title}”（{kept.filename}）已作废，仍可查阅，不再作为佐证。")
            return redirect(archive_of(project.pk, "evidence"))
    context = {"form": form, "project": project, "kept": kept}
    return render(request, "ledger/evidence_withdraw.html", context, status=422 if form.errors else 200)


@needs(Permission.PROJECT_READ)
@require_GET
def evidence(request: HttpRequest, evidence_id: UUID) -> FileResponse:
    """Download a document: always as an attachment, never run by the browser."""
    return attachment(_visible(request, evidence_id))


@needs(Permission.PROJECT_READ)
@require_GET
def evidence_view(request: HttpRequest, evidence_id: UUID) -> FileResponse:
    """Look at a picture or a PDF; any other file is 404 here and downloads instead."""
    return preview(_visible(request, evidence_id))


def _visible(request: HttpRequest, evidence_id: UUID) -> Evidence:
    kept = one_or_none(Evidence.objects.visible_to(officer_of(request)).filter(pk=evidence_id))
    if kept is None:
        raise NotFound("没有找到这份材料，或它不在您的查看范围内。")
    return kept


def _is_kept(request: HttpRequest, form: Refusable, keep: Callable[[], list[Evidence]]) -> bool:
    """Were the files stored? Says so, and which of them the project has already; a refusal goes to the form."""
    try:
        kept = keep()
    except DomainError as refused:
        form.refuse(refused)
        return False
    number = f"（{len(kept)}个文件）" if len(kept) > 1 else ""
    messages.success(request, f"“{kept[0].title}”{number}已存入佐证材料。")
    for twin in services.twins_of(kept):
        messages.warning(request, _same(twin))
    return True


def _same(twin: Evidence) -> str:
    sentence = "本项目已有内容完全相同的文件：<a href='{}'>{}（{}，{} 上传）</a>。如属重复上传，请将其中一份作废。"
    day = timezone.localdate(twin.uploaded_at)
    return format_html(sentence, reverse("ledger:evidence", args=[twin.pk]), twin.title, twin.get_kind_display(), day)
