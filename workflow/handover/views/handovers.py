"""Handovers: what waits for the office and for the successor, and one of them with its open work."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from projects.errors import DomainError, Invalid, NotAllowed, NotFound, Stale
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.handover import services
from workflow.handover.forms import AcknowledgeForm, ConfirmForm, Refusable
from workflow.handover.load import loads_of
from workflow.handover.models import Handover, HandoverState, ItemState
from workflow.handover.policies import may_acknowledge, may_confirm
from workflow.handover.queries import Work, deputy_of, open_work

PAGE_SIZE = 25
TAGS: dict[str, str] = {
    HandoverState.PROPOSED: "tag-yellow",
    HandoverState.CONFIRMED: "",
    HandoverState.ACKNOWLEDGED: "tag-green",
    HandoverState.SUPERSEDED: "tag-grey",
    HandoverState.VOID: "tag-grey",
}
EMPTY = {
    "confirm": ("没有等待确认的交接", "任职变动或账号停用后，系统按任职记录自动提出交接。"),
    "receive": ("没有等待接收的交接", "调度办公室确认后，由接收人在这里接收。"),
    "done": ("还没有办结的交接", "接收、失效和被替代的交接都会留在这里。"),
}
LABELS = {"confirm": "待确认", "receive": "待接收", "done": "已办结"}
RELATED = ("post__organisation", "predecessor", "sitter", "successor", "confirmed_by", "acknowledged_by")


@dataclass(frozen=True)
class Tab:
    """One group with its size."""

    key: str
    label: str
    count: int


@require_safe
@needs(Permission.PROJECT_READ)
def handovers(request: HttpRequest) -> HttpResponse:
    """The list; the tab lives in the address."""
    officer = officer_of(request)
    groups = _groups(officer)
    waiting = next((key for key, group in groups.items() if group.exists()), next(iter(groups)))
    tab = request.GET.get("tab", "")
    tab = tab if tab in groups else waiting
    found = groups[tab].select_related(*RELATED).annotate(parts=Count("items", filter=~Q(items__state=ItemState.MOOT)))
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "tab": tab,
        "tabs": [Tab(key, LABELS[key], group.count()) for key, group in groups.items()],
        "page": page,
        "tags": TAGS,
        "rows": [(one, TAGS[one.state]) for one in page.object_list],
        "empty_title": EMPTY[tab][0],
        "empty_hint": EMPTY[tab][1],
    }
    return render(request, "handover/list.html", context)


def _groups(officer: Officer) -> dict[str, QuerySet[Handover]]:
    """Tabs in the order the visitor needs them; only an office confirms."""
    visible = Handover.objects.visible_to(officer, on=timezone.localdate())
    groups: dict[str, QuerySet[Handover]] = {}
    if officer.may(Permission.DISPATCH_WRITE):
        groups["confirm"] = visible.filter(state=HandoverState.PROPOSED).order_by("proposed_at", "pk")
    groups["receive"] = visible.filter(state=HandoverState.CONFIRMED).order_by("confirmed_at", "pk")
    closed = visible.exclude(state__in=[HandoverState.PROPOSED, HandoverState.CONFIRMED])
    groups["done"] = closed.order_by("-updated_at", "-pk")
    return groups


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PROJECT_READ)
def detail(request: HttpRequest, handover_id: UUID) -> HttpResponse:
    """Read one with its open work; confirm it as the office or take it over (``do`` = confirm, acknowledge)."""
    officer, today = officer_of(request), timezone.localdate()
    seen = Handover.objects.visible_to(officer, on=today).select_related(*RELATED)
    handover = one_or_none(seen.filter(pk=handover_id))
    if handover is None:
        raise NotFound("没有找到这项交接，或它不在您的查看范围内。")
    works = open_work(handover, officer, on=today)
    form = _form(request, handover, works, officer)
    if request.method == "POST":
        if form is None:
            raise NotAllowed("这项交接目前不由您办理，请刷新后查看它等在哪一步。")
        if form.is_valid() and _done(request, handover, form, officer):
            return redirect("handover:detail", handover.pk)
    return _show(request, handover, works, form)


def _form(request: HttpRequest, handover: Handover, works: list[Work], officer: Officer) -> Refusable | None:
    """What this visitor may answer now; None when nothing."""
    data, today = (request.POST if request.method == "POST" else None), timezone.localdate()
    if handover.state == HandoverState.PROPOSED and may_confirm(handover, officer):
        asked = [work for work in works if work.item.state == ItemState.OPEN]
        return ConfirmForm(data, handover=handover, works=asked, by=officer, on=today)
    if handover.state == HandoverState.CONFIRMED and may_acknowledge(handover, officer, on=today):
        return AcknowledgeForm(data, initial={"version": handover.version})
    return None


def _done(request: HttpRequest, handover: Handover, form: Refusable, by: Officer) -> bool:
    try:
        said = _act(request, handover, form, by)
    except Stale:
        raise
    except DomainError as refused:
        form.refuse(refused)
        return False
    messages.success(request, said)
    return True


def _act(request: HttpRequest, handover: Handover, form: Refusable, by: Officer) -> str:
    now, seen = timezone.now(), version_of(request)
    if isinstance(form, ConfirmForm):
        made = services.confirm_handover(
            handover.pk,
            successor=form.chosen(),
            effective_on=form.cleaned_data["effective_on"],
            kept=form.kept(),
            basis=form.cleaned_data["basis"],
            reason=form.cleaned_data["reason"],
            by=by,
            now=now,
            expected_version=seen,
        )
        passed = made.state == HandoverState.CONFIRMED
        return "交接已确认，等待接收人接收。" if passed else "全部事项不移交，交接已关闭。"
    if request.POST.get("do") != "acknowledge":
        raise Invalid("请点“接收”办理。")
    services.acknowledge_handover(handover.pk, by=by, now=now, note=form.cleaned_data["note"], expected_version=seen)
    return "已接收，名下项目可在“我负责的项目”中查看。"


def _show(request: HttpRequest, handover: Handover, works: list[Work], form: Refusable | None) -> HttpResponse:
    officer, today = officer_of(request), timezone.localdate()
    taker = handover.successor or handover.sitter
    confirming = isinstance(form, ConfirmForm)
    rows = [(work, form.keep_field(work.item.pk) if isinstance(form, ConfirmForm) and
             work.item.state == ItemState.OPEN else None) for work in works]  # fmt: skip
    context = {
        "handover": handover,
        "tag": TAGS[handover.state],
        "rows": rows,
        "taker": taker,
        "load": loads_of([taker], viewer=officer, on=today)[taker.pk] if taker and confirming else None,
        "deputy": deputy_of(taker, on=today) if taker else None,
        "events": handover.events.select_related("by__organisation"),
        "form": form,
        "confirming": confirming,
    }
    status = 422 if form is not None and form.is_bound and form.errors else 200
    return render(request, "handover/detail.html", context, status=status)
