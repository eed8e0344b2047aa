"""The minutes of a sitting: their list, their page with what may be done, and the editor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from projects.errors import Conflict, DomainError, NotAllowed, Stale
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from projects.rows import one_or_none
from workflow.dispatch.models import Meeting
from workflow.minutes import services
from workflow.minutes.forms import CorrectionForm, DecisionForm, MinutesForm, typed_sections
from workflow.minutes.kinds import MinutesState
from workflow.minutes.models import Decision, Minutes
from workflow.minutes.policies import check_may_edit, may_edit, may_record, reads_whole, why_not_confirm
from workflow.minutes.queries.circulation import receivers_of
from workflow.minutes.queries.paper import decisions_in, duties_of, paper_of
from workflow.minutes.queries.reading import decisions_of, minutes_of, sitting_of, visible_minutes

ROWS_A_PAGE = 25


@require_safe
@needs(Permission.DISPATCH_READ)
def listed(request: HttpRequest) -> HttpResponse:
    """Minutes the visitor may read, newest sitting first, with his own acknowledgement."""
    officer = officer_of(request)
    page = Paginator(visible_minutes(officer), ROWS_A_PAGE).get_page(request.GET.get("page"))
    mine = {one.minutes_id: one for one in officer.minutes_receipts.filter(minutes__in=list(page.object_list))}
    rows = [(one, mine.get(one.pk)) for one in page.object_list]
    return render(request, "minutes/list.html", {"page": page, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISPATCH_READ)
def minutes(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """Everything about the minutes of one sitting; ``do`` names one of ``DEEDS``."""
    officer = officer_of(request)
    meeting = sitting_of(meeting_id, officer)
    if request.method != "POST":
        return _show(request, meeting)
    deed = DEEDS.get(request.POST.get("do", ""))
    if deed is None:
        raise Conflict("没有识别要办理的操作，请刷新页面后重试。")
    try:
        form = deed(request, meeting)
    except (NotAllowed, Stale):
        raise
    except DomainError as refused:
        messages.error(request, refused.detail)
        return _show(request, sitting_of(meeting_id, officer), status=refused.status)
    return redirect("minutes:minutes", meeting.pk) if form is None else _show(request, meeting, form, status=422)


def _draft(request: HttpRequest, meeting: Meeting) -> Form | None:
    services.draft_minutes(meeting.pk, by=officer_of(request), now=timezone.now())
    messages.success(request, "已按出席情况和议定事项起草纪要，可以继续修改。")
    return None


def _decide(request: HttpRequest, meeting: Meeting) -> Form | None:
    form = DecisionForm(officer_of(request), request.POST)
    if not form.is_valid():
        return form
    try:
        services.record_decision(meeting.pk, **form.values(), by=officer_of(request), now=timezone.now())
    except NotAllowed:
        raise
    except DomainError as refused:
        form.refuse(refused)
        return form
    messages.success(request, "议定事项已记录，并已生成交办事项。")
    return None


def _drop(request: HttpRequest, meeting: Meeting) -> Form | None:
    chosen = _id(request, "decision")
    found = one_or_none(Decision.objects.filter(meeting=meeting, pk=chosen)) if chosen else None
    if found is None:
        raise Conflict("没有找到这条议定事项，请刷新页面。")
    reason = request.POST.get("reason", "")
    services.drop_decision(found.pk, reason=reason, by=officer_of(request), now=timezone.now())
    messages.success(request, "已撤去，对应的交办事项同时撤销。")
    return None


def _submit(request: HttpRequest, meeting: Meeting) -> Form | None:
    services.submit_minutes(
        meeting.pk, by=officer_of(request), now=timezone.now(), expected_version=version_of(request)
    )
    messages.success(request, "已送主持人确认，主持人会收到提醒。")
    return None


def _return(request: HttpRequest, meeting: Meeting) -> Form | None:
    note = request.POST.get("note", "")
    services.return_minutes(
        meeting.pk, note=note, by=officer_of(request), now=timezone.now(), expected_version=version_of(request)
    )
    messages.success(request, "已退回起草人修改。")
    return None


def _confirm(request: HttpRequest, meeting: Meeting) -> Form | None:
    made = services.confirm_minutes(
        meeting.pk, by=officer_of(request), now=timezone.now(), expected_version=version_of(request)
    )
    messages.success(request, f"纪要已确认并锁定，文号 {made.number}。")
    return None


def _correct(request: HttpRequest, meeting: Meeting) -> Form | None:
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return form
    said = form.cleaned_data
    try:
        services.correct_minutes(meeting.pk, **said, by=officer_of(request), now=timezone.now())
    except NotAllowed:
        raise
    except DomainError as refused:
        form.refuse(refused)
        return form
    messages.success(request, "更正已登记，重新印制的纪要附有更正。")
    return None


def _send(request: HttpRequest, meeting: Meeting) -> Form | None:
    chosen = []
    for text in request.POST.getlist("officers"):
        try:
            chosen.append(UUID(text))
        except ValueError as broken:
            raise Conflict("收件人无法识别，请刷新页面后重选。") from broken
    made = services.send_minutes(meeting.pk, chosen, by=officer_of(request), now=timezone.now())
    messages.success(request, f"已印发 {len(made)} 人，他们会收到邮件提醒。")
    return None


def _acknowledge(request: HttpRequest, meeting: Meeting) -> Form | None:
    services.acknowledge_minutes(meeting.pk, by=officer_of(request), now=timezone.now())
    messages.success(request, "已签收。")
    return None


def _remind(request: HttpRequest, meeting: Meeting) -> Form | None:
    count = services.remind_receivers(meeting.pk, by=officer_of(request), now=timezone.now())
    messages.success(request, f"将提醒 {count} 名尚未签收的人员。")
    return None


DEEDS: dict[str, Callable[[HttpRequest, Meeting], Form | None]] = {
    "draft": _draft,
    "decide": _decide,
    "drop": _drop,
    "submit": _submit,
    "return": _return,
    "confirm": _confirm,
    "correct": _correct,
    "send": _send,
    "acknowledge": _acknowledge,
    "remind": _remind,
}


def _id(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        return None


def _show(request: HttpRequest, meeting: Meeting, form: Form | None = None, *, status: int = 200) -> HttpResponse:
    officer = officer_of(request)
    found = minutes_of(meeting, officer)
    records, locked = may_record(meeting, officer), bool(found and found.is_confirmed)
    context: dict[str, Any] = {
        "meeting": meeting,
        "minutes": found,
        "records": records,
        "edits": may_edit(meeting, officer),
        "is_whole": reads_whole(meeting, officer),
        "decisions": [(one, duties_of(one)) for one in decisions_of(meeting, officer, dropped=records)],
        "presences": meeting.presences.all() if reads_whole(meeting, officer) else [],
        "why_not_confirm": why_not_confirm(found, officer) if found and not locked else "",
        "is_submitted": bool(found and found.state == MinutesState.SUBMITTED),
        "decision_form": form if isinstance(form, DecisionForm) else DecisionForm(officer) if records else None,
        "correction_form": form if isinstance(form, CorrectionForm) else CorrectionForm(),
        **(_locked(found, officer, records=records) if found and locked else {}),
    }
    return render(request, "minutes/minutes.html", context, status=status)


def _locked(found: Minutes, officer: Any, *, records: bool) -> dict[str, Any]:
    receipts = list(found.receipts.select_related("officer__organisation", "organisation"))
    return {
        "paper": paper_of(found),
        "corrections": found.corrections.select_related("by"),
        "edition": found.editions.order_by("-edition").defer("docx", "pdf").first(),
        "mine": next((one for one in receipts if one.officer_id == officer.pk), None),
        "receipts": receipts if records else [],
        "open_receipts": sum(one.acknowledged_at is None for one in receipts),
        "receivers": [one for one in receivers_of(found) if not one.has_it] if records else [],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISPATCH_READ)
def edit(request: HttpRequest, meeting_id: UUID) -> HttpResponse:
    """The editor; when somebody else was faster, what I typed beside what is stored now."""
    officer = officer_of(request)
    meeting = sitting_of(meeting_id, officer)
    check_may_edit(meeting, officer)
    found = minutes_of(meeting, officer)
    if found is None:
        raise Conflict("这次会议还没有起草纪要，请先在纪要页面起草。", "no_minutes")
    if request.method != "POST":
        return _editor(request, found, MinutesForm.of(found), found.sections)
    form = MinutesForm(request.POST)
    if form.is_valid():
        try:
            _edited(request, form, meeting)
        except NotAllowed:
            raise
        except Stale:
            return _conflict(request, form, meeting)
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, "纪要已保存。")
            return redirect("minutes:minutes", meeting.pk)
    return _editor(request, found, form, typed_sections(request.POST), version=version_of(request), status=422)


def _edited(request: HttpRequest, form: MinutesForm, meeting: Meeting) -> Minutes:
    return services.edit_minutes(
        meeting.pk,
        opening=form.cleaned_data["opening"],
        sections=form.sections(),
        wordings=form.wordings(),
        by=officer_of(request),
        now=timezone.now(),
        expected_version=version_of(request),
    )


def _conflict(request: HttpRequest, form: MinutesForm, meeting: Meeting) -> HttpResponse:
    """Both versions: the form keeps what was typed and carries the new version; saving again means mine."""
    found = minutes_of(meeting, officer_of(request))
    assert found is not None
    return _editor(request, found, form, typed_sections(request.POST), status=412, is_conflict=True)


def _editor(
    request: HttpRequest,
    found: Minutes,
    form: MinutesForm,
    sections: list[dict[str, Any]],
    *,
    version: int | None = None,
    status: int = 200,
    is_conflict: bool = False,
) -> HttpResponse:
    typed = form.wordings() if form.is_bound else {}
    blank = [{"heading": "", "paragraphs": []}] * max(0, 2 - sum(not one["paragraphs"] for one in sections))
    context = {
        "meeting": found.meeting,
        "minutes": found,
        "form": form,
        "version": found.version if version is None else version,
        "sections": [(one["heading"], "\n".join(one["paragraphs"])) for one in [*sections, *blank]],
        "decisions": [(one, typed.get(one.pk, one.text), duties_of(one)) for one in decisions_in(found)],
        "theirs": paper_of(found) if is_conflict else None,
    }
    return render(request, "minutes/edit.html", context, status=status)
