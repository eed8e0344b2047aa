"""A pack holds what was recorded up to its cut-off, and nothing that was recorded one second later."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from projects.ledger.models import Project
from projects.ledger.services import assign, update_project
from projects.progress.periods import period_of
from projects.progress.services import send_report
from tests.factories import NOW, City, give_chief, new_project, take
from tests.workflow.dispatch.sittings import sittings, weekly
from tests.workflow.items.samples import issued
from tests.workflow.packs.samples import (
    CUT,
    SECOND,
    amount,
    answer,
    arrival,
    built,
    node,
    page_of,
    problem,
    report,
    sitting,
    told,
    two_projects,
)
from workflow.dispatch.models import AgendaEntry
from workflow.dispatch.models.materials import MaterialRequest
from workflow.dispatch.services import add_entry, answer_request, ask_unit
from workflow.items.services import sign_item
from workflow.packs.content import PackContent

Deed = Callable[[City, Project, datetime], None]
Shows = Callable[[PackContent, Project], bool]


def _stage(content: PackContent, project: Project) -> bool:
    page = page_of(content, project)
    return page.stage == "已注册" and bool(told(content, "stage", project)[1:]) and page.stops[2].state == "now"


def _fact(label: str) -> Shows:
    return lambda content, project: label in {one.value for one in page_of(content, project).facts}


def _answered(city: City, project: Project, now: datetime) -> None:
    answer(city, problem(city, project, now=NOW), now=now)


def _replied(city: City, project: Project, now: datetime) -> None:
    sign_item(issued(city, project=project).pk, by=city.clerk, now=now)


def _material(city: City, project: Project, now: datetime) -> None:
    entry = AgendaEntry.objects.get(project=project)
    request = MaterialRequest.objects.filter(entry=entry).first()
    if request is None:
        request = ask_unit(entry.pk, city.district, by=city.dispatcher, now=NOW)
    answer_request(request.pk, progress="施工许可已报件", by=city.clerk, now=now)


CASES: dict[str, tuple[Deed, Shows]] = {
    "a step": (lambda city, project, now: take(city, project, "register", now=now), _stage),  # type: ignore[dict-item, return-value]
    "an amount": (
        lambda city, project, now: amount(city, project, 12_000, now=now),
        lambda content, project: _fact("12,000 万元")(content, project) and bool(told(content, "amount", project)),
    ),
    "a field": (
        lambda city, project, now: _void(update_project(project.pk, {"site": "B-12地块"}, by=city.clerk, now=now)),
        _fact("B-12地块"),
    ),
    "a chief": (
        lambda city, project, now: give_chief(city, project, now=now),
        lambda content, project: page_of(content, project).chief is not None and bool(told(content, "people", project)),
    ),
    "a report": (
        lambda city, project, now: report(city, project, now=now),
        lambda content, project: "桩基完成" in {one.news for one in page_of(content, project).reports},
    ),
    "a problem": (
        lambda city, project, now: _void(problem(city, project, now=now)),
        lambda content, project: bool(page_of(content, project).problems),
    ),
    "an answer": (
        _answered,
        lambda content, project: (
            page_of(content, project).problems[0].answer != "" and bool(told(content, "answer", project))
        ),
    ),
    "a node": (
        lambda city, project, now: _void(node(city, project, now=now)),
        lambda content, project: bool(page_of(content, project).due) and bool(told(content, "node", project)),
    ),
    "an action item": (
        lambda city, project, now: _void(issued(city, project=project, now=now)),
        lambda content, project: bool(page_of(content, project).tasks) and bool(told(content, "item", project)),
    ),
    "a reply to an action item": (
        _replied,
        lambda content, project: page_of(content, project).tasks[0].state == "办理中",
    ),
    "an answer before the sitting": (
        _material,
        lambda content, project: "已报件" in "".join(one.text for one in page_of(content, project).materials),
    ),
    "money": (
        lambda city, project, now: arrival(city, project, now=now),
        lambda content, project: (
            page_of(content, project).money.arrived_now_wan == "1500.0000" and bool(told(content, "amount", project))
        ),
    ),
}


def _void(_: Any) -> None:
    return None


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize(("at", "is_in"), [(CUT - SECOND, True), (CUT, True), (CUT + SECOND, False)])
def test_what_was_recorded_by_the_cut_off_is_in_and_nothing_later(
    city: City, name: str, at: datetime, is_in: bool
) -> None:
    ours, _ = two_projects(city)
    meeting = sitting(city)
    deed, shows = CASES[name]
    deed(city, ours, at)
    assert shows(built(meeting), ours) is is_in


@pytest.mark.parametrize(("at", "is_in"), [(CUT - SECOND, True), (CUT + SECOND, False)])
def test_a_topic_added_after_the_cut_off_is_of_the_next_edition(city: City, at: datetime, is_in: bool) -> None:
    _, theirs = two_projects(city)
    meeting = sitting(city)
    add_entry(meeting.pk, theirs.pk, by=city.dispatcher, now=at)
    assert (str(theirs.pk) in built(meeting).projects) is is_in


@pytest.mark.parametrize(("at", "count"), [(CUT - SECOND, 2), (CUT + SECOND, 1)])
def test_figures_count_what_was_entered_by_the_cut_off(city: City, at: datetime, count: int) -> None:
    ours = new_project(city)
    meeting = sitting(city)
    new_project(city, name="另一项目", investor="另一公司", now=at)
    figures = built(meeting).figures
    assert figures is not None and figures.total.count == count
    assert ours.number


def test_what_changed_after_the_cut_off_is_put_back_in_the_figures(city: City) -> None:
    project = new_project(city)
    meeting = sitting(city)
    update_project(project.pk, {"total_investment_wan": 990_000}, by=city.clerk, now=CUT + SECOND)
    figures = built(meeting).figures
    assert figures is not None
    assert figures.total.amount_wan == "80000.0000"


def test_a_detour_of_an_amount_is_no_change(city: City) -> None:
    ours, _ = two_projects(city)
    meeting = sitting(city)
    amount(city, ours, 500, now=NOW + SECOND)
    amount(city, ours, 0, now=NOW + 2 * SECOND)
    amount(city, ours, 500, now=NOW + 3 * SECOND)
    (change,) = told(built(meeting), "amount", ours)
    assert (change.before, change.after) == ("未填", "500 万元")


def test_each_change_says_when_by_whom_and_from_which_row(city: City) -> None:
    ours, _ = two_projects(city)
    meeting = sitting(city)
    amount(city, ours, 500, now=CUT - SECOND)
    (change,) = told(built(meeting), "amount", ours)
    row = ours.changes.get(field="registered_capital_wan")
    assert change.row == f"ledger.change/{row.pk}"
    assert (change.on, change.by, change.label) == ("2026-11-20", "李填", "注册资本")
    assert change.at == "2026-11-20T08:59:59+08:00"


def test_a_step_taken_back_before_the_cut_off_never_happened(city: City) -> None:
    ours, _ = two_projects(city)
    meeting = sitting(city)
    take(city, ours, "revoke", now=CUT - SECOND)
    content = built(meeting)
    assert told(content, "stage", ours) == []
    assert page_of(content, ours).stage == "在谈"
    assert content.figures is not None and content.figures.steps == ()


def test_a_step_told_at_the_last_sitting_and_taken_back_since_is_told_as_taken_back(city: City) -> None:
    ours, _ = two_projects(city)
    _, second = _two_sittings(city)
    late = second.starts_at - 3600 * SECOND
    add_entry(second.pk, ours.pk, by=city.dispatcher, now=late)
    take(city, ours, "revoke", now=late)
    content = built(second, cut_off=late)
    (change,) = told(content, "stage", ours)
    assert (change.label, change.before, change.after) == ("撤销认定", "已签约", "在谈")


def test_texts_of_a_pack_carry_no_telephone_number(city: City) -> None:
    ours, _ = two_projects(city)
    meeting = sitting(city)
    problem(city, ours, now=NOW)
    assign(ours.pk, role="chief", post=city.chief_post, valid_from=NOW.date(), basis="文", by=city.dispatcher, now=NOW)
    page = page_of(built(meeting), ours)
    assert "13900001111" not in page.problems[0].need and "139****1111" in page.problems[0].need
    assert page.chief is not None and page.chief.phone == "138****1234"


def test_the_last_report_is_that_of_the_last_period_not_of_the_last_word(city: City) -> None:
    """Nine is before ten."""
    ours, _ = two_projects(city)
    meeting = sitting(city)
    for code in ("2026-10", "2026-09"):
        send_report(ours.pk, period_of(code), {"news": f"{code}情况"}, by=city.clerk, now=NOW - timedelta(days=4))
    assert [one.title for one in page_of(built(meeting), ours).reports] == ["2026年10月进展"]


def test_an_amount_that_looks_like_a_telephone_number_stays(city: City) -> None:
    new_project(city, total_investment_wan=Decimal("1390123.4567"))
    figures = built(sitting(city)).figures
    assert figures is not None and figures.total.amount_wan == "1390123.4567"


def _two_sittings(city: City) -> Any:
    return sittings(weekly(city))[:2]
