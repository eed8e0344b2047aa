"""A published figure stays what it was, and says what happened since; questions are kept to be asked again."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from projects.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.models import Project
from projects.people.models import Officer
from tests.factories import submitted
from tests.workflow.statistics.samples import FIRST_QUARTER, NOW, PRESENT, YEAR, YI, Story, at, entered, on, then
from workflow.statistics.figures import Cause, Over, Question
from workflow.statistics.keys import encode
from workflow.statistics.models import FrozenFigure, SavedQuestion
from workflow.statistics.moving import moved_to
from workflow.statistics.queries import rows_of, since_frozen, value_of, visible_frozen
from workflow.statistics.services import change_question, freeze, remove_question, save_question
from workflow.statistics.terms import By, Dimension, Moment, Period
from workflow.steps.services import approve_claim

pytestmark = pytest.mark.django_db
BULLETIN = Question(Over.FLOW, then(on(3, 31), at(4, 3)), step="sign", period=FIRST_QUARTER, by=Dimension(By.UNIT))


def test_a_frozen_figure_is_the_number_its_cells_and_its_rows(story: Story) -> None:
    frozen = freeze(BULLETIN, title="一季度新签约", by=story.city.leader, now=NOW)
    assert (frozen.count, frozen.amount) == (4, Decimal("21.5") * YI)
    assert frozen.cells == [["340212", "繁昌区", 4, "215000.0000"]]
    assert [one[3] for one in frozen.rows] == [1, 1, 1, 1]
    stored = FrozenFigure.objects.get(pk=frozen.pk)
    assert stored.is_whole
    assert stored.question == BULLETIN
    stored.rows[0][3] = 0
    assert not stored.is_whole


def test_what_happened_since_is_told_record_by_record(story: Story) -> None:
    leader = story.city.leader
    found = since_frozen(leader, freeze(BULLETIN, title="一季度", by=leader, now=NOW), now=NOW)
    assert (found.count_before, found.count_after) == (4, 4)
    assert found.amount_before == Decimal("21.5") * YI
    assert found.amount_after == Decimal("24.5") * YI
    told = {one.name[0]: [str(reason.cause) for reason in one.reasons][:1] for one in found.differences}
    assert told == {"乙": ["late"], "丙": ["revoked"], "丁": ["corrected"]}


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_database_refuses_to_touch_it(story: Story, act: str) -> None:
    frozen = freeze(BULLETIN, title="一季度", by=story.city.leader, now=NOW)
    row = FrozenFigure.objects.filter(pk=frozen.pk)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        row.update(count=5) if act == "update" else row.delete()


def test_only_who_sees_the_whole_of_it_sees_a_frozen_figure(story: Story) -> None:
    frozen = freeze(BULLETIN, title="一季度", by=story.city.leader, now=NOW)
    assert visible_frozen(story.city.dispatcher, frozen.pk) == frozen
    with pytest.raises(NotFound):
        visible_frozen(story.city.clerk, frozen.pk)
    own = freeze(BULLETIN, title="一季度", by=story.city.clerk, now=NOW)
    assert visible_frozen(story.city.leader, own.pk).count == 4


def test_it_is_compared_with_what_its_own_unit_sees_whoever_looks(story: Story) -> None:
    """The county's four beside the city's five would be a difference that is none."""
    office = story.city.dispatcher
    elsewhere = entered(story.city, "邻区", "2", now=at(3, 1), landing_organisation=story.city.sibling, by=office)
    claim = submitted(story.city, elsewhere, "sign", on=on(3, 2), now=at(3, 2), by=office)
    approve_claim(claim.pk, by=story.city.verifier_of("sign"), now=at(3, 2))
    own = freeze(BULLETIN, title="繁昌区一季度", by=story.city.clerk, now=NOW)
    found = since_frozen(story.city.leader, own, now=NOW)
    assert (found.count_before, found.count_after) == (4, 4)
    assert {one.name[0] for one in found.differences} == {"乙", "丙", "丁"}


def test_of_a_project_out_of_sight_nothing_is_told_but_that(story: Story) -> None:
    frozen = freeze(BULLETIN, title="一季度", by=story.city.clerk, now=NOW)
    moved = next(one for one in Project.objects.all() if one.name.startswith("丁"))
    units = dict.fromkeys(("landing_organisation", "source_organisation", "lead_organisation"), story.city.sibling)
    Project.objects.filter(pk=moved.pk).update(**units, first_contact_organisation=None)
    assert not Project.objects.visible_to(story.city.clerk).filter(pk=moved.pk).exists()
    (gone,) = [one for one in since_frozen(story.city.clerk, frozen, now=NOW).differences if one.project_id == moved.pk]
    assert gone.name == "（不在查看范围内的项目）"
    assert [(one.cause, one.by) for one in gone.reasons] == [(Cause.VISIBLE, "")]


@pytest.mark.parametrize(
    ("question", "title", "refusal"),
    [
        (BULLETIN.at(then(on(3, 31), NOW + timedelta(seconds=1))), "一", Invalid),
        (BULLETIN, " ", Invalid),
    ],
)
def test_what_cannot_be_known_is_not_frozen(
    story: Story, question: Question, title: str, refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        freeze(question, title=title, by=story.city.leader, now=NOW)


def saved(by: Officer, name: str = "年初至今签约", **over: Any) -> SavedQuestion:
    """The signings of the year so far."""
    question = Question(Over.FLOW, PRESENT, step="sign", period=Period(YEAR.from_on, PRESENT.as_of))
    return save_question(question, name=name, by=by, now=NOW, **over)


def test_a_saved_question_moves_on_with_the_days(story: Story) -> None:
    later = NOW + timedelta(days=60)
    moving, fixed = saved(story.city.leader), saved(story.city.leader, "定格", is_moving=False)
    assert moving.question(now=later).period == Period(date(2027, 1, 1), date(2027, 1, 17))
    assert moving.question(now=later).moment == Moment.asked(now=later)
    assert fixed.question(now=later).moment == Moment(PRESENT.as_of, NOW)
    assert moved_to(BULLETIN, now=later).period == Period(date(2027, 1, 1), date(2027, 1, 17))
    assert value_of(story.city.leader, encode(moving.question(now=NOW))).count == 5


def test_a_question_from_october_on_is_asked_in_january_from_last_october_on(story: Story) -> None:
    period = Period(date(2026, 10, 1), date(2026, 11, 18))
    question = Question(Over.FLOW, Moment(date(2026, 11, 18), NOW), step="sign", period=period)
    later = moved_to(question, now=datetime(2027, 1, 17, 10, tzinfo=NOW.tzinfo))
    assert later.period == Period(date(2026, 10, 1), date(2027, 1, 17))


def test_a_shared_question_is_seen_from_the_unit_downwards(story: Story) -> None:
    shared, own = saved(story.city.leader, is_shared=True), saved(story.city.leader, "自用")
    below = saved(story.city.clerk, "区里", is_shared=True)
    assert set(SavedQuestion.objects.visible_to(story.city.clerk)) == {shared, below}
    assert set(SavedQuestion.objects.visible_to(story.city.leader)) == {shared, own}


@pytest.mark.parametrize(
    ("write", "refusal"),
    [
        (lambda one, who: saved(one.owner), Conflict),
        (lambda one, who: saved(one.owner, " "), Invalid),
        (lambda one, who: saved(one.owner, "长" * 61), Invalid),
        (lambda one, who: remove_question(one.pk, by=who, now=NOW), NotAllowed),
        (lambda one, who: remove_question(one.pk, by=one.owner, now=NOW, expected_version=7), Stale),
        (lambda one, who: change_question(one.pk, BULLETIN, name="改", by=who, now=NOW), NotAllowed),
    ],
)
def test_refusals(story: Story, write: Any, refusal: type[DomainError]) -> None:
    one = saved(story.city.leader, is_shared=True)
    with pytest.raises(refusal):
        write(one, story.city.clerk)


def test_its_owner_changes_and_removes_it(story: Story) -> None:
    one = saved(story.city.leader)
    changed = change_question(one.pk, BULLETIN, name="一季度", by=story.city.leader, now=NOW, is_moving=False)
    assert (changed.version, changed.question(now=NOW)) == (2, BULLETIN)
    remove_question(one.pk, by=story.city.leader, now=NOW)
    assert not SavedQuestion.objects.exists()


def test_a_frozen_figure_can_be_asked_again_as_it_was_known(story: Story) -> None:
    frozen = freeze(BULLETIN, title="一季度", by=story.city.leader, now=NOW)
    again: datetime = frozen.known_at
    assert [str(one.id) for one in rows_of(story.city.leader, frozen.question)] == [one[1] for one in frozen.rows]
    assert again == at(4, 3)
