"""Doors: what waits for the visitor, the list, its export, and the figures."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.decisions import books
from workflow.decisions.forms import ListFilter, PeriodFilter
from workflow.decisions.models import Decision, DecisionState
from workflow.decisions.queries import figures as counted
from workflow.decisions.queries.listing import WHO, groups_of, lines_of, narrowed
from workflow.decisions.services import record_export

PAGE_SIZE = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TAGS: dict[str, str] = {
    DecisionState.RUNNING: "",
    DecisionState.RETURNED: "tag-yellow",
    DecisionState.APPROVED: "tag-green",
    DecisionState.REJECTED: "tag-red",
    DecisionState.WITHDRAWN: "tag-grey",
}
TABS = (("waiting", "待我决策"), ("mine", "待我补充"), ("all", "全部"))
EMPTY = {
    "waiting": ("没有待您决策的项目", "项目单位发起决策、轮到您单位办理的步骤会出现在这里，按期限排列。"),
    "mine": ("没有退回给您补充的决策", "办理单位退回补充后会出现在这里。"),
    "all": ("没有符合条件的决策", "在谈项目可在项目档案的“决策”一栏发起决策。"),
}


@needs(Permission.PROJECT_READ)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Three groups; the last one with filters in the address."""
    officer, today = officer_of(request), timezone.localdate()
    groups = groups_of(officer)
    tab = request.GET.get("tab", "waiting")
    tab = tab if tab in groups else "waiting"
    form = ListFilter(request.GET or None, officer=officer)
    found = groups[tab].select_related(*WHO)
    rows = narrowed(found, form.usable()) if tab == "all" and form.is_bound else found
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "tab": tab,
        "tabs": [(key, label, groups[key].count()) for key, label in TABS],
        "form": form,
        "lines": [(line, TAGS[line.decision.state]) for line in lines_of(list(page.object_list), on=today)],
        "page": page,
        "empty_title": EMPTY[tab][0],
        "empty_hint": EMPTY[tab][1],
    }
    return render(request, "decisions/list.html", context)


@needs(Permission.PROJECT_READ)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Exactly what is filtered, as XLSX. What cannot be read is refused, not ignored."""
    officer, now = officer_of(request), timezone.now()
    form = ListFilter(request.GET, officer=officer)
    found = narrowed(Decision.objects.visible_to(officer), form.usable())
    count = found.count()
    if form.errors or count > books.MOST:
        wrong = f"符合条件的决策有 {count} 项，一次最多导出 {books.MOST} 项，请增加筛选条件分批导出。"
        messages.error(request, "有筛选条件无法识别，未导出，请核对。" if form.errors else wrong)
        return redirect(f"{reverse('decisions:list')}?tab=all")
    lines = lines_of(list(found.select_related(*WHO)), on=timezone.localdate(now))
    record_export(filters="；".join(form.words()) or "无", rows=len(lines), by=officer, now=now)
    answer = HttpResponse(books.book_of(lines, filters=form.words(), by=officer, now=now), content_type=XLSX)
    name = f"项目决策-{timezone.localtime(now):%Y%m%d-%H%M%S}.xlsx"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


@needs(Permission.PROJECT_READ)
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Working days by unit, by step, and by quarter; every number opens to its rows."""
    officer, today = officer_of(request), timezone.localdate()
    form = PeriodFilter(request.GET or None, officer=officer)
    first, last = form.period(today)
    unit = form.cleaned_data.get("unit") if form.is_bound else None
    seen = narrowed(Decision.objects.visible_to(officer), {"unit": unit})
    found = counted.concluded(seen, first, last)
    trend = counted.by_quarter(seen, last=last, on=today)
    context = {
        "form": form,
        "first": first,
        "last": last,
        "unit": unit,
        "unit_word": f"&unit={unit.pk}" if unit else "",
        "period": f"&closed_from={first}&closed_to={last}",
        "whole": counted.whole_of(found, on=today),
        "units": counted.by_landing(found, on=today),
        "steps": counted.by_step(found, on=today),
        "trend": trend,
        "most": max((one.median for one in trend if one.median is not None), default=0),
    }
    return render(request, "decisions/figures.html", context)
