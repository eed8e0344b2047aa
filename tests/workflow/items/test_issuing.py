"""Issuing: numbers, sources, deadlines and units."""

from __future__ import annotations

from datetime import date

import pytest

from projects.errors import Conflict, DomainError, Invalid, NotAllowed
from projects.workdays.days import CalendarNotLoaded
from tests.factories import City
from tests.workflow.items.samples import NOW, TODAY, issued
from workflow.items.deadlines import Deadline
from workflow.items.moves import ItemState
from workflow.items.sources import Source, SourceKind

pytestmark = pytest.mark.django_db


def test_an_item_is_numbered_by_issuer_and_year_and_waits_to_be_signed(city: City) -> None:
    first, second = issued(city), issued(city)
    assert [first.number, second.number] == ["交办〔2026〕1号", "交办〔2026〕2号"]
    assert first.state == ItemState.TO_SIGN and first.first_unit == first.lead == city.district
    assert issued(city, issuer=city.district, lead=city.park).number == "交办〔2026〕1号"


def test_one_decision_never_makes_two_items(city: City) -> None:
    source = Source(SourceKind.MEETING, "第34次会议", "minutes:34:3")
    issued(city, source=source)
    with pytest.raises(Conflict, match="交办〔2026〕1号") as refused:
        issued(city, source=source)
    assert refused.value.code == "already_issued"


@pytest.mark.parametrize(
    ("deadline", "last"),
    [
        (Deadline(days=3), date(2026, 11, 23)),
        (Deadline(days=3, counting="calendar"), date(2026, 11, 23)),
        (Deadline(days=2, counting="calendar"), date(2026, 11, 20)),
        (Deadline(on=date(2026, 11, 21)), date(2026, 11, 21)),
        (Deadline(on=TODAY), TODAY),
    ],
)
def test_a_deadline_is_a_date_or_days_and_calendar_days_roll_over_a_rest(
    city: City, deadline: Deadline, last: date
) -> None:
    made = issued(city, deadline=deadline)
    assert made.due_on == made.original_due_on == last


@pytest.mark.parametrize("counting", ["working", "calendar"])
def test_days_beyond_the_loaded_calendar_are_refused_with_the_file_to_load(city: City, counting: str) -> None:
    with pytest.raises(CalendarNotLoaded, match="load_workdays --file 20"):
        issued(city, deadline=Deadline(days=400, counting=counting))


@pytest.mark.parametrize(
    ("over", "field"),
    [
        ({"matter": " "}, "matter"),
        ({"matter": "事" * 301}, "matter"),
        ({"matter": "两\n行"}, "matter"),
        ({"source": Source("rumour")}, "source_kind"),
        ({"deadline": Deadline()}, "due_on"),
        ({"deadline": Deadline(on=date(2026, 11, 17))}, "due_on"),
        ({"deadline": Deadline(days=0)}, "days"),
        ({"deadline": Deadline(days=2, counting="lunar")}, "counting"),
    ],
)
def test_what_cannot_be_right_is_refused_by_its_field(city: City, over: dict, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        issued(city, **over)
    assert refused.value.field == field


def test_the_lead_is_no_joint_unit_and_no_unit_joins_twice(city: City) -> None:
    for joint in ([city.district], [city.park, city.park]):
        with pytest.raises(Invalid):
            issued(city, joint=joint)


@pytest.mark.parametrize("who", ["clerk", "leader", "chief"])
def test_only_the_dispatch_office_of_the_issuer_issues(city: City, who: str) -> None:
    with pytest.raises(NotAllowed):
        issued(city, by=getattr(city, who))


def test_a_refusal_leaves_nothing_behind(city: City) -> None:
    with pytest.raises(DomainError):
        issued(city, deadline=Deadline(days=0))
    assert issued(city, now=NOW).sequence == 1
