"""Recurring meetings: list, editor, and the preview of the next ten days while the rule is typed."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects.errors import DomainError, NotFound, Stale
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from workflow.dispatch import services
from workflow.dispatch.forms import RULE_FIELDS, RuleForm, SeriesForm
from workflow.dispatch.models import Meeting, Series
from workflow.dispatch.policies import check_may_dispatch, may_dispatch
from workflow.dispatch.queries import next_meetings, preview
from workflow.dispatch.series import Planned, Rule
from workflow.dispatch.wording import preview_days, rule_text

STOPPED = "已停用：按规则排定、尚未召开的会议已取消并通知参会人，手工改期的会议照常召开。"
UNFINISHED = "填写频次、星期或日期后，这里显示接下来十次会议和每次调整的原因。"


@dataclass(frozen=True)
class Row:
    """One series of the list."""

    series: Series
    rule: str
    next: Meeting | None
    may_edit: bool


@require_safe
@needs(Permission.DISPATCH_READ)
def series_list(request: HttpRequest) -> HttpResponse:
    """Every visible series with its rule and its next sitting."""
    officer, now = officer_of(request), timezone.now()
    found = Series.objects.visible_to(officer).select_related("organisation", "chair")
    following = next_meetings(found, now=now)
    rows = [Row(one, rule_text(one), following.get(one.pk), may_dispatch(one.organisation, officer)) for one in found]
    context = {"rows": rows, "may_create": officer.may(Permission.DISPATCH_WRITE)}
    return render(request, "dispatch/series.html", context)


@require_http_methods(["GET", "POST"])
@needs(Permission.DISPATCH_WRITE)
def series_new(request: HttpRequest) -> HttpResponse:
    """A new series."""
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@needs(Permission.DISPATCH_READ)
def series_edit(request: HttpRequest, series_id: UUID) -> HttpResponse:
    """Change a series; sittings that have not begun follow the new rule."""
    officer = officer_of(request)
    series = Series.objects.visible_to(officer).select_related("organisation").filter(pk=series_id).first()
    if series is None:
        raise NotFound("没有找到这个会议系列，或它不在您的查看范围内。")
    check_may_dispatch(series.organisation, officer)
    return _edit(request, series)


@require_POST
@needs(Permission.DISPATCH_WRITE)
def series_preview(request: HttpRequest) -> HttpResponse:
    """The next ten days of the rule as typed; nothing is saved."""
    return render(request, "dispatch/_preview.html", _preview_of(request.POST))


def _edit(request: HttpRequest, series: Series | None) -> HttpResponse:
    officer, today = officer_of(request), timezone.localdate()
    if request.method != "POST":
        first = {"starts_on": today, "organisation": officer.scope_root and officer.scope_root.pk}
        return _show(request, SeriesForm(officer, series, initial=first, on=today), series)
    seen = version_of(request) if series else None
    form = SeriesForm(officer, series, request.POST, on=today)
    if not form.is_valid():
        return _show(request, form, series)
    try:
        saved = _save(form, series, officer, seen)
    except Stale:
        raise
    except DomainError as refused:
        form.refuse(refused)
        return _show(request, form, series)
    messages.success(request, f"“{saved.name}”{_outcome(series, saved)}")
    return redirect("dispatch:series")


def _outcome(before: Series | None, saved: Series) -> str:
    if saved.is_active:
        return "已保存，系统会按规则排会并通知参会人。"
    return STOPPED if before is not None and before.is_active else "已保存，启用后开始排会。"


def _save(form: SeriesForm, series: Series | None, by: Officer, seen: int | None) -> Series:
    now = timezone.now()
    if series is None:
        return services.create_series(form.values(), by=by, now=now)
    return services.update_series(series.pk, form.values(), by=by, now=now, expected_version=seen)


def _preview_of(data: QueryDict | None, series: Series | None = None) -> dict[str, object]:
    """``days`` for a complete rule; ``problem`` says what is still to be filled in."""
    today = timezone.localdate()
    if data is None:
        return _lines(preview(series, on=today)) if series else {"problem": UNFINISHED}
    form = RuleForm(data)
    if not form.is_valid():
        said = [str(error) for name in form.errors for error in form.errors[name]]
        return {"problem": said[0] if said else UNFINISHED}
    rule = Rule(**{name: form.cleaned_data[name] for name in RULE_FIELDS})
    return _lines(preview(rule, on=today))


def _lines(planned: list[Planned]) -> dict[str, object]:
    days, notes = preview_days(planned)
    return {"days": days, "notes": notes}


def _show(request: HttpRequest, form: SeriesForm, series: Series | None) -> HttpResponse:
    context = {
        "form": form,
        "series": series,
        "refused": bool(form.errors) if form.is_bound else False,
        **_preview_of(request.POST if form.is_bound else None, series),
    }
    return render(request, "dispatch/series_form.html", context, status=422 if context["refused"] else 200)
