"""Rules as rows: presets, versions, what is refused; what each rung finds, once per subject, rung and cause."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from projects.errors import Conflict, Invalid, NotAllowed, Stale
from projects.ledger.models import Project
from projects.papers.blocks import day_in_words
from tests.factories import NOW, TODAY, City, give_chief
from tests.workflow.letters.samples import WORD, item, ladder, lit, night, proposals, read, received, signed
from workflow.letters.kinds import LetterState
from workflow.letters.models import Ladder, Letter, Rung, Sweep
from workflow.letters.presets import BY_CODE, PRESETS
from workflow.letters.queries.findings import findings
from workflow.letters.services import drop_letter, edit_letter, propose_now, save_ladder, sweep


def lines(preset: str = "default") -> list[Any]:
    return BY_CODE[preset].worded(WORD)


@pytest.mark.parametrize("preset", [one.code for one in PRESETS])
def test_every_preset_is_a_ladder_that_can_be_laid_down(city: City, preset: str) -> None:
    made = ladder(city, preset)
    assert [one.code for one in made.lines()] == [one.code for one in lines(preset)]
    assert Ladder.objects.in_force_for(city.district, TODAY) == made


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"lines": [replace(lines()[0], word="")]}, "rungs"),
        ({"lines": [replace(lines()[0], word="芜〔2026〕")]}, "word"),
        ({"lines": [replace(lines()[0], title="{谁}")]}, "rungs"),
        ({"lines": [replace(lines()[0], days=3)]}, "rungs"),
        ({"lines": [replace(lines()[0], reply_days=91)]}, "rungs"),
        ({"lines": [lines()[0], lines()[0]]}, "rungs"),
        ({"lines": [replace(lines()[0], trigger="no_reply")]}, "rungs"),
        ({"lines": [replace(lines()[4], kind="reminder")]}, "rungs"),
        ({"lines": [replace(lines()[0], level=7)]}, "rungs"),
        ({"issuer": " "}, "issuer"),
        ({"valid_from": TODAY - timedelta(days=1)}, "valid_from"),
        ({"preset": "lhasa"}, "preset"),
    ],
)
def test_a_ladder_that_cannot_work_is_refused_at_its_field(city: City, over: dict[str, Any], field: str) -> None:
    said = {"preset": "default", "issuer": "芜湖市", "valid_from": TODAY, **over}
    rungs = said.pop("lines", None) or lines()
    with pytest.raises(Invalid) as refused:
        save_ladder(city.city, rungs, by=city.dispatcher, now=NOW, **said)
    assert refused.value.field == field
    assert not Ladder.objects.exists()


def test_only_the_office_of_the_unit_lays_down_its_ladder_and_nobody_overwrites_a_version(city: City) -> None:
    for officer in (city.clerk, city.leader):
        with pytest.raises(NotAllowed):
            save_ladder(city.city, lines(), preset="default", issuer="芜湖市", valid_from=TODAY, by=officer, now=NOW)
    made = ladder(city)
    with pytest.raises(Stale):
        ladder(city, expected_number=0)
    assert ladder(city, expected_number=made.number).number == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        Rung.objects.filter(ladder=made).update(word="假")


def test_a_version_of_tomorrow_does_not_speak_today(city: City) -> None:
    first = ladder(city)
    later = ladder(city, "yinchuan", valid_from=TODAY + timedelta(days=1))
    assert Ladder.objects.in_force_for(city.district, TODAY) == first
    assert Ladder.objects.in_force_for(city.district, TODAY + timedelta(days=1)) == later


CASES: list[tuple[str, str, int, int, list[tuple[str, str]]]] = [
    ("default", "yellow", 10, 0, [("reminder", "lead")]),
    ("default", "red", 40, 5, [("supervision", "lead")]),
    ("default", "red", 80, 40, [("talk", "head")]),
    ("yinchuan", "yellow", 10, 0, []),
    ("yinchuan", "red", 40, 2, [("supervision", "lead")]),
    ("sanya", "yellow", 10, 0, [("talk", "chief")]),
    ("sanya", "red", 40, 0, [("talk", "head")]),
    ("huating", "yellow", 10, 0, [("slip", "lead")]),
    ("sanming", "red", 40, 0, [("slip", "lead")]),
    ("zongyang", "red", 40, 0, []),
]


@pytest.mark.parametrize(("preset", "colour", "late", "nights", "expected"), CASES)
def test_what_each_preset_proposes_for_a_light(
    city: City, preset: str, colour: str, late: int, nights: int, expected: list[tuple[str, str]]
) -> None:
    project = lit(city, colour, late=late, nights=nights)
    give_chief(city, project)
    ladder(city, preset)
    found = proposals(city)
    assert [(one.kind, one.recipient_kind) for one in found] == expected
    for one in found:
        assert one.project == project and day_in_words(TODAY - timedelta(days=nights)) in one.trigger
        assert "{" not in one.title and "张区长" in one.body
        assert one.recipient == (city.chief if one.recipient_kind != "lead" else None)


def test_two_red_month_ends_call_for_a_talk_and_not_for_a_letter_besides(city: City) -> None:
    project = lit(city, "red", late=80)
    for last in (TODAY.replace(month=10, day=31), TODAY.replace(month=9, day=30)):
        read(project, "red", 1, last=last)
    ladder(city)
    (one,) = proposals(city)
    assert (one.kind, "2026年10月" in one.trigger) == ("talk", True)


def test_red_that_became_yellow_is_an_improvement_and_gives_no_letter(city: City) -> None:
    project = lit(city, "yellow")
    read(project, "red", 5)
    ladder(city)
    assert proposals(city) == []


def test_one_episode_is_proposed_once_whoever_asks_and_however_often(city: City) -> None:
    lit(city, "red", nights=3)
    ladder(city)
    assert propose_now(city.city, by=city.dispatcher, now=NOW) == (1, 0)
    assert propose_now(city.city, by=city.dispatcher, now=NOW) == (0, 0)
    drop_letter(Letter.objects.get().pk, note="已电话督促", by=city.dispatcher, now=NOW)
    night(NOW + timedelta(days=1))
    assert propose_now(city.city, by=city.dispatcher, now=NOW + timedelta(days=1)) == (0, 0)
    assert Letter.objects.get().state == LetterState.DROPPED


def test_the_nightly_look_comes_once_a_day(city: City) -> None:
    project = lit(city, "red")
    ladder(city)
    done = sweep(NOW)
    assert done is not None and done.proposed == 1
    assert sweep(NOW + timedelta(hours=1)) is None
    assert sweep(NOW + timedelta(days=1)) is None  # the night has not been read yet
    read(project, "red", 1, last=TODAY)
    night(NOW + timedelta(days=1))
    again = sweep(NOW + timedelta(days=1))
    assert again is not None and (again.proposed, again.lapsed) == (0, 0)
    assert Sweep.objects.count() == 2


def test_a_proposal_lapses_with_its_cause_and_comes_back_with_it_but_an_edited_one_stays(city: City) -> None:
    first, second = lit(city, "red", name="甲项目"), lit(city, "red", name="乙项目")
    ladder(city)
    kept = next(one for one in proposals(city) if one.project == second)
    edit_letter(kept.pk, {"title": "改后的标题"}, by=city.dispatcher, now=NOW)
    planned = Project.objects.get(pk=first.pk).planned_signed_on
    Project.objects.update(planned_signed_on=TODAY + timedelta(days=30))
    assert propose_now(city.city, by=city.dispatcher, now=NOW) == (0, 1)
    assert {one.state for one in Letter.objects.all()} == {LetterState.DROPPED, LetterState.DRAFT}
    Project.objects.filter(pk=first.pk).update(planned_signed_on=planned)
    assert propose_now(city.city, by=city.dispatcher, now=NOW) == (1, 0)


@pytest.mark.parametrize(
    ("due", "issued_ago", "expected"),
    [(30, 1, []), (30, 7, ["assignment"]), (5, 7, ["urge"]), (2, 14, ["slip"])],
)
def test_an_item_climbs_its_three_forms(city: City, due: int, issued_ago: int, expected: list[str]) -> None:
    item(city, due=due, issued=NOW - timedelta(days=issued_ago))
    ladder(city)
    found = proposals(city)
    assert [one.kind for one in found] == expected
    assert all(one.unit == city.district and one.item is not None for one in found)


def test_a_higher_form_takes_the_place_of_the_proposal_below_it(city: City) -> None:
    item(city, due=2, issued=NOW - timedelta(days=5))
    ladder(city)
    assert [one.kind for one in proposals(city)] == ["urge"]
    night(NOW + timedelta(days=7))
    assert propose_now(city.city, by=city.dispatcher, now=NOW + timedelta(days=7)) == (1, 1)
    assert Letter.objects.get(state="proposed").kind == "slip"


def test_what_was_not_answered_climbs_to_the_next_level_of_its_ladder(city: City) -> None:
    project = lit(city, "yellow")
    ladder(city, "huating")
    (blue,) = proposals(city)
    assert blue.colour == "blue"
    sent = signed(city, project=project, kind="slip", colour="blue")
    assert sent.due_on is not None
    later = NOW + timedelta(days=14)
    found = [one for one in findings(city.city, lines("huating"), on=later.date()) if one.previous]
    assert [(one.rung.colour, one.previous) for one in found] == [("yellow", sent)]
    night(later)
    propose_now(city.city, by=city.dispatcher, now=later)
    yellow = Letter.objects.get(colour="yellow")
    assert (yellow.previous, sent.number_text in yellow.body) == (sent, True)


def test_a_district_with_a_ladder_of_its_own_is_left_to_it(city: City) -> None:
    lit(city, "red")
    ladder(city)
    own = save_ladder(
        city.district, lines(), preset="default", issuer="繁昌区", valid_from=TODAY, by=city.dispatcher, now=NOW
    )
    assert propose_now(city.city, by=city.dispatcher, now=NOW) == (0, 0)
    assert propose_now(city.district, by=city.dispatcher, now=NOW) == (1, 0)
    assert Letter.objects.get().organisation == own.organisation


def test_without_rules_in_use_the_button_says_what_to_do(city: City) -> None:
    with pytest.raises(Conflict, match="督办规则"):
        propose_now(city.city, by=city.dispatcher, now=NOW)
    with pytest.raises(NotAllowed):
        propose_now(city.city, by=city.clerk, now=NOW)


def test_a_letter_without_an_answer_in_time_is_found_and_one_answered_is_not(city: City) -> None:
    lit(city, "yellow")
    received(city)
    later = (NOW + timedelta(days=14)).date()
    assert [one for one in findings(city.city, lines("sanming"), on=later) if one.previous]
    Letter.objects.update(state="answered")
    assert not [one for one in findings(city.city, lines("sanming"), on=later) if one.previous]
