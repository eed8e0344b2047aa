"""Doors of what stands around an enterprise: 荣誉资质, contacts, 并入."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from projects.drafts.once import saves_once
from projects.errors import DomainError, NotFound, Stale
from projects.ledger import policies, services
from projects.ledger.enterprises import visible_enterprise
from projects.ledger.forms.enterprises import (
    ContactForm,
    ContactRevealForm,
    HeirForm,
    MergeForm,
    RecognitionForm,
    Refusing,
    WithdrawForm,
)
from projects.ledger.models import Contact, Enterprise, Recognition
from projects.ledger.services.contacts import check_may_reveal_contact, told_contact, visible_contact
from projects.ledger.services.mergers import Preview
from projects.ledger.views.addresses import get_or_post
from projects.people.models import Officer
from projects.people.requests import needs, number_of, officer_of, version_of
from projects.people.roles import Permission
from projects.rows import one_or_none

CHANGED = "这位联系人刚被他人修改，现在登记的是：{now}。您填写的内容还在下面，核对后可以再次提交。"


@dataclass(frozen=True)
class RowPage:
    """A form about one enterprise: heading, what it means, the button."""

    enterprise: Enterprise
    heading: str
    button: str
    note: str = ""
    contact: Contact | None = None
    version: int | None = None


@needs(Permission.PROJECT_READ)
@get_or_post
@saves_once
def add_recognition(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """Enter a list or title."""
    found = _kept(request, enterprise_id)
    form = RecognitionForm(request.POST or None)
    page = RowPage(found, "登记荣誉资质", "登记")

    def enter(values: dict[str, Any]) -> str:
        row = services.add_recognition(found.pk, **values, by=officer_of(request), now=timezone.now())
        return f"已登记“{row}”。"

    return _handle(request, page, form, enter)


@needs(Permission.PROJECT_READ)
@get_or_post
def withdraw_recognition(request: HttpRequest, recognition_id: UUID) -> HttpResponse:
    """Say that a list or title does not hold."""
    row = one_or_none(Recognition.objects.valid().select_related("enterprise").filter(pk=recognition_id))
    if row is None:
        raise NotFound("没有找到这项荣誉资质，或它已作废。")
    found = _kept(request, row.enterprise_id)
    page = RowPage(found, f"作废“{row}”", "作废", "作废后不再计入500强等筛选，记录和理由保留在变更历史中。")

    def withdraw(values: dict[str, Any]) -> str:
        services.withdraw_recognition(row.pk, **values, by=officer_of(request), now=timezone.now())
        return f"已作废“{row}”。"

    return _handle(request, page, WithdrawForm(request.POST or None), withdraw)


@needs(Permission.PROJECT_READ)
@get_or_post
@saves_once
def add_contact(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """Enter a contact."""
    found = _kept(request, enterprise_id)
    page = RowPage(found, "登记联系人", "登记", "电话加密保存，页面只显示前三位和后四位。")

    def enter(values: dict[str, Any]) -> str:
        made = services.add_contact(found.pk, **values, by=officer_of(request), now=timezone.now())
        return f"已登记联系人{made}。"

    return _handle(request, page, ContactForm(request.POST or None), enter)


@needs(Permission.PROJECT_READ)
@get_or_post
def edit_contact(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Change a contact."""
    contact = _kept_contact(request, contact_id)
    seen = version_of(request) if request.method == "POST" else contact.version
    page = RowPage(contact.enterprise, f"修改联系人{contact}", "保存", contact=contact, version=seen)

    def change(values: dict[str, Any]) -> str:
        services.update_contact(contact.pk, values, by=officer_of(request), now=timezone.now(), expected_version=seen)
        return "已保存。"

    return _handle(request, page, ContactForm(request.POST or None, contact=contact), change)


