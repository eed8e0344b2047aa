"""Doors of rounds: the list, planning, the preview, the fixed list with who goes."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from projects.errors import Conflict, DomainError, NotAllowed
from projects.people.models import Officer
from projects.people.requests import needs, officer_of, version_of
from projects.people.roles import Permission
from workflow.spotchecks import services
from workflow.spotchecks.forms import AssignForm, RoundForm
from workflow.spotchecks.models import Round, Visit
from workflow.spotchecks.models.visits import visible_rounds
from workflow.spotchecks.policies import check_may_plan, check_may_run, may_run
from workflow.spotchecks.queries import (
    finished_among,
    frame_of,
    inspectors_under,
    is_finished,
    redraw,
    round_of,
    shows_draw,
    strata_report,
    to_recheck,
    visits_of,
)
from workflow.spotchecks.sampling import strata_of
from workflow.steps.deadlines import clocks_of

MOST_SHOWN = 100


@require_safe
@needs(Permission.PROJECT_READ)
def rounds(request: HttpRequest) -> HttpResponse:
    """What waits for the visitor, and the rounds he may know of."""
    officer, today = officer_of(request), timezone.localdate()
    mine = list(Visit.objects.to_do_by(officer).select_related("round", "project__landing_organisation")[:MOST_SHOWN])
    clocks = clocks_of([one.due_on for one in mine if one.due_on], on=today)
    found = visible_rounds(officer).select_related("organisation")[:MOST_SHOWN]
    context = {
        "mine": [(one, clocks.get(one.due_on) if one.due_on else None) for one in mine],
        "recheck": to_recheck(officer).select_related("record", "round", "project")[:MOST_SHOWN],
        "rounds": _counted(list(found), officer),
        "may_plan": officer.may(Permission.DISPATCH_WRITE),
    }
    return render(request, "spotchecks/rounds.html", context)


def _counted(rounds: list[Round], officer: Officer) -> list[tuple[Round, int, int, bool]]:
    """With visits and recorded ones that the officer may know of, and whether all of it is over. Two queries."""
    seen = Visit.objects.visible_to(officer).filter(round__in=rounds).values_list("round", "record__finding")
    all_, done = Counter(pk for pk, _ in seen), Counter(pk for pk, finding in seen if finding)
    over = finished_among(rounds)
    return [(one, all_[one.pk], done[one.pk], one.pk in over) for one in rounds]


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISPATCH_WRITE)
def plan(request: HttpRequest) -> HttpResponse:
    """A new round."""
    check_may_plan(officer_of(request))
    today = timezone.localdate()
    form = RoundForm(request.POST or None, initial={"from_on": today.replace(day=1), "to_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.plan_round(form.cleaned_data, by=officer_of(request), now=timezone.now())
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"已拟定{made.number}，请核对抽样框后固定名单。")
            return redirect("spotchecks:round", made.pk)
    return render(request, "spotchecks/plan.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.DISPATCH_WRITE)
def edit(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Change a round that is not fixed yet."""
    by = officer_of(request)
    found = round_of(round_id, by)
    check_may_run(found, by)
    if found.is_fixed:
        raise Conflict("抽样名单已经固定，不能再修改；需要时请另开一轮。", "round_fixed")
    form = RoundForm(request.POST or None, initial={name: getattr(found, name) for name in RoundForm.base_fields})
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_round(
                round_id, form.cleaned_data, by=by, now=timezone.now(), expected_version=version_of(request)
            )
        except DomainError as refused:
            form.refuse(refused)
        else:
            return redirect("spotchecks:round", round_id)
    context = {"form": form, "round": found}
    return render(request, "spotchecks/plan.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.PROJECT_READ)
def round_page(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """The preview of a planned round, the list of a fixed one (``do`` = fix, assign, redraw)."""
    by = officer_of(request)
    found = round_of(round_id, by)
    if request.method != "POST":
        return _show(request, found)
    check_may_run(found, by)
    if request.POST.get("do") == "assign":
        return _assign(request, found)
    try:
        _act(request, found)
    except NotAllowed:
        raise
    except DomainError as refused:
        messages.error(request, refused.detail)
        return _show(request, round_of(round_id, by), status=refused.status)
    return redirect("spotchecks:round", round_id)


def _act(request: HttpRequest, found: Round) -> None:
    done, by = request.POST.get("do"), officer_of(request)
    if done == "fix":
        made = services.fix_round(found.pk, by=by, now=timezone.now(), expected_version=version_of(request))
        messages.success(request, f"名单已固定：抽样框 {made.frame_size} 项，请指派核查人员。")
    elif done == "redraw" and found.is_fixed:
        _tell(request, found)
    else:
        raise Conflict("没有识别要办理的操作，请刷新页面后重试。")


def _tell(request: HttpRequest, found: Round) -> None:
    again = redraw(found)
    if again.is_same:
        messages.success(request, "复算一致：用存档的抽样框和种子重新抽取，名单与抽样框哈希均相同。")
    else:
        what = "抽样框哈希不同" if not again.is_same_frame else "抽中名单不同"
        messages.error(request, f"复算不一致：{what}。存档数据可能被改动，请立即联系系统管理员和审计管理员。")


def _assign(request: HttpRequest, found: Round) -> HttpResponse:
    form = _form(request, found)
    if form.is_valid():
        given = form.cleaned_data
        try:
            done = services.assign_inspectors(
                [UUID(one) for one in given["visits"]],
                list(given["inspectors"]),
                due_on=given["due_on"],
                reason=given["reason"],
                by=officer_of(request),
                now=timezone.now(),
            )
        except DomainError as refused:
            form.refuse(refused)
        else:
            messages.success(request, f"已指派 {len(done)} 项。核查人员会在工作台看到；被核查单位在记录提交前看不到。")
            return redirect("spotchecks:round", found.pk)
    return _show(request, found, form=form, status=422)


def _form(request: HttpRequest, found: Round) -> AssignForm:
    open_ = [(str(pk), str(number)) for pk, number in found.visits.open().values_list("pk", "number")]
    people = inspectors_under(found)
    return AssignForm(request.POST if request.method == "POST" else None, people=people, visits=open_)


def _show(request: HttpRequest, found: Round, *, form: AssignForm | None = None, status: int = 200) -> HttpResponse:
    officer = officer_of(request)
    runs, over = may_run(found, officer), is_finished(found)
    context: dict[str, Any] = {
        "round": found,
        "runs": runs,
        "shows_draw": shows_draw(found, officer, finished=over),
        "is_finished": over,
    }
    if found.is_fixed:
        context |= {"visits": visits_of(found, officer), "chosen": request.POST.getlist("visits")}
        context |= {"strata": strata_report(found) if context["shows_draw"] else []}
        context |= {"form": form or _form(request, found)} if runs and not context["is_finished"] else {}
        return render(request, "spotchecks/round.html", context, status=status)
    frame = frame_of(found, officer, known_at=timezone.now())
    strata = strata_of(frame, method=found.method, size=found.size)
    context |= {"strata": strata, "frame_size": len(frame), "sample_size": sum(one.drawn for one in strata)}
    return render(request, "spotchecks/preview.html", context, status=status)
