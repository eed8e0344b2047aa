"""Doors through which the tree changes: add, edit, rename, move, end; and the classes of ranking.

Units are merged in ``workflow.handover``, which takes their projects along.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from projects.errors import DomainError, NotFound
from projects.people import services
from projects.people.forms.units import AddForm, ClassForm, EndForm, FactsForm, MoveForm, RenameForm
from projects.people.models import Organisation, UnitClass
from projects.people.policies import check_may_keep
from projects.people.requests import needs, number_of, officer_of
from projects.people.roles import Permission
from projects.people.views.editing import Page, address_of, edit
from projects.people.views.tree import unit_of
from projects.rows import one_or_none

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
FACTS = ("code", "short_name", "kind", "unit_class", "region_code", "valid_from", "level", "office", "station")
ENDED = "撤销后不再接收新的项目和人员，历史保留。有承接单位的，请到承接单位的页面办理“撤并”。"
RENAMED = "更名日期之前的记录仍显示旧名称。"
MOVED = "本单位和下属单位一起调整，查看范围随之改变。"


def kept_unit(request: HttpRequest, organisation_id: UUID) -> Organisation:
    """A unit that the visitor sees and keeps."""
    by = officer_of(request)
    unit = unit_of(organisation_id, by)
    check_may_keep(unit, by)
    return unit


@needs(Permission.PEOPLE_WRITE)
@get_or_post
def add(request: HttpRequest) -> HttpResponse:
    """A new unit; ``?parent=`` names the one above."""
    by = officer_of(request)
    above = Organisation.objects.visible_to(by).filter(code=request.GET.get("parent", "")[:32]).first()
    form = AddForm(by, request.POST or None, initial={"parent": above or by.scope_root})

    def do(said: dict[str, Any], _seen: int | None) -> tuple[str, str]:
        parent = said.pop("parent")
        added = services.add_organisation(parent, **said, by=by, now=timezone.now())
        return f"已增加“{added}”。", address_of(added)

    back = address_of(above) if above else reverse("people:organisations")
    return edit(request, Page("增加单位", "增加", back), form, do)


@needs(Permission.PEOPLE_WRITE)
@get_or_post
def change(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Facts of a unit."""
    by, unit = officer_of(request), kept_unit(request, organisation_id)
    form = FactsForm(by, request.POST or None, initial={name: getattr(unit, name) for name in FACTS})

    def do(said: dict[str, Any], seen: int | None) -> tuple[str, str]:
        services.update_organisation(unit, said, by=by, now=timezone.now(), expected_version=seen)
        return "已保存。", address_of(unit)

    page = Page(f"修改“{unit}”", "保存", address_of(unit), "名称请用“更名”修改，历史才会保留。", unit)
    return edit(request, page, form, do)


@needs(Permission.PEOPLE_WRITE)
@get_or_post
def rename(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Another name from a day on."""
    by, unit = officer_of(request), kept_unit(request, organisation_id)
    form = RenameForm(request.POST or None, initial={"short_name": unit.short_name})

    def do(said: dict[str, Any], seen: int | None) -> tuple[str, str]:
        if said.pop("is_correction"):
            said = {"name": said["name"], "short_name": said["short_name"]}
            services.update_organisation(unit, said, by=by, now=timezone.now(), expected_version=seen)
            return "名称已更正。", address_of(unit)
        services.rename_organisation(unit, **said, by=by, now=timezone.now(), expected_version=seen)
        return f"已更名为“{said['name']}”，{said['on']}之前的记录仍显示“{unit.name}”。", address_of(unit)

    return edit(request, Page(f"“{unit}”更名", "更名", address_of(unit), RENAMED, unit), form, do)


@needs(Permission.PEOPLE_WRITE)
@get_or_post
def move(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """Another parent."""
    by, unit = officer_of(request), kept_unit(request, organisation_id)
    form = MoveForm(by, unit, request.POST or None)

    def do(said: dict[str, Any], seen: int | None) -> tuple[str, str]:
        services.move_organisation(unit, **said, by=by, now=timezone.now(), expected_version=seen)
        return f"已调整到“{said['parent']}”之下。", address_of(unit)

    return edit(request, Page(f"调整“{unit}”的上级", "调整", address_of(unit), MOVED, unit), form, do)


@needs(Permission.PEOPLE_WRITE)
@get_or_post
def end(request: HttpRequest, organisation_id: UUID) -> HttpResponse:
    """A unit comes to its end."""
    by, unit = officer_of(request), kept_unit(request, organisation_id)
    form = EndForm(request.POST or None)

    def do(said: dict[str, Any], seen: int | None) -> tuple[str, str]:
        services.end_organisation(unit, **said, by=by, now=timezone.now(), expected_version=seen)
        return f"“{unit}”已撤销。", address_of(unit)

    return edit(request, Page(f"撤销“{unit}”", "撤销", address_of(unit), ENDED, unit, is_danger=True), form, do)


@needs(Permission.PEOPLE_WRITE)
@get_or_post
def classes(request: HttpRequest) -> HttpResponse:
    """The classes of ranking; ``do`` = add, rename, remove."""
    by, status = officer_of(request), 200
    form = ClassForm(request.POST or None)
    if request.method == "POST":
        try:
            words = _class_deed(request, form)
        except DomainError as refused:
            if request.POST.get("do") in ("rename", "remove"):
                messages.error(request, refused.detail)
                return redirect("people:classes")
            form.refuse(refused)
            words = ""
        if words:
            messages.success(request, words)
            return redirect("people:classes")
        status = 422
    context = {"rows": _class_rows(), "form": form, "may_write": by.scope_root is None}
    return render(request, "people/classes.html", context, status=status)


def _class_rows() -> list[tuple[UnitClass, int]]:
    return [(one, one.organisations.filter(valid_to__isnull=True).count()) for one in UnitClass.objects.all()]


def _class_deed(request: HttpRequest, form: ClassForm) -> str:
    """What was done, in words; empty when the form is not valid."""
    by, now, do = officer_of(request), timezone.now(), request.POST.get("do", "")
    if do == "remove":
        services.remove_class(_class_of(request), by=by, now=now)
        return "分类已删除。"
    if not form.is_valid():
        return ""
    if do == "rename":
        services.rename_class(_class_of(request), form.cleaned_data["name"], by=by, now=now)
        return "分类已改名。"
    services.add_class(form.cleaned_data["name"], by=by, now=now)
    return "分类已增加。"


def _class_of(request: HttpRequest) -> UnitClass:
    number = number_of(request, "class")
    found = one_or_none(UnitClass.objects.filter(pk=number)) if number is not None else None
    if found is None:
        raise NotFound("没有找到这个分类，请刷新页面。")
    return found
