"""Pages of templates: the list with presets, the editor."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from projects.errors import DomainError, NotAllowed, NotFound, Stale
from projects.ledger.forms.versions import differing
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.plans import services
from projects.plans.forms import NodeRows, TemplateForm
from projects.plans.forms.templates import nodes_differing, row_of
from projects.plans.models import Template
from projects.plans.policies import may_keep_templates
from projects.plans.presets import PRESETS
from projects.plans.services.templates import outlines_of
from projects.plans.views.addresses import get_or_post
from projects.rows import one_or_none


@needs(Permission.PROJECT_READ)
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """The city's own templates and the presets to copy."""
    by = officer_of(request)
    own = Template.objects.visible_to(by).select_related("organisation").annotate(node_count=Count("nodes"))
    rows = [(one, may_keep_templates(one.organisation, by)) for one in own]
    root = by.scope_root
    may_copy = root is not None and may_keep_templates(root, by)
    return render(request, "plans/templates.html", {"rows": rows, "presets": PRESETS.values(), "may_copy": may_copy})


@needs(Permission.PROJECT_READ)
@require_safe
def preset(request: HttpRequest, code: str) -> HttpResponse:
    """A preset, to read."""
    if code not in PRESETS:
        raise NotFound("没有这个系统模板，请从列表中选取。")
    by = officer_of(request)
    may_copy = by.scope_root is not None and may_keep_templates(by.scope_root, by)
    return render(request, "plans/preset.html", {"preset": PRESETS[code], "may_copy": may_copy})


@needs(Permission.DISPATCH_WRITE)
@require_POST
def copy(request: HttpRequest, code: str) -> HttpResponse:
    """Make a preset one's own."""
    by = officer_of(request)
    if by.scope_root is None:
        raise NotAllowed("您的账号没有所属单位，不能建立节点模板。请联系系统管理员。")
    name = request.POST.get("name", "").strip() or _free_name(code, by.scope_root.label)
    made = services.copy_preset(code, organisation=by.scope_root, name=name, by=by, now=timezone.now())
    messages.success(request, f"已复制为“{made.name}”，可按本地实际修改。")
    return redirect("plans:template", made.pk)


def _free_name(code: str, unit: str) -> str:
    """``芜湖市 建安类工业项目``, numbered from the second copy on."""
    kind = PRESETS[code].name.partition("（")[0] if code in PRESETS else code
    taken = set(Template.objects.filter(name__startswith=f"{unit} {kind}").values_list("name", flat=True))
    names = [f"{unit} {kind}"[:56], *(f"{f'{unit} {kind}'[:52]} {n}" for n in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


@needs(Permission.PROJECT_READ)
@get_or_post
def template(request: HttpRequest, template_id: UUID) -> HttpResponse:
    """Read a template; the dispatch office edits it."""
    by = officer_of(request)
    found = one_or_none(Template.objects.visible_to(by).select_related("organisation").filter(pk=template_id))
    if found is None:
        raise NotFound("没有找到这个节点模板，或它不在您的查看范围内。")
    if not may_keep_templates(found.organisation, by):
        if request.method == "POST":
            raise NotAllowed("节点模板由本级调度办公室维护，请联系调度员修改。")
        return render(request, "plans/preset.html", {"preset": _shown(found), "template": found})
    form, rows = _forms(request, found)
    if request.method == "POST" and form.is_valid() and rows.is_valid():
        try:
            _save(found, form, rows, version_of(request), by)
        except Stale:
            return _stale(request, form, rows, template_id)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "模板已保存；已经套用的项目方案不受影响。")
            return redirect("plans:template", found.pk)
    wrong = form.is_bound and (bool(form.errors) or rows.total_error_count() > 0)
    context = {"form": form, "rows": rows, "template": found, "refused": wrong}
    return render(request, "plans/template_form.html", context, status=422 if wrong else 200)


def _stale(request: HttpRequest, form: TemplateForm, rows: Any, template_id: UUID) -> HttpResponse:
    """Somebody was faster: the typed table beside the stored one; the next saving replaces what is shown."""
    now = Template.objects.visible_to(officer_of(request)).select_related("organisation").get(pk=template_id)
    form.count_from(now.version)
    head = {"name": now.name, "start_kind": now.start_kind, "is_active": now.is_active}
    found = [*differing(form, head), *nodes_differing(rows.outlines(), outlines_of(now))]
    context = {"form": form, "rows": rows, "template": now, "differing": found}
    return render(request, "plans/template_form.html", context, status=412)


def _shown(found: Template) -> dict[str, Any]:
    return {"name": found.name, "nodes": outlines_of(found), "code": ""}


def _forms(request: HttpRequest, found: Template) -> tuple[TemplateForm, forms.BaseFormSet[Any]]:
    head = {
        "name": found.name,
        "start_kind": found.start_kind,
        "is_active": found.is_active,
        "version": found.version,
    }
    body = [row_of(place, node) for place, node in enumerate(outlines_of(found), start=1)]
    data = request.POST or None
    return TemplateForm(data, initial=head), NodeRows(data, prefix="nodes", initial=body)


def _save(found: Template, form: TemplateForm, rows: Any, seen: int, by: Any) -> None:
    given = form.cleaned_data
    services.save_template(
        found.pk,
        rows.outlines(),
        name=given["name"],
        start_kind=given["start_kind"],
        is_active=given["is_active"],
        by=by,
        now=timezone.now(),
        expected_version=seen,
    )
