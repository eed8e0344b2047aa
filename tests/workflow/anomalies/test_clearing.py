"""已核实无问题: who says so, for whom it holds, and what brings an anomaly back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from projects.audit.models import Entry
from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import NOW, City, take
from tests.workflow.anomalies.samples import back_dated, lines, quiet_project, same_firm
from workflow.anomalies.models import Clearance
from workflow.anomalies.queries import Line
from workflow.anomalies.services import clear_anomaly, reopen_anomaly

pytestmark = pytest.mark.django_db


def clear(line: Line, by: Officer, reason: str = "已看合同原件") -> Clearance:
    found = line.found
    return clear_anomaly(found.kind, found.key, fingerprint=found.fingerprint, reason=reason, by=by, now=NOW)


@pytest.fixture
def district_office(city: City) -> Officer:
    """The dispatch office of the district alone."""
    return add_officer(
        city.district, username="fanchang", name="区调", roles=[Role.DISPATCHER], email="fc@luodi.example",
        phone="", password="Luodi-2026-demo", by=None, now=NOW,
    )  # fmt: skip


def one_of(officer: Officer, kind: str = "back_dated") -> Line:
    (line,) = lines(officer, kind)
    return line


def test_a_cleared_anomaly_says_who_why_and_when(city: City) -> None:
    back_dated(city)
    clear(one_of(city.dispatcher), city.dispatcher)
    cleared = one_of(city.dispatcher).cleared
    assert cleared is not None
    assert (cleared.by, cleared.reason, cleared.organisation) == (city.dispatcher, "已看合同原件", city.city)
    assert Entry.objects.filter(action="anomaly.clear", detail__contains="已看合同原件").count() == 1


def test_other_facts_bring_it_back_and_say_that_it_was_judged_before(city: City) -> None:
    first, _ = same_firm(city)
    clear(one_of(city.dispatcher, "same_firm"), city.dispatcher)
    third = quiet_project(city, "第三个", on=NOW.date())
    third.investors.add(first.investors.get())
    line = one_of(city.dispatcher, "same_firm")
    assert line.cleared is None
    assert line.is_changed
    assert line.said[0].reason == "已看合同原件"


def test_the_same_facts_do_not(city: City) -> None:
    project = back_dated(city)
    clear(one_of(city.dispatcher), city.dispatcher)
    take(city, project, "register")
    assert one_of(city.dispatcher).cleared is not None


def test_what_a_district_clears_stays_open_for_its_city(city: City, district_office: Officer) -> None:
    back_dated(city)
    clear(one_of(district_office), district_office)
    assert one_of(district_office).cleared is not None
    assert one_of(city.chief).cleared is not None, "the leader of the district follows its office"
    above = one_of(city.dispatcher)
    assert above.cleared is None
    assert not above.is_changed
    assert above.said[0].organisation == city.district


def test_what_the_city_clears_is_settled_for_the_district(city: City, district_office: Officer) -> None:
    back_dated(city)
    clear(one_of(city.dispatcher), city.dispatcher)
    assert one_of(district_office).cleared is not None


@pytest.mark.parametrize("who", ["leader", "clerk", "chief"])
def test_only_the_office_clears(city: City, who: str) -> None:
    back_dated(city)
    with pytest.raises(NotAllowed):
        clear(one_of(city.dispatcher), getattr(city, who))


@pytest.mark.parametrize("reason", ["", "  ", "长" * 301])
def test_a_reason_is_asked_for(city: City, reason: str) -> None:
    back_dated(city)
    with pytest.raises(Invalid):
        clear(one_of(city.dispatcher), city.dispatcher, reason)
    assert not Clearance.objects.exists()


def test_facts_that_moved_while_somebody_read_are_not_cleared(city: City) -> None:
    first, _ = same_firm(city)
    seen = one_of(city.dispatcher, "same_firm")
    third = quiet_project(city, "第三个", on=NOW.date())
    third.investors.add(first.investors.get())
    with pytest.raises(Stale):
        clear(seen, city.dispatcher)


def test_nothing_is_cleared_twice(city: City) -> None:
    back_dated(city)
    line = one_of(city.dispatcher)
    clear(line, city.dispatcher)
    with pytest.raises(Conflict):
        clear(line, city.dispatcher)


def test_what_is_not_conspicuous_or_not_visible_is_not_found(city: City, district_office: Officer) -> None:
    with pytest.raises(NotFound):
        clear_anomaly("back_dated", "x", fingerprint="x", reason="无", by=city.dispatcher, now=NOW)
    back_dated(city)
    line = one_of(city.dispatcher)
    elsewhere = add_officer(
        city.sibling, username="jiujiang", name="邻区调", roles=[Role.DISPATCHER], email="jj@luodi.example",
        phone="", password="Luodi-2026-demo", by=None, now=NOW,
    )  # fmt: skip
    with pytest.raises(NotFound):
        clear(line, elsewhere)
    assert clear(line, district_office)


def test_a_clearance_is_taken_back_by_its_office_or_one_above(city: City, district_office: Officer) -> None:
    back_dated(city)
    by_city = clear(one_of(city.dispatcher), city.dispatcher)
    with pytest.raises(NotFound):
        reopen_anomaly(by_city.pk, by=district_office, now=NOW + timedelta(hours=1))
    reopen_anomaly(by_city.pk, by=city.dispatcher, now=NOW + timedelta(hours=1))
    assert one_of(city.dispatcher).cleared is None
    by_district = clear(one_of(district_office), district_office)
    reopen_anomaly(by_district.pk, by=city.dispatcher, now=NOW + timedelta(hours=2))
    assert one_of(district_office).cleared is None
    assert Entry.objects.filter(action="anomaly.reopen").count() == 2
