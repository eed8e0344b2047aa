"""Pages of the security administrator: where changes are pushed to, what became of each push, and the networks."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from notifications.webhooks import queries, services
from notifications.webhooks.forms import NetworkForm, NewWebhookForm, ReasonForm, WebhookForm
from notifications.webhooks.models import DeliveryState, Network, Webhook
from notifications.webhooks.policies import may_open_networks
from notifications.webhooks.schedule import MOST_ATTEMPTS
from projects.errors import DomainError, Stale
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission

PAGE_SIZE = 50
KEEPER = Permission.CLIENT_WRITE
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@needs(KEEPER)
def webhooks(request: HttpRequest) -> HttpResponse:
    """All of them, those in trouble marked."""
    by = officer_of(request)
    page = Paginator(queries.webhooks_for(by), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "webhooks/list.html", {"rows": queries.rows_of(list(page.object_list)), "page": page})


@get_or_post
@needs(KEEPER)
def webhook_new(request: HttpRequest) -> HttpResponse:
    """Enter one for a system; the answer shows its secret, once."""
    by = officer_of(request)
    form = NewWebhookForm(by, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            made = services.create_webhook(form.owner, **form.values(), by=by, now=timezone.now())
        except DomainError as refused:
            form.refuse(refused)
        else:
            return _secret_page(request, made)
    return _form_page(request, form)


@get_or_post
@needs(KEEPER)
def webhook_edit(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Where to, which types, what for."""
    found = queries.webhook_of(webhook_id, officer_of(request))
    initial = {"target": found.url, "types": "\n".join(found.types), "description": found.description}
    posted = request.POST if request.method == "POST" else None
    form = WebhookForm(posted, initial={**initial, "version": found.version})
    if form.is_bound:
        seen = version_of(request)
        if form.is_valid() and _saved(request, found, form, seen):
            return redirect("webhooks:webhook", found.pk)
    return _form_page(request, form, webhook=found)


def _saved(request: HttpRequest, found: Webhook, form: WebhookForm, seen: int) -> bool:
    by, now = officer_of(request), timezone.now()
    try:
        services.change_webhook(found, **form.values(), expected_version=seen, by=by, now=now)
    except Stale:
        raise
    except DomainError as refused:
        form.refuse(refused)
        return False
    messages.success(request, "已保存，等待推送的变更按新的设置推送。")
    return True


@require_safe
@needs(KEEPER)
def webhook(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """One of them with its deliveries."""
    return _webhook_page(request, queries.webhook_of(webhook_id, officer_of(request)), ReasonForm())


@require_POST
@needs(KEEPER)
def webhook_disable(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Off, with a reason."""
    found, form = queries.webhook_of(webhook_id, officer_of(request)), ReasonForm(request.POST)
    if not form.is_valid():
        return _webhook_page(request, found, form, status=422)
    by, now = officer_of(request), timezone.now()
    services.switch_webhook(found, on=False, **form.cleaned_data, by=by, now=now)
    messages.success(request, "已停用，不再推送；重新启用后从停下的地方继续。")
    return redirect("webhooks:webhook", found.pk)


@require_POST
@needs(KEEPER)
def webhook_enable(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """On again."""
    found = queries.webhook_of(webhook_id, officer_of(request))
    services.switch_webhook(found, on=True, by=officer_of(request), now=timezone.now())
    messages.success(request, "已启用，停用期间的变更会补推。")
    return redirect("webhooks:webhook", found.pk)


@require_POST
@needs(KEEPER)
def webhook_rotate(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """Another secret; the answer shows it, once. Only from the version that was seen: twice would end the old one."""
    found = queries.webhook_of(webhook_id, officer_of(request))
    by, now, seen = officer_of(request), timezone.now(), version_of(request)
    return _secret_page(request, services.rotate_secret(found, expected_version=seen, by=by, now=now))


@require_POST
@needs(KEEPER)
def webhook_test(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """A test message."""
    found = queries.webhook_of(webhook_id, officer_of(request))
    services.push_test(found, by=officer_of(request), now=timezone.now())
    messages.success(request, "测试推送已排队，半分钟内发出，请刷新查看结果。")
    return redirect("webhooks:webhook", found.pk)


@require_POST
@needs(KEEPER)
def webhook_remove(request: HttpRequest, webhook_id: UUID) -> HttpResponse:
    """With what waits; only the version that was seen."""
    found, seen = queries.webhook_of(webhook_id, officer_of(request)), version_of(request)
    services.remove_webhook(found, expected_version=seen, by=officer_of(request), now=timezone.now())
    messages.success(request, "推送地址已删除。")
    return redirect("webhooks:webhooks")


@require_POST
@needs(KEEPER)
def delivery_replay(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    """Once more, under the same number."""
    found = queries.delivery_of(delivery_id, officer_of(request))
    services.replay(found, by=officer_of(request), now=timezone.now())
    messages.success(request, "已排队重发，半分钟内发出，编号不变。")
    return redirect("webhooks:webhook", found.webhook_id)


@get_or_post
@needs(KEEPER)
def networks(request: HttpRequest) -> HttpResponse:
    """Inner networks that may be reached; the city's security administrator adds to them."""
    by = officer_of(request)
    form = NetworkForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            services.allow_network(said["network"], reason=said["reason"], by=by, now=timezone.now())
        except DomainError as refused:
            if refused.status == 403:
                raise
            form.refuse(refused)
        else:
            messages.success(request, "已登记，立即生效。")
            return redirect("webhooks:networks")
    rows = Network.objects.select_related("created_by")
    context = {"rows": rows, "form": form, "may_change": may_open_networks(by)}
    return render(request, "webhooks/networks.html", context, status=422 if form.is_bound else 200)


@require_POST
@needs(KEEPER)
def network_remove(request: HttpRequest, network_id: UUID) -> HttpResponse:
    """No more."""
    reason = request.POST.get("reason", "")
    services.forbid_network(network_id, reason=reason, by=officer_of(request), now=timezone.now())
    messages.success(request, "已取消，今后不再推送到这个地址段。")
    return redirect("webhooks:networks")


def _webhook_page(request: HttpRequest, found: Webhook, form: ReasonForm, *, status: int = 200) -> HttpResponse:
    state = request.GET.get("state", "")
    page = Paginator(queries.deliveries_of(found, state=state), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "webhook": found,
        "row": queries.rows_of([found])[0],
        "page": page,
        "states": DeliveryState.choices,
        "state": state,
        "form": form,
        "most": MOST_ATTEMPTS,
        "now": timezone.now(),
    }
    return render(request, "webhooks/webhook.html", context, status=status)


def _form_page(request: HttpRequest, form: forms.Form, **context: object) -> HttpResponse:
    refused = form.is_bound and bool(form.errors)
    context = {"form": form, "refused": refused, **context}
    return render(request, "webhooks/form.html", context, status=422 if refused else 200)


def _secret_page(request: HttpRequest, found: Webhook) -> HttpResponse:
    """The only page that ever shows a secret; nobody may keep a copy of it."""
    answer = render(request, "webhooks/secret.html", {"webhook": found, "secret": found.secret})
    answer["Cache-Control"] = "no-store"
    return answer
