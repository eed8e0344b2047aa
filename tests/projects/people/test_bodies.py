"""领导小组, 联席会议, 专班: members with terms, one head at a time, units behind a team; who sees them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from projects.audit.models import Entry
from projects.errors import Conflict, DomainError, Invalid, NotAllowed
from projects.people import queries
from projects.people.models import Backing, Kind, Level, Membership, Officer, Organisation, Part
from projects.people.services import (
    add_backing,
    add_member,
    add_organisation,
    end_backing,
    end_member,
    update_organisation,
)
from tests.factories import NOW, TODAY, City, build_city
from tests.projects.people.walks import keeper

pytestmark = pytest.mark.django_db

SINCE = date(2026, 1, 1)
A_DAY = timedelta(days=1)


@pytest.fixture
def city() -> City:
    return build_city()


def conference(city: City) -> Organisation:
    """芜湖市重大项目联席会议, its office in 投促中心."""
    return add_organisation(
        city.city, code="LX", name="市联席会议", kind=Kind.BODY, level=Level.CITY, office=city.departments["TC"],
        by=None, now=NOW,
    )  # fmt: skip


def team(city: City) -> Organisation:
    """驻上海专班."""
    return add_organisation(
        city.city, code="ZSH", name="驻上海专班", kind=Kind.TEAM, level=Level.CITY, station="上海", by=None, now=NOW
    )


def seat(body: Organisation, officer: Officer, part: str = Part.MEMBER, **over: Any) -> Membership:
    values = {"valid_from": SINCE, "by": None, "now": NOW, **over}
    return add_member(body, officer, part=part, **values)


def leave(member: Membership, on: date) -> Membership:
    return end_member(member, valid_to=on, basis="示例", by=None, now=NOW)


@pytest.mark.parametrize(("day", "names"), [
    (SINCE - A_DAY, []),
    (SINCE, ["陈市长", "张区长"]),
    (date(2026, 6, 30), ["陈市长", "张区长"]),
    (date(2026, 7, 1), ["周副区长", "张区长"]),
    (TODAY, ["周副区长", "张区长"]),
])  # fmt: skip
def test_a_body_knows_who_was_a_member_on_a_day(city: City, day: date, names: list[str]) -> None:
    body = conference(city)
    first = seat(body, city.leader, Part.CONVENER)
    seat(body, city.chief)
    leave(first, date(2026, 6, 30))
    seat(body, city.deputy, Part.CONVENER, valid_from=date(2026, 7, 1))
    present, former = queries.members(body, on=day)
    assert [one.officer.name for one in present] == names
    assert [one.officer.name for one in former] == (["陈市长"] if day > date(2026, 6, 30) else [])


def test_a_member_represents_his_unit_or_the_one_that_is_said(city: City) -> None:
    body = conference(city)
    assert seat(body, city.chief).organisation == city.district
    assert seat(body, city.leader, organisation=city.park).organisation == city.park
    assert Entry.objects.filter(action="member.add").count() == 2


@pytest.mark.parametrize("parts", [
    (Part.LEADER, Part.LEADER),
    (Part.LEADER, Part.CONVENER),
    (Part.CONVENER, Part.LEADER),
])  # fmt: skip
def test_there_is_one_head_at_a_time(city: City, parts: tuple[str, str]) -> None:
    body = conference(city)
    seat(body, city.leader, parts[0])
    with pytest.raises(Conflict, match="请先登记其离任"):
        seat(body, city.chief, parts[1])
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            body=body, officer=city.chief, organisation=city.district, part=parts[1], valid_from=SINCE
        )


def test_heads_do_not_overlap_in_the_past_either(city: City) -> None:
    body = conference(city)
    leave(seat(body, city.leader, Part.LEADER), date(2026, 6, 30))
    with pytest.raises(Invalid, match="离任日期"):
        seat(body, city.chief, Part.LEADER, valid_from=date(2026, 6, 30))
    seat(body, city.chief, Part.LEADER, valid_from=date(2026, 7, 1))


def test_one_person_may_have_two_parts_but_each_once(city: City) -> None:
    body = conference(city)
    seat(body, city.chief, Part.DEPUTY_LEADER)
    seat(body, city.chief, Part.OFFICE_DIRECTOR)
    with pytest.raises(Conflict, match="已经是"):
        seat(body, city.chief, Part.DEPUTY_LEADER)


@pytest.mark.parametrize(("over", "words"), [
    ({"part": "king"}, "身份"),
    ({"valid_from": TODAY + A_DAY}, "不能晚于今天"),
    ({"valid_from": date(1900, 1, 1)}, "1990"),
])  # fmt: skip
def test_a_member_that_cannot_be_right_is_refused(city: City, over: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        seat(conference(city), city.chief, **over)
    assert not Membership.objects.exists()


def test_only_bodies_and_teams_have_members_and_only_teams_backing_units(city: City) -> None:
    with pytest.raises(Invalid, match="只有领导小组"):
        seat(city.district, city.chief)
    with pytest.raises(Invalid, match="只有专班"):
        add_backing(conference(city), city.park, valid_from=SINCE, by=None, now=NOW)


@pytest.mark.parametrize(("on", "words"), [(SINCE - A_DAY, "不能早于"), (TODAY + A_DAY, "不能晚于今天")])
def test_a_membership_ends_between_its_beginning_and_today_and_once(city: City, on: date, words: str) -> None:
    member = seat(conference(city), city.chief)
    with pytest.raises(Invalid, match=words):
        leave(member, on)
    leave(member, TODAY)
    with pytest.raises(Conflict, match="已于"):
        leave(member, TODAY)


def test_a_team_has_units_behind_it_for_a_time(city: City) -> None:
    squad = team(city)
    first = add_backing(squad, city.park, valid_from=SINCE, by=None, now=NOW)
    add_backing(squad, city.district, valid_from=SINCE, by=None, now=NOW)
    with pytest.raises(Conflict, match="已经是"):
        add_backing(squad, city.park, valid_from=TODAY, by=None, now=NOW)
    end_backing(first, valid_to=date(2026, 3, 31), by=None, now=NOW)
    assert [one.unit for one in queries.backings(squad, on=date(2026, 3, 31))[0]] == [city.district, city.park]
    assert [one.unit for one in queries.backings(squad, on=date(2026, 4, 1))[0]] == [city.district]
    add_backing(squad, city.park, valid_from=TODAY, by=None, now=NOW)


def test_the_database_refuses_a_team_behind_itself_and_ends_before_beginnings(city: City) -> None:
    squad = team(city)
    with pytest.raises(Invalid, match="自己"):
        add_backing(squad, squad, valid_from=SINCE, by=None, now=NOW)
    for row in (
        Backing(team=squad, unit=squad, valid_from=SINCE),
        Backing(team=squad, unit=city.park, valid_from=SINCE, valid_to=SINCE - A_DAY),
        Membership(
            body=squad, officer=city.chief, organisation=city.district, valid_from=SINCE, valid_to=SINCE - A_DAY
        ),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_who_has_members_does_not_change_its_kind(city: City) -> None:
    body = conference(city)
    update_organisation(body, {"kind": Kind.TEAM, "office": None}, by=None, now=NOW)
    seat(body, city.chief)
    with pytest.raises(Conflict, match="不能改变类型"):
        update_organisation(body, {"kind": Kind.DISTRICT, "level": ""}, by=None, now=NOW)


@pytest.mark.parametrize("facts", [
    {"kind": Kind.DISTRICT, "level": Level.CITY},
    {"kind": Kind.DISTRICT, "station": "上海"},
    {"kind": Kind.BODY, "station": "上海"},
    {"kind": Kind.TEAM, "office": "TC"},
    {"kind": Kind.TEAM, "level": "moon"},
])  # fmt: skip
def test_facts_of_bodies_and_teams_are_their_own(city: City, facts: dict[str, Any]) -> None:
    if "office" in facts:
        facts = {**facts, "office": city.departments["TC"]}
    with pytest.raises(Invalid) as refused:
        add_organisation(city.city, code="X", name="某", **facts, by=None, now=NOW)
    assert refused.value.field in facts


SIGHTS: dict[str, Callable[[City, Organisation], object]] = {
    "nothing": lambda city, group: None,
    "sits in it": lambda city, group: seat(group, city.sibling_clerk),
    "sat in it": lambda city, group: leave(seat(group, city.sibling_clerk), TODAY),
    "his unit is represented": lambda city, group: seat(group, city.leader, organisation=city.sibling),
    "his unit backs it": lambda city, group: add_backing(group, city.sibling, valid_from=SINCE, by=None, now=NOW),
}


@pytest.mark.parametrize(("sight", "sees"), [
    ("nothing", False),
    ("sits in it", True),
    ("sat in it", False),
    ("his unit is represented", True),
    ("his unit backs it", True),
])  # fmt: skip
def test_members_and_backing_units_see_their_body_and_nobody_else_of_the_district(
    city: City, sight: str, sees: bool
) -> None:
    group = team(city)
    SIGHTS[sight](city, group)
    visible = Organisation.objects.visible_to(Officer.objects.get(pk=city.sibling_clerk.pk))
    assert (group in visible) is sees
    assert city.district not in visible
    assert city.clerk not in Officer.objects.visible_to(city.sibling_clerk)


def test_nobody_who_is_disabled_or_belongs_nowhere_sees_the_tree_but_its_keeper(city: City) -> None:
    city.leader.is_active = False
    assert not Organisation.objects.visible_to(city.leader).exists()
    nobody = Officer(username="nobody", name="无单位")
    nobody.save(force_insert=True)
    assert not Organisation.objects.visible_to(nobody).exists()
    assert Organisation.objects.visible_to(keeper()).count() == Organisation.objects.count()


def test_only_keepers_seat_members(city: City) -> None:
    body = conference(city)
    for by in (city.dispatcher, city.leader, keeper(city.district)):
        with pytest.raises(NotAllowed):
            seat(body, city.chief, by=by)
    member = seat(body, city.chief, by=keeper(city.city, "shi"))
    with pytest.raises(NotAllowed):
        end_member(member, valid_to=TODAY, by=city.dispatcher, now=NOW)


def _two_heads(body: Organisation, people: list[Officer]) -> tuple[list[str], int]:
    """Both begin together; how each ended, and how many heads there are."""
    start, ended = threading.Barrier(2), []

    def run(officer: Officer) -> None:
        try:
            start.wait(10)
            seat(body, officer, Part.LEADER)
            ended.append("done")
        except (DomainError, IntegrityError) as refused:
            ended.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[one]) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(ended), body.memberships.filter(part=Part.LEADER, valid_to__isnull=True).count()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("checked", [True, False])
def test_of_two_heads_at_once_one_is_refused_by_the_constraint_even_without_the_check(
    monkeypatch: pytest.MonkeyPatch, checked: bool
) -> None:
    city = build_city()
    body = conference(city)
    if not checked:
        monkeypatch.setattr("projects.people.services.bodies._check_one_head", lambda *said: None)
    assert _two_heads(body, [city.chief, city.deputy]) == (["Conflict", "done"], 1)


@pytest.mark.django_db(transaction=True)
def test_without_check_and_constraint_there_are_two_heads(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: the race is real."""
    city = build_city()
    body = conference(city)
    monkeypatch.setattr("projects.people.services.bodies._check_one_head", lambda *said: None)
    rule = next(one for one in Membership._meta.constraints if one.name == "people_one_head_a_body")
    with connection.schema_editor() as editor:
        editor.remove_constraint(Membership, rule)
    try:
        assert _two_heads(body, [city.chief, city.deputy]) == (["done", "done"], 2)
    finally:
        Membership.objects.all().delete()
        with connection.schema_editor() as editor:
            editor.add_constraint(Membership, rule)
