"""Doors of the script ``drafts.js``: JSON, the own drafts of whoever is signed in at a browser."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from projects.drafts import services
from projects.drafts.errors import TooLarge
from projects.drafts.queries import draft_of
from projects.errors import DomainError, Invalid
from projects.people.requests import officer_of

MOST_BODY = 80 * 1024
UNREADABLE = "草稿的格式不对，没有保存。"


def speaking_json(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A refusal as JSON; the audit log gives the same reason, never the contents."""

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except DomainError as refused:
            request.refusal = refused  # type: ignore[attr-defined]
            return JsonResponse({"detail": refused.detail, "code": refused.code}, status=refused.status)

    return guarded


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@speaking_json
def mine(request: HttpRequest) -> HttpResponse:
    """GET ``?key=``: the own draft or null. POST ``{key, version, fields}``: keep it."""
    if request.method == "POST":
        return _save(request)
    kept = draft_of(officer_of(request), services.checked_key(request.GET.get("key", "")))
    if kept is None:
        return JsonResponse({"draft": None})
    local = timezone.localtime(kept.saved_at)
    shown = {"fields": kept.fields, "version": kept.base_version, "saved": f"{local:%m-%d %H:%M}"}
    return JsonResponse({"draft": shown})


def _save(request: HttpRequest) -> HttpResponse:
    body = _body(request)
    fields, version = body.get("fields"), body.get("version")
    if not _are_fields(fields) or not (version is None or type(version) is int):
        raise Invalid(UNREADABLE, "fields")
    now = timezone.now()
    key = str(body.get("key", ""))
    services.save_draft(key, fields or {}, base_version=version, by=officer_of(request), now=now)
    return JsonResponse({"saved": f"{timezone.localtime(now):%H:%M}"})


@login_required
@require_POST
@speaking_json
def discard(request: HttpRequest) -> HttpResponse:
    """POST ``{key}``: throw it away."""
    services.discard_draft(str(_body(request).get("key", "")), by=officer_of(request))
    return JsonResponse({})


def _body(request: HttpRequest) -> dict[str, Any]:
    """The JSON that was sent. A form is refused unread: the check of its token has read it already."""
    if request.content_type != "application/json":
        raise Invalid(UNREADABLE)
    try:
        if len(request.body) > MOST_BODY:
            raise TooLarge
        body = json.loads(request.body)
    except RequestDataTooBig as refused:
        raise TooLarge from refused
    except (ValueError, RecursionError) as refused:
        raise Invalid(UNREADABLE) from refused
    if not isinstance(body, dict):
        raise Invalid(UNREADABLE)
    return body


def _are_fields(fields: object) -> bool:
    """Name → list of texts?"""
    if not isinstance(fields, dict):
        return False
    return all(isinstance(one, list) and all(isinstance(text, str) for text in one) for one in fields.values())
