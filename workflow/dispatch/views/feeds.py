"""日历订阅: the page on which a person makes addresses, and the address itself, which needs no sign-in."""

from __future__ import annotations

import hashlib
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from projects.addresses import address_of
from projects.errors import Conflict, DomainError
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.dispatch import services
from workflow.dispatch.forms import FeedForm
from workflow.dispatch.ics import feed_of
from workflow.dispatch.models import CalendarFeed
from workflow.dispatch.queries.feeds import calendar_of, feed_behind

MOST_READS, MOST_MISSES, PER_SECONDS = 30, 20, 60
"""Reads of one address, and wrong addresses from one place, in so many seconds."""
LONGEST_TOKEN = 64


@require_http_methods(["GET", "POST"])
@needs(Permission.DISPATCH_READ)
def feeds(request: HttpRequest) -> HttpResponse:
    """Own addresses: make one (shown once), revoke one."""
    officer, now, form, made = officer_of(request), timezone.now(), FeedForm(), ""
    if request.method == "POST" and request.POST.get("do") == "revoke":
        services.revoke_feed(_uuid(request.POST.get("feed", "")), by=officer, now=now)
        messages.success(request, "这个订阅地址已停用，立即失效。")
        return redirect("dispatch:feeds")
    if request.method == "POST":
        form = FeedForm(request.POST)
        if form.is_valid():
            try:
                _, token = services.create_feed(form.cleaned_data["label"], by=officer, now=now)
                made, form = request.build_absolute_uri(reverse("dispatch:feed", args=[token])), FeedForm()
            except DomainError as refused:
                form.refuse(refused)
    own = CalendarFeed.objects.filter(officer=officer, revoked_at=None).order_by("-created_at")
    context = {"feeds": own, "form": form, "made": made, "most": services.MOST_FEEDS}
    return render(request, "dispatch/feeds.html", context, status=422 if form.errors else 200)


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address; a wrong, revoked or orphaned one is 404, and too many tries are 429."""
    now = timezone.now()
    digest = services.digest_of(token[:LONGEST_TOKEN])
    known = feed_behind(digest)
    seen_by = f"feed:{digest}" if known else f"feed-miss:{address_of(request.META)}"
    if _is_too_much(seen_by, MOST_READS if known else MOST_MISSES):
        return HttpResponse("读取过于频繁，请稍后再试。", status=429, headers={"Retry-After": str(PER_SECONDS)})
    if known is None:
        raise Http404
    officer = known.officer
    name = f"{officer.name}的调度会"
    body = feed_of(calendar_of(officer, now=now), domain=settings.MAIL_DOMAIN, name=name)
    services.mark_read(known.pk, on=timezone.localdate(now))
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
    if etag in [tag.strip() for tag in request.headers.get("If-None-Match", "").split(",")]:
        return HttpResponseNotModified(headers=headers)
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)


def _is_too_much(key: str, most: int) -> bool:
    """Count this one; more than ``most`` within the minute?"""
    cache.add(key, 0, PER_SECONDS)
    try:
        return int(cache.incr(key)) > most
    except ValueError:  # it ran out between the two calls
        return False


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as garbled:
        raise Conflict("没有识别要停用的订阅地址，请刷新页面。") from garbled