@needs(Permission.PROJECT_READ)
@get_or_post
def withdraw_contact(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Say that somebody is to be called no more."""
    contact = _kept_contact(request, contact_id)
    page = RowPage(contact.enterprise, f"作废联系人{contact}", "作废", "作废后不再显示，记录和理由保留在变更历史中。")

    def withdraw(values: dict[str, Any]) -> str:
        services.withdraw_contact(contact.pk, **values, by=officer_of(request), now=timezone.now())
        return f"已作废联系人{contact}。"

    return _handle(request, page, WithdrawForm(request.POST or None), withdraw)


@needs(Permission.PROJECT_READ)
@never_cache
@get_or_post
def reveal_contact(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Ask why; answer the number this once. In place for htmx, else on a page of its own."""
    by = officer_of(request)
    contact = visible_contact(contact_id, by)
    check_may_reveal_contact(by)
    form = ContactRevealForm(request.POST or None, auto_id=f"id_{contact.pk.hex[:8]}_%s")
    context: dict[str, Any] = {"contact": contact, "form": form}
    if request.method == "POST" and form.is_valid():
        try:
            number = services.reveal_contact(contact.pk, by=by, now=timezone.now(), **form.cleaned_data)
        except DomainError as refused:
            if refused.field is None:
                raise
            form.refuse(refused)
        else:
            context = {"contact": contact, "number": number}
    is_part = request.headers.get("HX-Request") == "true"
    template = "ledger/_contact_reveal.html" if is_part else "ledger/enterprise_reveal.html"
    return render(request, template, context, status=422 if form.errors else 200)


@needs(Permission.PROJECT_READ)
@get_or_post
def merge(request: HttpRequest, enterprise_id: UUID) -> HttpResponse:
    """并入: name the one that stays, see what will move, do it."""
    by = officer_of(request)
    gone = visible_enterprise(by, enterprise_id)
    policies.check_may_merge([gone], by)
    if request.method == "POST":
        return _merge(request, gone)
    form = HeirForm(request.GET if "heir" in request.GET else None)
    preview = _preview(form, gone, by) if form.is_bound and form.is_valid() else None
    return _merge_page(request, gone, form, preview, status=422 if form.errors else 200)


def _merge(request: HttpRequest, gone: Enterprise) -> HttpResponse:
    by, form = officer_of(request), MergeForm(request.POST)
    seen = {name: number_of(request, name) for name in ("gone_version", "heir_version")}
    if form.is_valid():
        given = form.cleaned_data
        try:
            heir = services.merge_enterprises(
                gone.pk, given["heir"].pk, reason=given["reason"], by=by, now=timezone.now(), **seen
            )
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"“{gone}”已并入“{heir}”。")
            return redirect("ledger:enterprise", heir.pk)
    return _merge_page(request, gone, form, _preview(form, gone, by), status=422)


def _preview(form: HeirForm, gone: Enterprise, by: Officer) -> Preview | None:
    """What the merge would do; nothing, with the reason at the box, when it cannot be."""
    heir = form.cleaned_data.get("heir")
    if heir is None:
        return None
    try:
        return services.preview_merger(gone.pk, heir.pk, by=by)
    except DomainError as refused:
        form.add_error("heir", refused.detail)
        return None


def _merge_page(
    request: HttpRequest, gone: Enterprise, form: HeirForm, preview: Preview | None, *, status: int
) -> HttpResponse:
    context = {"enterprise": gone, "form": form, "preview": preview}
    return render(request, "ledger/enterprise_merge.html", context, status=status)


def _kept(request: HttpRequest, enterprise_id: UUID) -> Enterprise:
    """An enterprise that the officer sees and keeps."""
    found = visible_enterprise(officer_of(request), enterprise_id)
    policies.check_may_update_enterprise(found, officer_of(request))
    return found


def _kept_contact(request: HttpRequest, contact_id: UUID) -> Contact:
    contact = visible_contact(contact_id, officer_of(request))
    policies.check_may_update_enterprise(contact.enterprise, officer_of(request))
    return contact


def _handle(request: HttpRequest, page: RowPage, form: Refusing, do: Callable[[dict[str, Any]], str]) -> HttpResponse:
    """Show the form, or ``do`` what it says and go back to the enterprise; what was typed stays on a refusal."""
    if request.method == "POST" and form.is_valid():
        try:
            words = do(form.cleaned_data)
        except Stale:
            return _overtaken(request, page, form)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, words)
            return redirect("ledger:enterprise", page.enterprise.pk)
    return _row_page(request, page, form, 422 if form.errors else 200)


def _overtaken(request: HttpRequest, page: RowPage, form: Refusing) -> HttpResponse:
    """Somebody else was faster: the form as typed, what holds now, and its version for the next try."""
    assert page.contact is not None
    now = visible_contact(page.contact.pk, officer_of(request))
    form.add_error(None, CHANGED.format(now=told_contact(now)))
    return _row_page(request, replace(page, version=now.version), form, 412)


def _row_page(request: HttpRequest, page: RowPage, form: Refusing, status: int) -> HttpResponse:
    return render(request, "ledger/enterprise_row_form.html", {"page": page, "form": form}, status=status)
