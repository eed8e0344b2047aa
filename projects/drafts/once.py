"""A form that is sent twice is saved once: its page carries a token, and the database knows each token once.

For the impatient second click, the browser's 重新提交表单 and the answer that got lost, with or without scripts.
The API has Idempotency-Key for the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from projects.audit.services import audited
from projects.drafts.errors import AlreadySent
from projects.drafts.middleware import SAVED
from projects.drafts.services import note_address, take_token
from projects.people.requests import officer_of

FIELD = "form_token"
CSRF = "csrfmiddlewaretoken"
ONCE = "这份表单刚才已经保存，没有重复登记。"


class _NotSaved(Exception):
    """The view refused: whatever it began is undone, and the token may be used again."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def saves_once(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view that makes something new out of a POST. One without a token (an old page) is saved as it comes."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        token = token_of(request)
        if token is None:
            return view(request, *args, **kwargs)
        try:
            return _saved(view, request, _with_content(token, request), *args, **kwargs)
        except _NotSaved as refused:
            return refused.response
        except AlreadySent as sent:
            if not sent.address:
                raise
            messages.info(request, ONCE)
            return redirect(sent.address)

    return guarded


def _saved(
    view: Callable[..., HttpResponse], request: HttpRequest, token: UUID, *args: Any, **kwargs: Any
) -> HttpResponse:
    with audited():
        sent = take_token(token, by=officer_of(request), now=timezone.now())
        response = view(request, *args, **kwargs)
        if response.status_code not in SAVED:
            raise _NotSaved(response)
        note_address(sent, response["Location"])
        return response


def _with_content(token: UUID, request: HttpRequest) -> UUID:
    """The token together with what is said: who goes back, types something else and saves again, says something new."""
    said = sorted((name, values) for name, values in request.POST.lists() if name != CSRF)
    files = sorted((name, file.name, file.size) for name, many in request.FILES.lists() for file in many)
    return UUID(bytes=sha256(repr((token.hex, request.path, said, files)).encode()).digest()[:16])


def token_of(request: HttpRequest) -> UUID | None:
    """The token of the form that is sent; None for a page that is read, and for anything that is no token."""
    try:
        return UUID(request.POST.get(FIELD, "")) if request.method == "POST" else None
    except ValueError:
        return None
