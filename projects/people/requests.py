"""What the pages of every room ask of a request: who stands behind it, and which version it has seen."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest

from projects.addresses import address_of, is_allowed_from
from projects.errors import NotAllowed, NotFound, Stale
from projects.people.models import Officer
from projects.people.roles import ADMINISTRATION, Permission

View = TypeVar("View", bound=Callable[..., Any])

_MOST_DIGITS = 9


def needs(*permissions: str) -> Callable[[View], View]:
    """A page for holders of one of ``permissions``: whoever is not signed in does so first, anybody else is refused.

    Asked before anything is looked up, so that the refusal is the same whatever the address names. Pages of
    administration open only from the addresses of ``BACKOFFICE_NETWORKS``.
    """
    names = "、".join(f"“{Permission(one).label}”" for one in permissions)

    is_administration = set(permissions) <= ADMINISTRATION

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if is_administration and not is_allowed_from(address_of(request.META), settings.BACKOFFICE_NETWORKS):
                raise NotFound
            if not any(officer_of(request).may(one) for one in permissions):
                raise NotAllowed(f"您的角色没有{names}的权限，不能打开这个页面。如工作需要，请联系安全管理员授予角色。")
            return view(request, *args, **kwargs)

        return login_required(guarded)  # type: ignore[return-value]

    return guard


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
