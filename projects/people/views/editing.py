"""What the forms of this room have in common: show, try, refuse without losing what was typed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from projects.errors import DomainError, Stale
from projects.people.forms.units import HouseForm
from projects.people.models import Organisation
from projects.people.requests import version_of

CHANGED = "这个单位刚被他人修改，现为“{name}”{short}。您填写的内容还在下面，核对后可以再次提交。"


@dataclass(frozen=True)
class Page:
    """One form: its heading, the button, where it leads; ``note`` says what will happen."""

    heading: str
    button: str
    back: str
    note: str = ""
    unit: Organisation | None = None
    is_danger: bool = False


def address_of(unit: Organisation) -> str:
    """The page of a unit."""
    return reverse("people:organisation", args=[unit.pk])


def edit(
    request: HttpRequest, page: Page, form: HouseForm, do: Callable[[dict[str, Any], int | None], tuple[str, str]]
) -> HttpResponse:
    """Show ``form``, or ``do`` it with what it says and the version that was seen: answers words and the next page."""
    if request.method != "POST":
        return _shown(request, page, form)
    seen = version_of(request) if page.unit else None
    if not form.is_valid():
        return _shown(request, page, form, status=422)
    try:
        words, onward = do(form.cleaned_data, seen)
    except Stale:
        return _overtaken(request, page, form)
    except DomainError as refused:
        form.refuse(refused)
        return _shown(request, page, form, status=422)
    messages.success(request, words)
    return redirect(onward)


def _overtaken(request: HttpRequest, page: Page, form: HouseForm) -> HttpResponse:
    """Somebody else was faster: the form as typed, what holds now, and its version for the next try."""
    assert page.unit is not None
    now = Organisation.objects.get(pk=page.unit.pk)
    short = f"（{now.short_name}）" if now.short_name else ""
    form.add_error(None, CHANGED.format(name=now.name, short=short))
    return _shown(request, page, form, status=412, version=now.version)


def _shown(
    request: HttpRequest, page: Page, form: HouseForm, *, status: int = 200, version: int | None = None
) -> HttpResponse:
    if version is None and page.unit is not None:
        version = version_of(request) if request.method == "POST" else page.unit.version
    context = {"page": page, "form": form, "version": version}
    return render(request, "people/form.html", context, status=status)
