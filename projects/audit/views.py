"""The audit administrator's page: search, one entry with all its facts, check the chain, export."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from projects.audit import checkpoints, exporting, keeping, queries, words
from projects.audit.forms import EntryFilter
from projects.audit.models import Entry
from projects.audit.triggers import FLOOR_DAYS
from projects.errors import DomainError, NotAllowed, NotFound
from projects.people.models import Officer
from projects.people.requests import officer_of
from projects.people.roles import Permission

MOST_DIGITS = 18
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NOT_YOURS = "审计记录只有审计管理员可以查阅。"
SCHEDULED = "记录较多，已安排由后台核对，一两分钟后刷新本页查看结果。"


def _auditor(request: HttpRequest) -> Officer:
    officer = officer_of(request)
    if not officer.may(Permission.AUDIT_READ):
        raise NotAllowed(NOT_YOURS)
    return officer


@require_safe
@login_required
def entries(request: HttpRequest) -> HttpResponse:
    """The log, filtered by the address; page by number of the entry, never by count."""
    _auditor(request)
    now, form = timezone.now(), EntryFilter(request.GET)
    wanted = form.chosen()
    found = queries.filtered(wanted, now=now)
    page = queries.page_of(found, before=_number(request.GET, "before"), after=_number(request.GET, "after"))
    context = {
        "form": form,
        "chips": form.chips(),
        "page": page,
        "looked_back": queries.LOOKED_BACK.days if queries.looks_back(wanted) else None,
        "state": queries.state(now),
        "floor_days": FLOOR_DAYS,
        "checkpoint_file": checkpoints.path(),
        "most_exported": exporting.MOST,
    }
    return render(request, "audit/entries.html", context)


@require_safe
@login_required
def entry(request: HttpRequest, seq: int) -> HttpResponse:
    """All facts of one entry, with what it changed and its neighbours."""
    _auditor(request)
    found = Entry.objects.filter(seq=seq).first()
    if found is None:
        raise NotFound(f"没有第 {seq} 条审计记录，它可能已到期清除。")
    near = queries.neighbours_of(found)
    groups: list[tuple[str, list[Entry], dict[str, Any]]] = [
        ("同一请求", near.of_request, {"request": found.request}),
        ("同一对象", near.of_object, {"object_type": found.object_type, "object_id": found.object_id}),
        ("同一人员", near.of_person, {"actor": found.actor}),
    ]
    context = {
        "entry": found,
        "changes": words.changes_of(found),
        "near": near,
        "groups": [(title, rows, _search(asked)) for title, rows, asked in groups if rows],
    }
    return render(request, "audit/entry.html", context)


@require_POST
@login_required
def check(request: HttpRequest) -> HttpResponse:
    """立即核对: an act of the audit administrator."""
    found = keeping.check_asked(by=_auditor(request), now=timezone.now())
    if found is None:
        messages.info(request, SCHEDULED)
    elif found.is_good:
        messages.success(request, f"审计链{found.verdict}。")
    else:
        messages.error(request, f"审计链{found.verdict}，位置见下。")
    return redirect("audit:entries")


@require_POST
@login_required
def export(request: HttpRequest) -> HttpResponse | FileResponse:
    """The filtered entries as xlsx; an act of the audit administrator. The filter stands in the address."""
    officer, now, form = _auditor(request), timezone.now(), EntryFilter(request.GET)
    wanted = form.chosen()
    said = list(form.sentences().values())
    if queries.looks_back(wanted):
        said.append(f"最近 {queries.LOOKED_BACK.days} 天内")
    try:
        form.check_readable()
        file = exporting.export(wanted, said, by=officer, now=now)
    except DomainError as refused:
        messages.error(request, refused.detail)
        return redirect(f"{reverse('audit:entries')}?{request.GET.urlencode()}")
    name = f"审计记录-{timezone.localtime(now):%Y%m%d-%H%M%S}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=SHEET)


def _number(query: QueryDict, name: str) -> int | None:
    text = query.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else None


def _search(asked: dict[str, Any]) -> str:
    query = QueryDict(mutable=True)
    query.update(asked)
    return f"{reverse('audit:entries')}?{query.urlencode()}"
