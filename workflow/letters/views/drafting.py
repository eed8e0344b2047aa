"""Door: a letter by hand, about a project, an item or neither."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from projects.drafts.once import saves_once
from projects.errors import DomainError, NotAllowed, NotFound
from projects.ledger.models import Project
from projects.ledger.queries import visible_project
from projects.people.models import Officer
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.items.models import Item
from workflow.letters import services
from workflow.letters.forms import DraftForm
from workflow.letters.kinds import SLIPS, LetterKind
from workflow.letters.models import Ladder
from workflow.letters.policies import issuing_for
from workflow.letters.presets import BY_CODE


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISPATCH_WRITE)
@saves_once
def new(request: HttpRequest) -> HttpResponse:
    """``?project=`` or ``?item=`` identifier, ``?kind=``; texts come from the rules in force."""
    by = officer_of(request)
    project, item = _subject(request, by)
    form = DraftForm(request.POST or None, initial=_first(request, by, project, item), officer=by)
    status = 422 if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            told: dict[str, Any] = {"project": project, "item": item, "by": by, "now": timezone.now()}
            made = services.draft_letter(issuing_for(by), form.values(), **told)
        except NotAllowed:
            raise
        except DomainError as refused:
            form.refuse(refused)
            status = refused.status
        else:
            messages.success(request, "已起草，请核对后送签。")
            return redirect("letters:detail", made.pk)
    context = {"form": form, "project": project, "item": item}
    return render(request, "letters/new.html", context, status=status)


def _subject(request: HttpRequest, by: Officer) -> tuple[Project | None, Item | None]:
    project, item = _key(request, "project"), _key(request, "item")
    if item is not None:
        found = one_or_none(Item.objects.visible_to(by).select_related("lead", "project", "issuer").filter(pk=item))
        if found is None:
            raise NotFound("没有找到这件交办事项，或它不在您的查看范围内。")
        return None, found
    return (visible_project(by, project) if project is not None else None), None


def _key(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.GET[name]) if request.GET.get(name) else None
    except ValueError as wrong:
        raise NotFound("没有找到，或不在您的查看范围内。") from wrong


def _first(request: HttpRequest, by: Officer, project: Project | None, item: Item | None) -> dict[str, Any]:
    """Of the rung of that kind in the rules in force, else of the default ladder."""
    root, today = by.scope_root, timezone.localdate()
    ladder = Ladder.objects.in_force_for(root, today) if root is not None else None
    lines = ladder.lines() if ladder else list(BY_CODE["default"].rungs)
    default = LetterKind.URGE if item is not None else LetterKind.REMINDER
    kind = request.GET.get("kind", default)
    usable = [line for line in lines if (line.kind in SLIPS) == (item is not None)] or lines
    line = next((one for one in usable if one.kind == kind), usable[0])
    return {
        "kind": line.kind, "colour": line.colour, "recipient_kind": line.recipient, "word": line.word,
        "issuer": ladder.issuer if ladder else "", "title": line.title, "body": line.body,
        "reply_days": line.reply_days, "reply_count": line.reply_count, "signer_kind": line.signer,
    }  # fmt: skip
