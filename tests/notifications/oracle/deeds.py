"""What people do in a described world, by the real services: each deed at its own instant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from projects.ledger.models import Responsibility
from projects.ledger.services import add_evidence, assign, create_enterprise, create_project, end_responsibility
from projects.ledger.stages import Step
from projects.people.models import Post
from tests.factories import PDF
from tests.notifications.oracle.building import GREAT_WAN, WAN, Built, local
from tests.notifications.oracle.described import (
    Cancel,
    Claim,
    Handover,
    Item,
    Letter,
    Move,
    Project,
    Request,
    Series,
    World,
)
from workflow.dispatch.models import Meeting
from workflow.dispatch.models import Series as SeriesRow
from workflow.dispatch.services import cancel_meeting, create_series, move_meeting, update_series
from workflow.handover.models import Cause, HandoverState
from workflow.handover.models import Handover as HandoverRow
from workflow.items.deadlines import Deadline
from workflow.items.services import issue_item, return_item, sign_item, submit_item
from workflow.items.sources import Source
from workflow.letters.kinds import LetterState
from workflow.letters.models import Letter as LetterRow
from workflow.letters.services import answer_letter, receive_letter
from workflow.reporting.models import ReportReturn, ReportRound
from workflow.reporting.services import close_round, create_request, submit_return
from workflow.steps.services import draft_claim, return_claim, submit_claim

Deed = tuple[datetime, Callable[[datetime], object]]


def deeds(world: World, built: Built) -> list[Deed]:
    """All of them, in order."""
    found: list[Deed] = []
    for series in world.series:
        found += _series(series, built)
    found += [(one.at, partial(_move, one, built)) for one in world.moves]
    found += [(one.at, partial(_cancel, one, built)) for one in world.cancels]
    for item in world.items:
        found += _item(item, built)
    for request in world.requests:
        found += _request(request, built, world)
    for claim in world.claims:
        found += _claim(claim, built)
    for project in world.projects:
        found += _project(project, built)
    for letter in world.letters:
        found += _letter(letter, built)
    for number, handover in enumerate(world.handovers):
        found += _handover(handover, built, number)
    inside = [one for one in found if world.start < one[0] < world.end]
    return sorted(inside, key=lambda one: one[0])


# --- meetings -------------------------------------------------------------------------------------------------------
def _series(series: Series, built: Built) -> Iterator[Deed]:
    yield series.made_at, partial(_make_series, series, built)
    for at, joins, leaves in series.changes:
        yield at, partial(_change_people, series, joins, leaves, built)


def _make_series(series: Series, built: Built, now: datetime) -> None:
    values: dict[str, Any] = {
        "organisation": built.city,
        "name": f"调度会{series.key}",
        "kind": series.beat,
        "weekday": series.weekday,
        "monthly_rule": series.monthly,
        "nth": series.nth,
        "day": series.day,
        "quarter_month": series.quarter_month,
        "time": series.at,
        "holiday_policy": series.policy,
        "place": "市政务中心",
        "standing_attendees": [built.people[one] for one in series.people],
        "starts_on": series.starts_on,
        "agenda_rules": [],
    }
    made = create_series(values, by=built.people["dispatcher1"], now=now)
    built.know("series", series.key, made.pk)


def _change_people(series: Series, joins: str, leaves: str, built: Built, now: datetime) -> None:
    row = SeriesRow.objects.get(pk=built.row("series", series.key))
    people = {one.pk: one for one in row.standing_attendees.all()}
    if leaves:
        people.pop(built.people[leaves].pk)
    if joins:
        people[built.people[joins].pk] = built.people[joins]
    values = {"standing_attendees": list(people.values())}
    update_series(row.pk, values, by=built.people["dispatcher1"], now=now)


def _sitting(series: str, nominal: date, built: Built) -> Meeting:
    return Meeting.objects.get(series=built.row("series", series), nominal_on=nominal, state="called")


def _move(move: Move, built: Built, now: datetime) -> None:
    meeting = _sitting(move.series, move.nominal, built)
    move_meeting(meeting.pk, starts_at=move.starts_at, reason="改期", by=built.people["dispatcher1"], now=now)


def _cancel(cancel: Cancel, built: Built, now: datetime) -> None:
    meeting = _sitting(cancel.series, cancel.nominal, built)
    cancel_meeting(meeting.pk, reason="取消", by=built.people["dispatcher1"], now=now)


# --- items ----------------------------------------------------------------------------------------------------------
def _item(item: Item, built: Built) -> Iterator[Deed]:
    yield item.issued_at, partial(_issue, item, built)
    if item.signed_at:
        yield item.signed_at, partial(_sign, item, built)
    for at in filter(None, (item.submitted_at, item.submitted_again_at)):
        yield at, partial(_submit, item, built)
    if item.returned_at:
        yield item.returned_at, partial(_return, item, built)


def _issue(item: Item, built: Built, now: datetime) -> None:
    kind, value = item.term
    deadline = Deadline(on=value) if kind == "on" else Deadline(days=value, counting=kind)  # type: ignore[arg-type]
    made = issue_item(
        issuer=built.city,
        matter=f"事项{item.key}",
        lead=built.units[item.lead],
        joint=[built.units[item.joint]] if item.joint else [],
        deadline=deadline,
        source=Source("other"),
        by=built.people[item.issued_by],
        now=now,
    )
    built.know("item", item.key, made.pk)


def _sign(item: Item, built: Built, now: datetime) -> None:
    officer = built.people[item.officer] if item.officer else None
    sign_item(built.row("item", item.key), officer=officer, by=built.people[item.signed_by], now=now)


def _submit(item: Item, built: Built, now: datetime) -> None:
    submit_item(built.row("item", item.key), note="已办结", by=built.people[item.signed_by], now=now)


def _return(item: Item, built: Built, now: datetime) -> None:
    other = "dispatcher2" if item.issued_by == "dispatcher1" else "dispatcher1"
    return_item(built.row("item", item.key), note="请补充", by=built.people[other], now=now)


# --- reports --------------------------------------------------------------------------------------------------------
def _request(request: Request, built: Built, world: World) -> Iterator[Deed]:
    yield request.made_at, partial(_ask, request, built)
    for (nominal, unit), at in request.filed.items():
        clerk = world.seated(unit, "clerk")[0]
        yield at, partial(_file, request.key, nominal, unit, clerk, built)
    for nominal, at in request.closed.items():
        yield at, partial(_close, request.key, nominal, built)


def _ask(request: Request, built: Built, now: datetime) -> None:
    values = {
        "name": f"报送{request.key}",
        "recurrence": request.recurrence,
        "weekday": request.weekday,
        "day": request.day,
        "anchor_on": request.anchor,
        "time": request.at,
        "holiday_policy": request.policy,
        "window_days": request.window,
        "starts_on": request.starts_on,
        "unit_rule": "list",
        "units": [built.units[one] for one in request.units],
    }
    made = create_request(values, built.form, by=built.people["dispatcher1"], now=now)
    built.know("request", request.key, made.pk)


def _round(key: str, nominal: date, built: Built) -> ReportRound | None:
    """None where the deadline was over when the system came back: such a round is never opened."""
    return ReportRound.objects.filter(request=built.row("request", key), nominal_on=nominal).first()


def _file(key: str, nominal: date, unit: str, clerk: str, built: Built, now: datetime) -> None:
    found = ReportReturn.objects.filter(round=_round(key, nominal, built), unit=built.units[unit]).first()
    if found is not None:
        submit_return(found.pk, [], is_nil=True, by=built.people[clerk], now=now)


def _close(key: str, nominal: date, built: Built, now: datetime) -> None:
    found = _round(key, nominal, built)
    if found is not None:
        close_round(found.pk, by=built.people["dispatcher1"], now=now)


# --- claims, projects -----------------------------------------------------------------------------------------------
def _new_project(key: str, unit: str, clerk: str, built: Built, now: datetime, **values: Any) -> Any:
    by = built.people[clerk]
    investor = create_enterprise(name=f"投资方{key}", by=by, now=now)
    base = {
        "name": f"项目{key}",
        "landing_organisation": built.units[unit],
        "total_investment_wan": WAN,
        "industry": "C38",
        "negotiating_on": local(now) - timedelta(days=30),
        "investors": [investor],
        **values,
    }
    return create_project(base, by=by, now=now)


def _claim(claim: Claim, built: Built) -> Iterator[Deed]:
    yield claim.submitted_at, partial(_hand_in, claim, built)
    if claim.returned_at:
        yield claim.returned_at, partial(_hand_back, claim, built)


def _hand_in(claim: Claim, built: Built, now: datetime) -> None:
    by, unit = built.people[claim.clerk], claim.clerk.removesuffix("clerk1")
    project = _new_project(claim.key, unit, claim.clerk, built, now)
    file = SimpleUploadedFile("agreement.pdf", PDF)
    paper = add_evidence(project.pk, kind="investment_agreement", title="协议", file=file, by=by, now=now)
    fields = {"fair_competition_reviewed_by": "郑审"}
    made = draft_claim(
        project.pk, Step.SIGN, by=by, now=now, effective_on=local(now), reason="具备", fields=fields, evidence=[paper]
    )
    submit_claim(made.pk, by=by, now=now)
    built.know("claim", claim.key, made.pk)


def _hand_back(claim: Claim, built: Built, now: datetime) -> None:
    reasons = [{"requirement": "investment_agreement", "detail": "缺页"}]
    return_claim(built.row("claim", claim.key), reasons=reasons, note="缺页", by=built.people["tcverifier1"], now=now)


def _project(project: Project, built: Built) -> Iterator[Deed]:
    yield project.made_at, partial(_need, project, built)
    for first, last in project.chief:
        yield first, partial(_assign, project, built)
        if last:
            yield last, partial(_end, project, built)


def _need(project: Project, built: Built, now: datetime) -> None:
    made = _new_project(project.key, project.unit, project.clerk, built, now, total_investment_wan=GREAT_WAN)
    assert made.needs_chief
    built.know("project", project.key, made.pk)


def _assign(project: Project, built: Built, now: datetime) -> None:
    assign(
        built.row("project", project.key),
        role="chief",
        post=built.posts[project.unit],
        valid_from=local(now),
        basis="文件",
        reason="分管负责",
        by=built.people["dispatcher1"],
        now=now,
    )


def _end(project: Project, built: Built, now: datetime) -> None:
    held = Responsibility.objects.current().chiefs().get(project=built.row("project", project.key))
    end_responsibility(held.pk, valid_to=local(now), reason="调整", by=built.people["dispatcher1"], now=now)


# --- letters, handovers ---------------------------------------------------------------------------------------------
def _letter(letter: Letter, built: Built) -> Iterator[Deed]:
    yield letter.signed_at, partial(_send, letter, built)
    if letter.received_at:
        yield letter.received_at, partial(_receive, letter, built)
    if letter.answered_at:
        yield letter.answered_at, partial(_answer, letter, built)


def _send(letter: Letter, built: Built, now: datetime) -> None:
    """As it stands once the mayor has signed: the row alone, without its printed copies."""
    made = LetterRow.objects.create(
        organisation=built.city,
        kind="supervision",
        trigger="项目亮红灯",
        state=LetterState.SENT,
        issuer="芜湖市招商办",
        word="芜招办",
        unit=built.units[letter.unit],
        recipient=built.people[letter.recipient] if letter.recipient else None,
        addressee="有关单位",
        title=f"督办函{letter.key}",
        body="请办理。",
        submitted_by=built.people[letter.sender],
        submitted_at=now,
        signed_by=built.people["mayor"],
        signed_at=now,
        year=now.year,
        sequence=1 + LetterRow.objects.count(),
        due_on=letter.due_on,
        created_at=now,
        updated_at=now,
    )
    built.know("letter", letter.key, made.pk)


def _receive(letter: Letter, built: Built, now: datetime) -> None:
    receive_letter(built.row("letter", letter.key), by=built.people[letter.receiver], now=now)


def _answer(letter: Letter, built: Built, now: datetime) -> None:
    answer_letter(built.row("letter", letter.key), text="已办", by=built.people[letter.receiver], now=now)


def _handover(handover: Handover, built: Built, number: int) -> Iterator[Deed]:
    yield handover.proposed_at, partial(_propose, handover, built)
    if handover.confirmed_at:
        yield handover.confirmed_at, partial(_confirm, handover, built)
    if handover.taken_at:
        yield handover.taken_at, partial(_take, handover, built)


def _propose(handover: Handover, built: Built, now: datetime) -> None:
    post = Post.objects.create(organisation=built.units[handover.unit], title=f"职务{handover.key}")
    made = HandoverRow.objects.create(
        post=post,
        predecessor=built.people[handover.predecessor],
        cause=Cause.LEFT_POST,
        proposed_at=now,
        updated_at=now,
    )
    built.know("handover", handover.key, made.pk)


def _confirm(handover: Handover, built: Built, now: datetime) -> None:
    values = {
        "state": HandoverState.CONFIRMED,
        "successor": built.people[handover.successor],
        "effective_on": local(now),
        "confirmed_by": built.people["dispatcher1"],
        "confirmed_at": now,
    }
    HandoverRow.objects.filter(pk=built.row("handover", handover.key)).update(**values)


def _take(handover: Handover, built: Built, now: datetime) -> None:
    by = built.people[handover.successor]
    rows = HandoverRow.objects.filter(pk=built.row("handover", handover.key))
    rows.update(state=HandoverState.ACKNOWLEDGED, acknowledged_by=by, acknowledged_at=now)
