"""Doors: the list with its counts by light, its export, and urging the ticked ones."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST, require_safe

from projects.errors import DomainError, Invalid, NotAllowed
from projects.people.requests import needs, officer_of
from projects.people.roles import Permission
from workflow.items import book, services
from workflow.items.forms import ItemFilter
from workflow.items.moves import ItemState
from workflow.items.policies import may_run
from workflow.items.queries import by_urgency, counted, lines_of, narrowed

PAGE_SIZE = 30
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TAGS: dict[str, str] = {
    ItemState.TO_SIGN: "tag-yellow",
    ItemState.WORKING: "",
    ItemState.RETURNED: "tag-red",
    ItemState.CHECKING: "tag-green",
    ItemState.LONG_TERM: "tag-grey",
    ItemState.CLOSED: "tag-grey",
}
EMPTY = ("没有符合条件的交办事项", "会议决定、领导批示和企业诉求由调度办公室交办后出现在这里；可换个筛选条件再看。")


@needs(Permission.DISPATCH_READ)
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Filters in the address; the most pressing first."""
    officer, today = officer_of(request), timezone.localdate()
    form = ItemFilter(request.GET, by=officer, on=today)
    given = form.usable()
    found = narrowed(officer, given, on=today)
    page = Paginator(by_urgency(found).with_units(), PAGE_SIZE).get_page(request.GET.get("page"))
    lines = lines_of(list(page.object_list), on=today)
    context = {
        "form": form,
        "lines": [(line, TAGS[line.item.state], may_run(line.item.issuer, officer)) for line in lines],
        "page": page,
        "lights": counted(narrowed(officer, {**given, "light": ""}, on=today)),
        "chosen": given.get("light") or "",
        "project": given.get("project"),
        "may_issue": officer.may(Permission.DISPATCH_WRITE) and officer.scope_root is not None,
        "query": request.GET.urlencode(),
        "empty": EMPTY,
    }
    return render(request, "items/list.html", context)


@needs(Permission.DISPATCH_READ)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Exactly what is filtered, as XLSX. What cannot be read is refused, not ignored."""
    officer, now = officer_of(request), timezone.now()
    today = timezone.localdate(now)
    form = ItemFilter(request.GET, by=officer, on=today)
    found = narrowed(officer, form.usable(), on=today)
    count = found.count()
    if form.errors or count > book.MOST:
        wrong = f"符合条件的事项有 {count} 件，一次最多导出 {book.MOST} 件，请增加筛选条件分批导出。"
        messages.error(request, "有筛选条件无法识别，未导出，请核对。" if form.errors else wrong)
        return redirect("items:list")
    rows = list(by_urgency(found).with_units().select_related("closed_by"))
    lines = lines_of(rows, on=today, with_words=True)
    services.record_export(filters="；".join(form.words()) or "无", rows=len(lines), by=officer, now=now)
    answer = HttpResponse(book.book_of(lines, filters=form.words(), by=officer, now=now), content_type=XLSX)
    name = f"交办台账-{timezone.localtime(now):%Y%m%d-%H%M%S}.xlsx"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


@needs(Permission.DISPATCH_WRITE)
@require_POST
def urge(request: HttpRequest) -> HttpResponse:
    """Urge the ticked ones, and say which could not be urged; then back to the same list."""
    try:
        ids = [UUID(text) for text in request.POST.getlist("item")]
    except ValueError:
        ids = []
    try:
        done = services.urge_items(ids, note=request.POST.get("note", ""), by=officer_of(request), now=timezone.now())
    except (Invalid, NotAllowed, DomainError) as refused:
        messages.error(request, refused.detail)
    else:
        if done.items:
            messages.success(request, f"已催办 {len(done.items)} 件，牵头单位会收到邮件。")
        for why in done.refused[:5]:
            messages.warning(request, why)
        if len(done.refused) > 5:
            messages.warning(request, f"另有 {len(done.refused) - 5} 件未催办。")
    query = QueryDict(request.POST.get("query", "")[:1000]).urlencode()
    return redirect(reverse("items:list") + (f"?{query}" if query else ""))
