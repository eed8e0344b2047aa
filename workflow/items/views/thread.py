"""Doors of one item: its thread with everything that can be done now, and its files."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from projects.drafts.once import saves_once
from projects.errors import DomainError, NotFound, Stale
from projects.ledger.models import Project
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from workflow.items.actions import Action, actions_for, perform
from workflow.items.downloads import attachment, preview
from workflow.items.forms import ActionForm
from workflow.items.models import Extension, Item
from workflow.items.policies import may_run
from workflow.items.queries.listing import file_of, item_of, lines_of
from workflow.items.views.listed import TAGS

MOVED = "您填写期间这件事项有了新的办理，您写的内容还在下面：请核对最新情况后再提交。"


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISPATCH_READ)
@saves_once
def item_page(request: HttpRequest, item_id: UUID) -> HttpResponse:
    """Read an item; ``do``: an ``Action``."""
    by = officer_of(request)
    item = item_of(item_id, by)
    if request.method != "POST":
        return _page(request, item, by)
    action = Action.of(request.POST.get("do", ""))
    form = _form(action, item, by, request)
    if not form.is_valid():
        return _page(request, item, by, tried=(action, form), status=422)
    try:
        version = version_of(request)
        perform(action, item.pk, form.values(), by=by, now=timezone.now(), version=version)
    except Stale:
        return _page(request, item_of(item_id, by), by, tried=(action, form), moved=MOVED, status=412)
    except DomainError as refused:
        form.refuse(refused)
        return _page(request, item_of(item_id, by), by, tried=(action, form), status=refused.status)
    messages.success(request, f"{action.label}：已记录，见办理经过。")
    still = Item.objects.visible_to(by).filter(pk=item.pk).exists()
    return redirect("items:item", item.pk) if still else redirect("items:list")


def _form(action: Action, item: Item, by: Officer, request: HttpRequest | None) -> ActionForm:
    data, files = (request.POST, request.FILES) if request else (None, None)
    first = {"counting": "working"}
    return ActionForm(data, files, do=action, item=item, by=by, on=timezone.localdate(), initial=first)


def _page(
    request: HttpRequest,
    item: Item,
    by: Officer,
    *,
    tried: tuple[Action, ActionForm] | None = None,
    moved: str = "",
    status: int = 200,
) -> HttpResponse:
    offered = [(one, _form(one, item, by, None)) for one in actions_for(item, by)]
    if tried is not None:
        shown = [tried if one[0] == tried[0] else one for one in offered]
        offered = shown if tried in shown else [tried, *shown]
    (line,) = lines_of([item], on=timezone.localdate())
    project = item.project_id
    context = {
        "item": item,
        "line": line,
        "tag": TAGS[item.state],
        "sees_project": project and Project.objects.visible_to(by).filter(pk=project).exists(),
        "thread": item.events.select_related("by__organisation", "unit").prefetch_related("files"),
        "joint": item.joint_units.exclude(organisation=item.lead_id).select_related("organisation"),
        "extension": Extension.objects.filter(item=item).select_related("asked_by", "decided_by").first(),
        "handover": item.handovers.filter(answer="").select_related("to_unit").first(),
        "referrals": item.referrals.select_related("to_unit"),
        "offered": offered,
        "runs": may_run(item.issuer, by),
        "tried": tried[0] if tried else None,
        "moved": moved,
    }
    return render(request, "items/item.html", context, status=status)


@require_safe
@needs(Permission.DISPATCH_READ)
def item_file(request: HttpRequest, item_id: UUID, file_id: UUID) -> FileResponse:
    """A file of the thread; ``?view=1`` shows a picture or PDF in the browser."""
    file = file_of(item_id, file_id, officer_of(request))
    if request.GET.get("view"):
        if not file.is_viewable:
            raise NotFound("这种文件不能在网页中预览，请下载后用原软件打开。", "no_preview")
        return preview(file)
    return attachment(file)
