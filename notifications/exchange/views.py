"""文件交换: the page of a client whose network is cut off, for the security administrator who carries the disc."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from notifications.exchange import services
from notifications.exchange.forms import FileForm, MakeForm
from notifications.exchange.models import Incoming, Outgoing
from notifications.exchange.queries import incoming_for, outgoing_for, shelf_of
from projects.errors import DomainError, NotFound
from projects.gateway.models import Client
from projects.gateway.policies import check_may_manage
from projects.gateway.queries import clients_for
from projects.people.models import Officer
from projects.people.requests import officer_of
from projects.rows import one_or_none

NO_CLIENT = "没有找到这个接入系统，或它不在您的管理范围内。"
NO_PACKAGE = "没有找到这个包，或它不在您的管理范围内。"


def administrator_of(request: HttpRequest) -> Officer:
    """The security administrator, or 403 for everybody else: the same for what exists and what does not."""
    officer = officer_of(request)
    check_may_manage(officer)
    return officer


def client_of(request: HttpRequest, client_id: UUID) -> Client:
    """A client the administrator keeps, or 404."""
    found = one_or_none(clients_for(administrator_of(request)).filter(pk=client_id))
    if found is None:
        raise NotFound(NO_CLIENT)
    return found


@require_safe
@login_required
def exchange(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Both directions, with their history."""
    return _page(request, client_of(request, client_id))


@require_POST
@login_required
def make(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Make the next package of changes."""
    client, form = client_of(request, client_id), MakeForm(request.POST)
    snapshot = bool(form.is_valid() and form.cleaned_data["snapshot"])
    try:
        package = services.make_package(client, snapshot=snapshot, by=officer_of(request), now=timezone.now())
    except DomainError as refused:
        return _page(request, client, refused)
    messages.success(request, f"第{package.number}号包等待交接：请下载、交给对方，再上传对方出具的回执。")
    return redirect("exchange:client", client.pk)


@require_POST
@login_required
def receipt(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Take the receipt of a package of changes."""
    client, form = client_of(request, client_id), FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, client, _of(form))
    try:
        package = services.take_receipt(client, form.cleaned_data["file"], by=officer_of(request), now=timezone.now())
    except DomainError as refused:
        return _page(request, client, refused)
    messages.success(request, f"第{package.number}号包的回执已核对，交接完成，可以生成下一包。")
    return redirect("exchange:client", client.pk)


@require_POST
@login_required
def submit(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """Take in a package of calls; the clockwork carries it out."""
    client, form = client_of(request, client_id), FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, client, _of(form))
    try:
        package = services.take_in(client, form.cleaned_data["file"], by=officer_of(request), now=timezone.now())
    except DomainError as refused:
        return _page(request, client, refused)
    if package.finished_at:
        messages.success(request, f"第{package.number}号申报包早已办完，没有重复办理；请下载它的回执交给对方。")
    else:
        messages.success(request, f"第{package.number}号申报包已收下，共 {package.count} 条，一分钟内开始逐条办理。")
    return redirect("exchange:client", client.pk)


@require_POST
@login_required
def download(request: HttpRequest, package_id: UUID) -> HttpResponse:
    """The zip of the open package."""
    by = administrator_of(request)
    package: Outgoing | None = outgoing_for(by, package_id)
    if package is None:
        raise NotFound(NO_PACKAGE)
    content = services.hand_out(package, by=by, now=timezone.now())
    return _file(content, f"luodi-changes-{package.number}.zip")


@require_POST
@login_required
def answers(request: HttpRequest, package_id: UUID) -> HttpResponse:
    """The receipt of a package of calls."""
    by = administrator_of(request)
    package: Incoming | None = incoming_for(by, package_id)
    if package is None:
        raise NotFound(NO_PACKAGE)
    content = services.hand_back(package, by=by, now=timezone.now())
    return _file(content, f"luodi-answers-{package.number}.zip")


def _file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/zip", headers=headers)


def _of(form: FileForm) -> DomainError:
    return DomainError(str(form.errors["file"][0]))


def _page(request: HttpRequest, client: Client, refused: DomainError | None = None) -> HttpResponse:
    context = {"client": client, "shelf": shelf_of(client), "refused": refused.detail if refused else ""}
    return render(request, "exchange/exchange.html", context, status=refused.status if refused else 200)
