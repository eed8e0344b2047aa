"""A decision and its action item come in one transaction, once for one key."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from projects.errors import Conflict, DomainError, Invalid, NotAllowed
from projects.people.models import Officer
from tests.factories import City, build_city
from tests.workflow.dispatch.sittings import at
from tests.workflow.minutes.samples import DURING, Sitting, confirmed, decided, sitting
from workflow.dispatch.services import cancel_meeting
from workflow.items.models import Item
from workflow.items.moves import ItemState
from workflow.minutes.models import Decision
from workflow.minutes.services import Due, drop_decision, reword_decision

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def sat(city: City) -> Sitting:
    return sitting(city)


def test_a_decision_is_an_item_of_the_same_units_person_and_deadline(city: City, sat: Sitting) -> None:
    made = decided(city, sat, officer=city.chief)
    item = made.item
    assert (item.lead, item.officer, item.project) == (city.district, city.chief, sat.first.project)
    assert [one.organisation for one in item.joint_units.all()] == [city.departments["GX"]]
    assert (item.due_on, made.due_on, item.term) == (date(2026, 11, 30), date(2026, 11, 30), "5个工作日")
    assert item.source == "会议：芜湖市重大项目周调度第1次会议" and item.issuer == city.city
    assert (made.number, made.project) == (1, sat.first.project)


def test_a_decision_may_concern_no_project(city: City, sat: Sitting) -> None:
    made = decided(city, sat, entry_id=None, text="各县区每周五报送进展", due=Due(on=date(2026, 12, 4)))
    assert made.project is None and made.item.project is None and made.due_on == date(2026, 12, 4)


def test_calendar_days_that_end_on_a_day_of_rest_end_on_the_next_working_day(city: City, sat: Sitting) -> None:
    made = decided(city, sat, due=Due(days=5, counting="calendar"))
    assert made.due_on == date(2026, 11, 30)


def test_a_long_decision_keeps_all_its_words_in_the_item(city: City, sat: Sitting) -> None:
    text = "请繁昌区抓紧办理。" * 60
    item = decided(city, sat, text=text).item
    assert item.matter.endswith("…") and item.requirement == text


def test_the_same_key_with_the_same_words_answers_what_it_made_before(city: City, sat: Sitting) -> None:
    key = uuid4()
    first, again = decided(city, sat, key=key), decided(city, sat, key=key, now=at(11, 23, 10))
    assert first.pk == again.pk and Item.objects.count() == Decision.objects.count() == 1


def test_the_same_key_with_other_words_is_refused(city: City, sat: Sitting) -> None:
    key = uuid4()
    decided(city, sat, key=key)
    with pytest.raises(Conflict, match="已用于另一条"):
        decided(city, sat, key=key, text="另一件事")
    assert Item.objects.count() == 1


REFUSED: list[tuple[str, dict[str, Any], str | None]] = [
    ("no words", {"text": "  "}, "text"),
    ("no deadline", {"due": Due()}, "due_on"),
    ("two deadlines", {"due": Due(on=date(2026, 12, 1), days=3, counting="working")}, "due_on"),
    ("yesterday", {"due": Due(on=date(2026, 11, 22))}, "due_on"),
    ("no days", {"due": Due(days=0, counting="working")}, "days"),
    ("unknown counting", {"due": Due(days=3, counting="lunar")}, "counting"),
    ("entry of another meeting", {"entry_id": 999_999}, "entry"),
]


@pytest.mark.parametrize(("values", "field"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_nothing_is_kept_of_a_refused_decision(
    city: City, sat: Sitting, values: dict[str, Any], field: str | None
) -> None:
    with pytest.raises(Invalid) as refused:
        decided(city, sat, **values)
    assert refused.value.field == field
    assert not Decision.objects.exists() and not Item.objects.exists()


def test_the_lead_unit_is_no_joint_unit(city: City, sat: Sitting) -> None:
    with pytest.raises(Invalid, match="不用再选牵头单位"):
        decided(city, sat, joint=[city.district])


def test_nothing_is_decided_before_the_day_of_the_sitting(city: City, sat: Sitting) -> None:
    with pytest.raises(Conflict, match="还没有召开"):
        decided(city, sat, now=at(11, 22, 23))


def test_nothing_is_decided_at_a_sitting_that_was_called_off(city: City, sat: Sitting) -> None:
    cancel_meeting(sat.meeting.pk, reason="放假", by=city.dispatcher, now=at(11, 20))
    with pytest.raises(Conflict, match="已取消"):
        decided(city, sat)


@pytest.mark.parametrize("who", ["clerk", "leader", "chief"])
def test_only_the_organising_office_records(city: City, sat: Sitting, who: str) -> None:
    by: Officer = getattr(city, who)
    with pytest.raises(NotAllowed):
        decided(city, sat, by=by)


def test_after_confirmation_a_decision_is_refused_and_its_words_may_be_kept(city: City, sat: Sitting) -> None:
    confirmed(city, sat)
    with pytest.raises(Conflict) as refused:
        decided(city, sat, now=at(11, 23, 16))
    assert refused.value.code == "minutes_confirmed"


def test_words_are_polished_before_confirmation_and_only_then(city: City, sat: Sitting) -> None:
    made = reword_decision(decided(city, sat).pk, text="12月底前完成用地报批", by=city.dispatcher, now=DURING)
    assert made.text == "12月底前完成用地报批" and made.version == 2
    confirmed(city, sat)
    with pytest.raises(DomainError, match="锁定"):
        reword_decision(made.pk, text="再改", by=city.dispatcher, now=at(11, 23, 16))


def test_a_dropped_decision_takes_its_item_back_with_the_reason(city: City, sat: Sitting) -> None:
    made = drop_decision(decided(city, sat).pk, reason="会后改由市直部门办理", by=city.dispatcher, now=DURING)
    item = Item.objects.get(pk=made.item_id)
    assert item.state == ItemState.VOID and made.is_dropped
    assert "会后改由市直部门办理" in item.events.order_by("-sequence")[0].note
    with pytest.raises(Conflict, match="已经撤去"):
        drop_decision(made.pk, reason="再撤", by=city.dispatcher, now=DURING)


def test_dropping_needs_a_reason(city: City, sat: Sitting) -> None:
    made = decided(city, sat)
    with pytest.raises(Invalid, match="撤去理由"):
        drop_decision(made.pk, reason=" ", by=city.dispatcher, now=DURING)
    assert Item.objects.get().state == ItemState.TO_SIGN
