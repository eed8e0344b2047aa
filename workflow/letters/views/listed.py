"""Doors: what waits for the visitor, the register and its export."""

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
from workflow.letters import books
from workflow.letters.forms import ListFilter
from workflow.letters.kinds import LetterState
from workflow.letters.models import Letter
from workflow.letters.queries.listing import WHO, groups_of, lines_of, narrowed
from workflow.letters.services import record_export

PAGE_SIZE = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TAGS: dict[str, str] = {
    LetterState.PROPOSED: "tag-yellow",
    LetterState.DRAFT: "",
    LetterState.SIGNING: "",
    LetterState.SENT: "tag-yellow",
    LetterState.RECEIVED: "",
    LetterState.ANSWERED: "",
    LetterState.RETURNED: "tag-red",
    LetterState.ACCEPTED: "tag-green",
    LetterState.FILED: "tag-grey",
    LetterState.DROPPED: "tag-grey",
}
LABELS = {"sign": "待我签发", "answer": "待我签收、回复", "draft": "建议与草稿", "judge": "待审核、归档"}
EMPTY = {
    "sign": ("没有待您签发的函件", "调度办公室送签后会出现在这里。"),
    "answer": ("没有待您签收、回复的函件", "发给您单位的函件签发后会出现在这里，按回复期限排列。"),
    "draft": ("没有待处理的建议和草稿", "督办规则每天零点后检查一次，也可以在“督办规则”中立即检查。"),
    "judge": ("没有待审核的回复", "承办单位回复后会出现在这里。"),
    "all": ("没有符合条件的函件", "函件签发后，发文和收文单位都能在这里查到。"),
}


@needs(Permission.DISPATCH_READ)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Groups by what is to be done; 全部 with filters in the address."""
    officer, today = officer_of(request), timezone.localdate()
    groups = groups_of(officer)
    counts = {name: rows.count() for name, rows in groups.items()}
    tabs = [(name, LABELS[name], counts[name]) for name in groups if counts[name] or _is_for(name, officer)]
    first = next((name for name, _, count in tabs if count), "all")
    tab = request.GET.get("tab", first)
    tab = tab if tab in groups else "all"
    form = ListFilter(request.GET or None, officer=officer)
    found = groups[tab] if tab in groups else Letter.objects.visible_to(officer)
    if tab == "all" and form.is_bound:
        found = narrowed(found, form.usable(), on=today)
    page = Paginator(found.select_related(*WHO), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "tab": tab,
        "tabs": [*tabs, ("all", "全部", None)],
        "form": form,
        "lines": [(line, TAGS[line.letter.state]) for line in lines_of(list(page.object_list), on=today)],
        "page": page,
        "empty_title": EMPTY[tab][0],
        "empty_hint": EMPTY[tab][1],
        "may_draft": officer.may(Permission.DISPATCH_WRITE),
    }
    return render(request, "letters/list.html", context)


def _is_for(name: str, officer: object) -> bool:
    """Tabs of the office stand there even when they are empty."""
    return name in ("draft", "judge") and officer.may(Permission.DISPATCH_WRITE)  # type: ignore[attr-defined]


@needs(Permission.DISPATCH_READ)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Exactly what is filtered, as XLSX. What cannot be read is refused, not ignored."""
    officer, now = officer_of(request), timezone.now()
    on, form = timezone.localdate(now), ListFilter(request.GET, officer=officer)
    found = narrowed(Letter.objects.visible_to(officer), form.usable(), on=on)
    count = found.count()
    if form.errors or count > books.MOST:
        wrong = f"符合条件的函件有 {count} 件，一次最多导出 {books.MOST} 件，请增加筛选条件分批导出。"
        messages.error(request, "有筛选条件无法识别，未导出，请核对。" if form.errors else wrong)
        return redirect(f"{reverse('letters:list')}?tab=all")
    rows = found.select_related(*WHO, "received_by").prefetch_related("answers")
    lines = lines_of(list(rows), on=on)
    record_export(filters="；".join(form.words()) or "无", rows=len(lines), by=officer, now=now)
    answer = HttpResponse(books.book_of(lines, filters=form.words(), by=officer, now=now), content_type=XLSX)
    name = f"函件台账-{timezone.localtime(now):%Y%m%d-%H%M%S}.xlsx"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer
