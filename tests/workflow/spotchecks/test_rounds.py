"""Planning and fixing a round: who may, what is in the frame, and that nothing of a fixed one ever changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from projects.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.stages import Step
from tests.factories import NOW, TODAY, City, take
from tests.workflow.spotchecks.samples import fixed, photo, planned, recorded, sent, signed_projects, values
from workflow.spotchecks import triggers
from workflow.spotchecks.models import Assignment, FrameRow, Paper, Record, Round, Visit
from workflow.spotchecks.queries import redraw
from workflow.spotchecks.services import edit_round, fix_round, plan_round
from workflow.steps.models import Transition

Write = Callable[[Round], Any]


def test_a_round_is_numbered_by_year_and_gets_a_seed_when_none_is_given(city: City) -> None:
    first, second = planned(city, seed=""), planned(city)
    assert (first.number, second.number) == ("核查〔2026〕1号", "核查〔2026〕2号")
    assert len(first.seed) == 32 and first.seed != planned(city, seed="").seed


def test_only_a_dispatch_office_plans(city: City) -> None:
    for officer in (city.clerk, city.leader, city.verifier_of("sign")):
        with pytest.raises(NotAllowed):
            plan_round(values(), by=officer, now=NOW)


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"steps": []}, "steps"),
        ({"steps": ["suspend"]}, "steps"),
        ({"title": " "}, "title"),
        ({"dimensions": ["colour"]}, "dimensions"),
        ({"method": "guess"}, "method"),
        ({"size": 0}, "size"),
        ({"days": 0}, "days"),
        ({"to_on": TODAY - timedelta(days=400)}, "to_on"),
        ({"seed": "a\nb"}, "seed"),
    ],
)
def test_a_plan_that_cannot_be_right_is_refused_at_its_field(city: City, over: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        planned(city, **over)
    assert refused.value.field == field


def test_the_frame_is_what_was_verified_in_the_period_and_not_revoked(city: City) -> None:
    kept, revoked, other = signed_projects(city, 3)
    take(city, revoked, Step.REVOKE)
    take(city, other, Step.REGISTER)
    round_ = fixed(city)
    found = set(FrameRow.objects.filter(round=round_).values_list("transition__project", "transition__step"))
    assert found == {(kept.pk, "sign"), (other.pk, "sign")}
    with pytest.raises(Invalid, match="一个也没有"):
        fixed(city, from_on=TODAY - timedelta(days=9), to_on=TODAY - timedelta(days=8))


def test_what_was_checked_before_is_left_out_when_the_office_says_so(city: City) -> None:
    signed_projects(city, 3)
    (visit, *_) = sent(city, fixed(city, size=1))
    recorded(city, visit)
    again = fixed(city, size=3, skips_checked=True)
    assert again.frame_size == 2
    assert not again.frame.filter(transition=visit.row.transition).exists()


def test_a_fixed_round_is_drawn_again_and_is_the_same(city: City) -> None:
    signed_projects(city, 5)
    round_ = fixed(city, size=3)
    assert (round_.frame_size, len(round_.frame_sha256), round_.algorithm) == (5, 64, "luodi-sample-1")
    assert redraw(round_).is_same
    assert Visit.objects.filter(round=round_).count() == FrameRow.objects.filter(round=round_, is_drawn=True).count()


def test_negative_control_a_tampered_frame_is_found_by_drawing_again(city: City) -> None:
    signed_projects(city, 3)
    round_ = fixed(city, size=1)
    triggers.remove(connection)
    try:
        taken = round_.frame.filter(is_drawn=True).first()
        assert taken is not None
        FrameRow.objects.filter(pk=taken.pk).update(is_drawn=False)
        assert not redraw(round_).is_same_list
        FrameRow.objects.filter(pk=taken.pk).update(is_drawn=True, stratum="另一层")
        assert not redraw(round_).is_same_frame
    finally:
        triggers.install(connection)


def test_a_fixed_round_is_neither_edited_nor_fixed_again(city: City) -> None:
    signed_projects(city, 1)
    round_ = fixed(city)
    for act in (lambda: edit_round(round_.pk, values(), by=city.dispatcher, now=NOW),
                lambda: fix_round(round_.pk, by=city.dispatcher, now=NOW)):  # fmt: skip
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "round_fixed"


def test_an_older_version_is_refused_and_a_stranger_finds_nothing(city: City) -> None:
    round_ = planned(city)
    edit_round(round_.pk, values(seed="另一个"), by=city.dispatcher, now=NOW, expected_version=1)
    with pytest.raises(Stale):
        fix_round(round_.pk, by=city.dispatcher, now=NOW, expected_version=1)
    with pytest.raises((NotFound, NotAllowed)):
        fix_round(round_.pk, by=city.clerk, now=NOW)


WRITES: dict[str, Write] = {
    "another seed": lambda one: Round.objects.filter(pk=one.pk).update(seed="x"),
    "another title": lambda one: Round.objects.filter(pk=one.pk).update(title="x"),
    "back to planned": lambda one: Round.objects.filter(pk=one.pk).update(state="planned", fixed_at=None),
    "no round": lambda one: Round.objects.filter(pk=one.pk)._raw_delete("default"),
    "a row more": lambda one: FrameRow.objects.create(
        round=one, transition=Transition.objects.exclude(frame_rows__round=one).first(), stratum="x", place=1,
        is_drawn=True),
    "another row drawn": lambda one: FrameRow.objects.filter(round=one).update(is_drawn=True),
    "a row less": lambda one: FrameRow.objects.filter(round=one, is_drawn=False)._raw_delete("default"),
    "a visit less": lambda one: Visit.objects.filter(round=one)._raw_delete("default"),
    "a visit of another project": lambda one: Visit.objects.filter(round=one).update(number=99),
    "another finding": lambda one: Record.objects.filter(visit__round=one).update(finding="false"),
    "no record": lambda one: Record.objects.filter(visit__round=one)._raw_delete("default"),
    "another inspector": lambda one: Assignment.objects.filter(visit__round=one).update(ended_at=NOW, reason="x"),
    "no photo": lambda one: Paper.objects.filter(record__visit__round=one)._raw_delete("default"),
}  # fmt: skip


@pytest.fixture
def round_with_record(city: City) -> Round:
    """Fixed, one visit recorded with a photo, one open; a transition that is not in the frame."""
    signed_projects(city, 3)
    round_ = fixed(city, size=2)
    (first, *_) = sent(city, round_)
    recorded(city, first, files=[photo()])
    take(city, first.project, Step.REGISTER)
    return round_


@pytest.mark.parametrize("name", WRITES)
def test_the_database_itself_refuses_every_change_of_a_fixed_round(round_with_record: Round, name: str) -> None:
    with pytest.raises(DatabaseError, match="luodi"), transaction.atomic():
        WRITES[name](round_with_record)


def test_negative_control_without_the_triggers_the_same_writes_pass(round_with_record: Round) -> None:
    triggers.remove(connection)
    try:
        assert not triggers.installed(connection)
        for name in ("another seed", "another row drawn", "another finding"):
            assert WRITES[name](round_with_record)
    finally:
        triggers.install(connection)
    assert triggers.installed(connection)


def test_every_refusal_tells_what_to_do(city: City) -> None:
    with pytest.raises(DomainError) as refused:
        fixed(city)
    assert "请" in refused.value.detail
