"""Demo mode only: the mails that the local SMTP server received. In any other mode these pages do not exist."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from csp.decorators import csp
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from notifications.outbox import mailbox

LIMIT = 200
LETTER_POLICY: dict[str, object] = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "form-action": ["'none'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'self'"],
    "sandbox": True,
}
View = Callable[..., HttpResponseBase]


def demo_only(view: View) -> View:
    """404 outside demo mode, for everybody; log-in first."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not settings.DEMO:
            raise Http404
        return login_required(view)(request, *args, **kwargs)

    return guarded


def _letter(key: str) -> mailbox.Letter:
    found = mailbox.letter(key)
    if found is None:
        raise Http404("没有这封邮件。")
    return found


@require_GET
@demo_only
def demo_mail(request: HttpRequest) -> HttpResponse:
    """演示邮箱"""
    person = request.GET.get("person", "").strip()[:80]
    context = {
        "person": person,
        "letters": mailbox.envelopes(person=person, limit=LIMIT),
        "total": mailbox.count(),
        "limit": LIMIT,
    }
    return render(request, "outbox/demo_mail.html", context)


@require_GET
@demo_only
def demo_message(request: HttpRequest, key: str) -> HttpResponse:
    """One mail: as read, as text, its headers and attachments."""
    return render(request, "outbox/demo_message.html", {"letter": _letter(key)})


@require_GET
@demo_only
@xframe_options_sameorigin
@csp(LETTER_POLICY)  # type: ignore[arg-type]  # its annotation knows only views without arguments
def demo_html(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML of the mail, for the sandboxed frame: nothing in it may run or be loaded."""
    return HttpResponse(_letter(key).html)


@require_GET
@demo_only
def demo_part(request: HttpRequest, key: str, index: int) -> HttpResponse:
    """An attachment, always as a download."""
    part = next((part for part in _letter(key).parts if part.index == index), None)
    if part is None:
        raise Http404("没有这个附件。")
    response = HttpResponse(part.content, content_type="application/octet-stream")
    response.headers["Content-Disposition"] = _disposition(part.name)
    return response


def _disposition(name: str) -> str:
    return content_disposition_header(as_attachment=True, filename=name) or "attachment"
