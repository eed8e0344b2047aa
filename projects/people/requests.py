"""What the pages of every room ask of a request: who stands behind it, and which version it has seen."""

from __future__ import annotations

from django.http import HttpRequest

from projects.errors import NotAllowed, Stale
from projects.people.models import Officer

_MOST_DIGITS = 9


def officer_of(request: HttpRequest) -> Officer:
    """The officer behind the session. Views stand behind ``login_required``; one that does not refuses."""
    if not isinstance(request.user, Officer):
        raise NotAllowed("请先登录，再打开这个页面。", "not_signed_in")
    return request.user


def version_of(request: HttpRequest) -> int:
    """The version of what the page showed, from its hidden field. ``Stale`` when it is missing or garbled."""
    number = number_of(request, "version")
    if number is None:
        raise Stale
    return number


def number_of(request: HttpRequest, name: str) -> int | None:
    """A whole number of at most nine digits from the form; None for anything else."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else None
