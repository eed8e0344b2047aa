"""Doors of evidence: uploading and handing out."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from projects.errors import DomainError, NotFound
from projects.ledger import services
from projects.ledger.downloads import attachment
from projects.ledger.forms import EvidenceForm
from projects.ledger.models import Evidence
from projects.ledger.policies import check_may_write
from projects.ledger.views.addresses import archive_of, get_or_post, project_of
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission


@needs(Permission.PROJECT_READ)
@get_or_post
def add_evidence(request: HttpRequest, project_id: UUID) -> HttpResponse:
    """Upload a document."""
    project = project_of(request, project_id)
    by = officer_of(request)
    check_may_write(project, by)
    first = {"kind": request.GET.get("kind", "")}
    form = EvidenceForm(request.POST or None, request.FILES or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            kept = services.add_evidence(project.pk, by=by, now=timezone.now(), **form.cleaned_data)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"“{kept.title}”已存入佐证材料。")
            return redirect(archive_of(project_id, "evidence"))
    status = 422 if form.errors else 200
    return render(request, "ledger/evidence_form.html", {"form": form, "project": project}, status=status)


@needs(Permission.PROJECT_READ)
@require_GET
def evidence(request: HttpRequest, evidence_id: UUID) -> FileResponse:
    """Download a document: always as an attachment, never run by the browser."""
    kept = Evidence.objects.visible_to(officer_of(request)).filter(pk=evidence_id).first()
    if kept is None:
        raise NotFound("没有找到这份材料，或它不在您的查看范围内。")
    return attachment(kept)
