"""Doors of talks: the list, a new record, one record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from projects.drafts.once import saves_once
from projects.errors import DomainError, NotAllowed, NotFound
from projects.ledger.models import Project
from projects.ledger.queries import visible_project
from projects.people.models import Officer
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.letters import services
from workflow.letters.forms import TalkForm
from workflow.letters.models import Letter, Talk
from workflow.letters.policies import issuing_for
from workflow.letters.queries.one import visible_letter, visible_talk

PAGE_SIZE = 30


@needs(Permission.DISPATCH_READ)
@require_safe
def talks(request: HttpRequest) -> HttpResponse:
    """Newest first."""
    officer = officer_of(request)
    found = Talk.objects.visible_to(officer).select_related("unit", "project", "letter").prefetch_related("items")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "talks": page.object_list, "may_record": officer.may(Permission.DISPATCH_WRITE)}
    return render(request, "letters/talks.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISPATCH_WRITE)
@saves_once
def talk_new(request: HttpRequest) -> HttpResponse:
    """``?letter=`` of the notice, or ``?project=``."""
    by = officer_of(request)
    letter, project = _about(request, by)
    form = TalkForm(request.POST or None, request.FILES or None, officer=by, initial=_first(letter, project))
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        told: dict[str, Any] = {"unit": form.cleaned_data["unit"], "project": project, "letter": letter}
        told |= {"follow_ups": form.follow_ups(), "files": form.cleaned_data["files"], "by": by, "now": timezone.now()}
        try:
            made = services.record_talk(letter.organisation if letter else issuing_for(by), form.values(), **told)
        except NotAllowed:
            raise
        except DomainError as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, "约谈记录已登记并锁定。")
            return redirect("letters:talk", made.pk)
    context = {"form": form, "letter": letter, "project": project}
    return render(request, "letters/talk_new.html", context, status=status)


def _about(request: HttpRequest, by: Officer) -> tuple[Letter | None, Project | None]:
    try:
        if request.GET.get("letter"):
            letter = visible_letter(by, UUID(request.GET["letter"]))
            return letter, letter.project
        return None, visible_project(by, UUID(request.GET["project"])) if request.GET.get("project") else None
    except ValueError as wrong:
        raise NotFound("没有找到，或不在您的查看范围内。") from wrong


def _first(letter: Letter | None, project: Project | None) -> dict[str, Any]:
    now = timezone.localtime().replace(second=0, microsecond=0, tzinfo=None)
    unit = letter.unit if letter else (project.lead_organisation or project.landing_organisation) if project else None
    return {"held_at": now, "trigger": letter.trigger if letter else "", "unit": unit}


@needs(Permission.DISPATCH_READ)
@require_safe
def talk(request: HttpRequest, talk_id: UUID) -> HttpResponse:
    """One record with its files and items."""
    found = visible_talk(officer_of(request), talk_id)
    context = {
        "talk": found,
        "items": found.items.select_related("item__lead", "item__issuer"),
        "files": found.files.all(),
    }
    return render(request, "letters/talk.html", context)
