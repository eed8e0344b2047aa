"""Doors to a person: what a keeper changes, and the own address and telephone."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from projects.errors import NotFound
from projects.people import services
from projects.people.forms.officers import ContactForm, NewOfficerForm, OfficerForm
from projects.people.forms.units import HouseForm
from projects.people.models import Officer
from projects.people.policies import may_keep
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from projects.people.views.editing import Page, edit
from projects.people.views.units import get_or_post
from projects.rows import one_or_none

OPENED = "开设后在账号页设置临时密码，再由安全管理员授予角色；未授予角色前看不到任何项目。"
NOTE = "调整单位或数据范围后，此人能看到的项目随之改变，立即生效。职务任免请到单位页办理。"


@never_cache
@login_required
@get_or_post
def own_contact(request: HttpRequest) -> HttpResponse:
    """One's own mail address and telephone."""
    by = officer_of(request)
    first = {"email": by.email, "phone": by.phone}
    page = Page("修改邮箱和电话", "保存", reverse("access:me"))
    return _change(request, page, ContactForm(request.POST or None, initial=first), by, by)


@never_cache
@needs(Permission.PEOPLE_WRITE)
@get_or_post
def officer_add(request: HttpRequest) -> HttpResponse:
    """A new account, without password and without roles."""
    by = officer_of(request)
    form = NewOfficerForm(by, request.POST or None)

    def do(said: dict[str, Any], _seen: int | None) -> tuple[str, str]:
        added = services.add_officer(said.pop("organisation"), **said, by=by, now=timezone.now())
        return f"已为{added.name}开设账号，请设置临时密码。", reverse("access:account", args=[added.pk])

    return edit(request, Page("开设账号", "开设", reverse("access:accounts"), OPENED), form, do)


@never_cache
@needs(Permission.PEOPLE_WRITE)
@get_or_post
def officer_edit(request: HttpRequest, officer_id: UUID) -> HttpResponse:
    """A person of the keeper's units."""
    by = officer_of(request)
    officer = one_or_none(Officer.objects.people().filter(pk=officer_id).select_related("organisation", "scope"))
    if officer is None or not may_keep(officer.organisation, by):
        raise NotFound
    first = {name: getattr(officer, name) for name in OfficerForm.base_fields}
    back = reverse("access:account", args=[officer.pk])
    page = Page(f"修改资料：{officer.name}", "保存", back, NOTE)
    return _change(request, page, OfficerForm(by, request.POST or None, initial=first), officer, by)


def _change(request: HttpRequest, page: Page, form: HouseForm, officer: Officer, by: Officer) -> HttpResponse:
    def do(said: dict[str, Any], _seen: int | None) -> tuple[str, str]:
        services.update_officer(officer, said, by=by, now=timezone.now())
        return "已保存。", page.back

    return edit(request, page, form, do)
