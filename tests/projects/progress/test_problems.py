"""Problems: raised, answered, passed up, solved, reopened; who may do what; what each leaves behind."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from projects.audit.models import Entry
from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.models import Project, RowChange
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer
from projects.progress.actions import Action, actions_for
from projects.progress.kinds import ProblemState
from projects.progress.levels import level_of
from projects.progress.listing import counted, listed
from projects.progress.models import Problem
from projects.progress.queries import coordinated_by, waiting_for
from projects.progress.services import (
    answer_problem,
    edit_problem,
    lift_problem,
    note_problem,
    reopen_problem,
    solve_problem,
    withdraw_problem,
)
from tests.factories import NOW, TODAY, City
from tests.projects.progress.conftest import Raise


@pytest.fixture
def office(city: City) -> Officer:
    """The dispatch office of the district."""
    return add_officer(city.district, username="qudiao", name="区调度", roles=[Role.DISPATCHER], by=None, now=NOW)


def test_a_problem_goes_its_way_from_the_district_to_the_city(city: City, office: Officer, ask: Raise) -> None:
    problem = ask()
    assert (problem.state, problem.raised_on) == (ProblemState.WAITING, TODAY)
    answer_problem(problem.pk, text="已报市局", by=office, now=NOW)
    lifted = lift_problem(problem.pk, asked=city.city, why="区内无指标", by=office, now=NOW)
    assert (lifted.level, lifted.state, lifted.asked_organisation) == ("city", "waiting", city.city)
    with pytest.raises(NotAllowed, match="本级调度办公室"):
        answer_problem(problem.pk, text="我来", by=office, now=NOW)
    answer_problem(problem.pk, text="市里统筹", by=city.dispatcher, now=NOW)
    later = NOW + timedelta(days=3)
    solved = solve_problem(problem.pk, text="指标已下达", by=city.dispatcher, now=later)
    assert (solved.state, solved.resolved_on, solved.days_open(TODAY + timedelta(days=99))) == (
        "solved",
        TODAY + timedelta(days=3),
        3,
    )
    words = [(one.kind, one.text) for one in problem.entries.all()]
    assert words == [
        ("raised", "请协调 35 亩用地指标"),
        ("answered", "已报市局"),
        ("lifted", "区内无指标"),
        ("answered", "市里统筹"),
        ("solved", "指标已下达"),
    ]
    assert problem.entries.get(kind="lifted").detail == "区级 繁昌区 → 市级 芜湖市"


def test_every_act_leaves_its_row_in_the_history_and_in_the_audit(city: City, office: Officer, ask: Raise) -> None:
    problem = ask()
    answer_problem(problem.pk, text="已报市局", by=office, now=NOW)
    answer_problem(problem.pk, text="市局答复下周办", by=office, now=NOW)
    solve_problem(problem.pk, text="办好", by=office, now=NOW)
    reopen_problem(problem.pk, why="又卡住", by=city.clerk, now=NOW)
    withdraw_problem(problem.pk, why="另案处理", by=city.clerk, now=NOW)
    kept = list(RowChange.objects.filter(row=problem.pk).order_by("pk"))
    assert [one.after["状态"] for one in kept] == ["待协调", "协调中", "协调中", "已解决", "待协调", "撤回"]
    assert [one.after.get("最近答复", "") for one in kept][1:3] == ["已报市局", "市局答复下周办"]
    actions = set(Entry.objects.filter(object_id=str(problem.pk)).values_list("action", flat=True))
    assert actions == {"problem.raise", "problem.answer", "problem.solve", "problem.reopen", "problem.withdraw"}


def test_a_level_is_raised_one_step_and_not_beyond_the_province(city: City, ask: Raise) -> None:
    problem = ask()
    with pytest.raises(Invalid, match="提级理由"):
        lift_problem(problem.pk, asked=city.city, why=" ", by=city.clerk, now=NOW)
    with pytest.raises(Invalid, match="与协调层级“市级”不符"):
        lift_problem(problem.pk, asked=city.province, why="需省里", by=city.clerk, now=NOW)
    lift_problem(problem.pk, asked=city.departments["GX"], why="需市里", by=city.clerk, now=NOW)
    lift_problem(problem.pk, asked=city.city, why="请市里报省", by=city.clerk, now=NOW)
    with pytest.raises(Invalid, match="已是省级"):
        lift_problem(problem.pk, asked=city.province, why="再上", by=city.clerk, now=NOW)


@pytest.mark.parametrize(
    ("level", "unit", "fits"),
    [
        ("district", "district", True),
        ("district", "city", False),
        ("city", "city", True),
        ("city", "GX", True),
        ("city", "district", False),
        ("city", "province", False),
        ("province", "province", True),
        ("province", "city", True),
        ("province", "district", False),
    ],
)
def test_the_unit_asked_fits_the_level(city: City, ask: Raise, level: str, unit: str, fits: bool) -> None:
    asked = city.departments.get(unit) or getattr(city, unit)
    if fits:
        assert ask(level=level, asked_organisation=asked).level == level
        return
    with pytest.raises(Invalid, match="不符"):
        ask(level=level, asked_organisation=asked)


def test_a_unit_that_one_may_not_know_is_not_asked(city: City, ask: Raise) -> None:
    with pytest.raises(Invalid, match="没有这个单位"):
        ask(asked_organisation=city.sibling)


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"title": ""}, "请填写“问题”"),
        ({"title": "两\n行"}, "换行"),
        ({"title": "长" * 81}, "最多80字"),
        ({"need": "  "}, "请填写“请求协调事项”"),
        ({"kind": "weather"}, "从列表中选择"),
        ({"level": "moon"}, "从列表中选择"),
        ({"raised_on": TODAY + timedelta(days=1)}, "不能晚于今天"),
        ({"state": "solved"}, "这里不能改"),
    ],
)
def test_what_cannot_be_is_refused(ask: Raise, over: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        ask(**over)
    assert not Problem.objects.exists()


def test_the_asked_department_sees_and_answers_without_seeing_the_project(city: City, ask: Raise) -> None:
    asked, verifier = city.departments["GX"], city.verifiers["start"]
    problem = ask(level="city", asked_organisation=asked)
    assert not Project.objects.visible_to(verifier).exists()
    assert list(Problem.objects.visible_to(verifier)) == [problem]
    assert answer_problem(problem.pk, text="正在办", by=verifier, now=NOW).state == "working"
    stranger = city.verifiers["register"]
    with pytest.raises(NotFound):
        answer_problem(problem.pk, text="我来", by=stranger, now=NOW)


def test_others_neither_see_nor_act(city: City, ask: Raise) -> None:
    problem = ask()
    assert not Problem.objects.visible_to(city.sibling_clerk).exists()
    with pytest.raises(NotFound):
        note_problem(problem.pk, text="看看", by=city.sibling_clerk, now=NOW)
    with pytest.raises(NotAllowed):
        note_problem(problem.pk, text="看看", by=city.leader, now=NOW)
    with pytest.raises(NotAllowed):
        withdraw_problem(problem.pk, why="不提了", by=city.chief, now=NOW)


def test_what_is_closed_is_only_reopened(city: City, office: Officer, ask: Raise) -> None:
    problem = ask()
    with pytest.raises(Conflict, match="不需要重新打开"):
        reopen_problem(problem.pk, why="再办", by=city.clerk, now=NOW)
    solve_problem(problem.pk, text="办好", by=office, now=NOW)
    for act in (
        lambda: answer_problem(problem.pk, text="再答", by=office, now=NOW),
        lambda: edit_problem(problem.pk, {"title": "改"}, by=city.clerk, now=NOW),
        lambda: withdraw_problem(problem.pk, why="不提了", by=city.clerk, now=NOW),
    ):
        with pytest.raises(Conflict, match="请先重新打开"):
            act()
    assert actions_for(Problem.objects.get(), city.clerk) == [Action.REOPEN]
    again = reopen_problem(problem.pk, why="又卡住", by=city.clerk, now=NOW)
    assert (again.state, again.resolved_on, again.resolution, again.days_open(TODAY)) == ("waiting", None, "", 0)


@pytest.mark.parametrize("on", [TODAY - timedelta(days=1), TODAY + timedelta(days=1), date(1900, 1, 1)])
def test_the_day_of_the_solution_is_a_possible_one(office: Officer, ask: Raise, on: date) -> None:
    with pytest.raises(Invalid):
        solve_problem(ask().pk, text="办好", resolved_on=on, by=office, now=NOW)


def test_an_answer_to_an_older_version_is_stale(city: City, office: Officer, ask: Raise) -> None:
    problem = ask()
    note_problem(problem.pk, text="补充", by=city.clerk, now=NOW, expected_version=1)
    with pytest.raises(Stale):
        answer_problem(problem.pk, text="答", by=office, now=NOW, expected_version=1)


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("clerk", ["answer", "solve", "note", "lift", "withdraw"]),
        ("office", ["answer", "solve", "note", "lift", "withdraw"]),
        ("dispatcher", ["answer", "solve", "note", "lift", "withdraw"]),
        ("leader", []),
    ],
)
def test_what_each_may_do(city: City, office: Officer, ask: Raise, who: str, expected: list[str]) -> None:
    """The clerk belongs to the asked unit itself; see below for one who does not."""
    officer = {"office": office}.get(who) or getattr(city, who)
    assert [one.value for one in actions_for(ask(), officer)] == expected


def test_the_clerk_of_the_project_does_not_answer_what_another_unit_is_asked(city: City, ask: Raise) -> None:
    problem = ask(level="city", asked_organisation=city.city)
    assert [one.value for one in actions_for(problem, city.clerk)] == ["note", "lift", "withdraw"]
    with pytest.raises(NotAllowed):
        solve_problem(problem.pk, text="自己说好了", by=city.clerk, now=NOW)


def test_each_office_coordinates_its_own_level(city: City, office: Officer, ask: Raise) -> None:
    low = ask()
    high = ask(level="city", asked_organisation=city.departments["GX"], title="能耗指标")
    top = ask(level="province", asked_organisation=city.city, title="省级审批")
    assert set(waiting_for(office)) == {low}
    assert set(waiting_for(city.dispatcher)) == {high, top}
    answer_problem(high.pk, text="在办", by=city.dispatcher, now=NOW)
    assert set(waiting_for(city.dispatcher)) == {top}
    assert set(coordinated_by(city.dispatcher)) == {high, top}


def test_the_list_narrows_and_counts(city: City, ask: Raise) -> None:
    first = ask(raised_on=TODAY - timedelta(days=9))
    second = ask(level="city", asked_organisation=city.city, kind="energy", title="能耗")
    withdraw_problem(ask(title="撤").pk, why="不提了", by=city.clerk, now=NOW)
    assert list(listed(city.dispatcher, {})) == [first, second]
    assert list(listed(city.dispatcher, {"level": "city"})) == [second]
    assert list(listed(city.dispatcher, {"kind": "energy", "unit": city.city.code})) == [second]
    assert list(listed(city.dispatcher, {"landing": city.sibling.code})) == []
    assert list(listed(city.dispatcher, {"mine": "1"})) == [second]
    assert listed(city.dispatcher, {"state": "all"}).count() == 3
    assert not listed(city.sibling_clerk, {"state": "all"}).exists()
    sums = counted(listed(city.dispatcher, {}))
    assert (sums.count, sums.waiting, sums.levels) == (2, 2, [("区级", 1), ("市级", 1)])


def test_the_database_itself_wants_a_day_for_what_is_solved(ask: Raise) -> None:
    problem = ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.filter(pk=problem.pk).update(state="solved")


def test_units_have_the_level_of_what_they_hang_below(city: City) -> None:
    units = (city.province, city.city, city.departments["TC"], city.district, city.park)
    assert [level_of(unit) for unit in units] == ["province", "city", "city", "district", "district"]
