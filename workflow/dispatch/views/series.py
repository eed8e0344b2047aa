"""Recurring meetings: list, editor, and the preview of the next ten days while the rule is typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from projects.errors import DomainError, NotFound, Stale
from projects.people.models import Officer, Organisation
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.dispatch import services
from workflow.dispatch.forms import RULE_FIELDS, ExtraForm, RuleForm, SeriesForm
from workflow.dispatch.models import Meeting, Series
from workflow.dispatch.policies import check_may_dispatch, may_dispatch
from workflow.dispatch.queries import next_meetings, planned_collisions, preview
from workflow.dispatch.rhythms import NO_RHYTHM
from workflow.dispatch.series import Planned, Rule
from workflow.dispatch.wording import preview_days, rule_text

STOPPED = "已停用：按规则排定、尚未召开的会议已取消并通知参会人，手工改期的会议照常召开。"
SINGLE = "动员会不定期召开：保存后在系列页面逐次加开。"
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
    series = one_or_none(Series.objects.visible_to(officer).select_related("organisation").filter(pk=series_id))
    if series is None:
        raise NotFound("没有找到这个会议系列，或它不在您的查看范围内。")
    check_may_dispatch(series.organisation, officer)
    return _edit(request, series)


@require_http_methods(["GET", "POST"])
@needs(Permission.DISPATCH_READ)
def meeting_new(request: HttpRequest, series_id: UUID) -> HttpResponse:
    """加开: one more sitting of a series."""
    officer = officer_of(request)
    series = one_or_none(Series.objects.visible_to(officer).select_related("organisation").filter(pk=series_id))
    if series is None:
        raise NotFound("没有找到这个会议系列，或它不在您的查看范围内。")
    check_may_dispatch(series.organisation, officer)
    form = ExtraForm(request.POST or None, initial={"time": series.time})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_meeting(series.pk, **_extra(form), by=officer, now=timezone.now())
        except DomainError as refused:
            field = {"starts_at": "on"}.get(refused.field or "", refused.field)
            form.add_error(field if field in form.fields else None, refused.detail)
        else:
            messages.success(request, f"已加开{made.title}，参会人会收到通知。")
            return redirect("dispatch:meeting", made.pk)
    context = {"form": form, "series": series, "rule": rule_text(series)}
    return render(request, "dispatch/meeting_new.html", context, status=422 if form.errors else 200)


def _extra(form: ExtraForm) -> dict[str, Any]:
    said = dict(form.cleaned_data)
    on, at = said.pop("on"), said.pop("time")
    return {**said, "starts_at": datetime.combine(on, at, timezone.get_current_timezone())}


@require_POST
@needs(Permission.DISPATCH_WRITE)
def series_preview(request: HttpRequest) -> HttpResponse:
    """The next ten days of the rule as typed; nothing is saved."""
    officer = officer_of(request)
    named = _uuid(request.POST.get("series", ""))
    edited = one_or_none(Series.objects.visible_to(officer).filter(pk=named)) if named else None
    return render(request, "dispatch/_preview.html", _preview_of(request.POST, officer, edited))


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


def _preview_of(data: QueryDict | None, officer: Officer, series: Series | None = None) -> dict[str, object]:
    """``days`` for a complete rule; ``problem`` says what is still to be filled in."""
    today = timezone.localdate()
    if data is None:
        if series is None:
            return {"problem": UNFINISHED}
        return _lines(series.rule, preview(series, on=today), series, (series.organisation_id, series.body_id))
    form = RuleForm(data)
    if not form.is_valid():
        said = [str(error) for name in form.errors for error in form.errors[name]]
        return {"problem": said[0] if said else UNFINISHED}
    rule = Rule(**{name: form.cleaned_data[name] for name in RULE_FIELDS})
    return _lines(rule, preview(rule, on=today), series, _owner_of(data, officer, series))


def _owner_of(data: QueryDict, officer: Officer, series: Series | None) -> tuple[UUID | None, UUID | None]:
    """Organisation and body as typed, of those that the officer may know of."""
    seen = Organisation.objects.visible_to(officer)
    typed = [_uuid(data.get(name, "")) for name in ("organisation", "body")]
    known = set(seen.filter(pk__in=[one for one in typed if one]).values_list("pk", flat=True))
    organisation, body = (one if one in known else None for one in typed)
    return organisation or (series.organisation_id if series else None), body


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _lines(
    rule: Rule, planned: list[Planned], series: Series | None, owner: tuple[UUID | None, UUID | None]
) -> dict[str, object]:
    if rule.beat == NO_RHYTHM:
        return {"problem": SINGLE}
    organisation, body = owner
    but = series.pk if series else None
    beside = planned_collisions(planned, organisation=organisation, body=body, but=but) if organisation else {}
    days, notes = preview_days(planned, beside)
    return {"days": days, "notes": notes}


def _show(request: HttpRequest, form: SeriesForm, series: Series | None) -> HttpResponse:
    context = {
        "form": form,
        "series": series,
        "refused": bool(form.errors) if form.is_bound else False,
        **_preview_of(request.POST if form.is_bound else None, officer_of(request), series),
    }
    return render(request, "dispatch/series_form.html", context, status=422 if context["refused"] else 200)
