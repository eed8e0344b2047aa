"""Units are renamed, merged, moved, ended: what happened before keeps its name, and nothing is orphaned."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from projects.audit.models import Entry
from projects.errors import Conflict, DomainError, Invalid, NotAllowed, Stale
from projects.ledger.models import Project
from projects.people.models import Kind, Officer, Organisation, OrganisationName
from projects.people.queries import names_of
from projects.people.services import (
    add_officer,
    add_organisation,
    add_post,
    end_organisation,
    merge_organisations,
    move_organisation,
    rename_organisation,
    start_tenure,
    update_organisation,
)
from projects.people.services import locks as lock_module
from tests.factories import NOW, TODAY, City, build_city, new_project
from tests.projects.people.walks import keeper

pytestmark = pytest.mark.django_db

RENAMED = date(2020, 7, 1)
A_DAY = timedelta(days=1)


@pytest.fixture
def city() -> City:
    return build_city()


def fresh(unit: Organisation) -> Organisation:
    return Organisation.objects.get(pk=unit.pk)


def rename(unit: Organisation, name: str, on: date, **over: Any) -> Organisation:
    return rename_organisation(unit, name=name, on=on, by=None, now=NOW, **over)


def merge(units: list[Organisation], successor: Organisation, on: date = TODAY, **over: Any) -> Organisation:
    values = {"basis": "示例批复", "by": None, "now": NOW, **over}
    return merge_organisations(units, successor=successor, on=on, **values)


@pytest.mark.parametrize(("day", "name"), [
    (date(1999, 1, 1), "繁昌县"),
    (RENAMED - A_DAY, "繁昌县"),
    (RENAMED, "繁昌区"),
    (date(2024, 12, 31), "繁昌区"),
    (date(2025, 1, 1), "芜湖市繁昌区"),
    (TODAY, "芜湖市繁昌区"),
])  # fmt: skip
def test_a_unit_has_the_name_of_the_day(city: City, day: date, name: str) -> None:
    unit = update_organisation(city.district, {"name": "繁昌县"}, by=None, now=NOW)
    rename(unit, "繁昌区", RENAMED, short_name="繁昌", basis="示例")
    renamed = rename(fresh(unit), "芜湖市繁昌区", date(2025, 1, 1))
    assert renamed.name_on(day) == name
    listed = Organisation.objects.with_names().get(pk=unit.pk)
    assert [one.name for one in names_of(listed)] == ["芜湖市繁昌区", "繁昌区", "繁昌县"]
    assert [one.valid_from for one in names_of(listed)] == [date(2025, 1, 1), RENAMED, None]


def test_names_at_hand_ask_nothing_more(city: City, django_assert_num_queries: Any) -> None:
    rename(city.district, "新名", RENAMED)
    units = list(Organisation.objects.with_names())
    with django_assert_num_queries(0):
        assert {one.name_on(date(2020, 1, 1)) for one in units} >= {"繁昌区", "鸠江区"}


@pytest.mark.parametrize(("over", "field"), [
    ({"name": "繁昌区"}, "name"),
    ({"name": " "}, "name"),
    ({"name": "甲" * 121}, "name"),
    ({"name": "甲\n乙"}, "name"),
    ({"on": TODAY + A_DAY}, "on"),
    ({"on": date(1989, 1, 1)}, "on"),
])  # fmt: skip
def test_a_renaming_that_cannot_be_right_is_refused(city: City, over: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        rename_organisation(city.district, **{"name": "新名", "on": RENAMED, **over}, by=None, now=NOW)
    assert refused.value.field == field
    assert not OrganisationName.objects.exists()


def test_names_follow_one_another(city: City) -> None:
    rename(city.district, "甲区", RENAMED)
    for on in (RENAMED, RENAMED - A_DAY):
        with pytest.raises(Invalid, match="应晚于"):
            rename(fresh(city.district), "乙区", on)


def test_the_database_holds_one_name_a_day(city: City) -> None:
    rename(city.district, "甲区", RENAMED)
    with pytest.raises(IntegrityError), transaction.atomic():
        OrganisationName.objects.create(organisation=city.district, name="乙区", valid_to=RENAMED - A_DAY)


def test_a_correction_leaves_no_former_name(city: City) -> None:
    fixed = update_organisation(city.district, {"name": "繁昌区（正）"}, by=None, now=NOW)
    assert fixed.name_on(date(2000, 1, 1)) == "繁昌区（正）"
    assert Entry.objects.order_by("-seq").first().action == "organisation.update"  # type: ignore[union-attr]


def test_merged_units_hang_below_their_successor_with_name_and_projects(city: City) -> None:
    project = new_project(city)
    merge([city.district], city.sibling, RENAMED + A_DAY)
    ended, heir = fresh(city.district), fresh(city.sibling)
    assert (ended.valid_to, ended.successor) == (RENAMED, heir)
    assert heir.contains(ended)
    assert ended.name_on(TODAY) == "繁昌区"
    assert ended.is_ended_on(TODAY)
    assert not ended.is_ended_on(RENAMED)
    of_heir = Officer.objects.get(pk=city.sibling_clerk.pk)
    assert project in Project.objects.visible_to(of_heir)
    assert ended in Organisation.objects.visible_to(of_heir)
    own = Officer.objects.get(pk=city.clerk.pk)
    assert project in Project.objects.visible_to(own)
    assert list(Organisation.objects.current_on(TODAY).filter(pk=ended.pk)) == []
    assert list(Organisation.objects.current_on(RENAMED).filter(pk=ended.pk)) == [ended]


def test_two_units_merge_into_a_new_one_with_everything_below_them(city: City) -> None:
    town = add_organisation(city.district, code="T1", name="孙村镇", kind=Kind.TOWNSHIP, by=None, now=NOW)
    new = add_organisation(city.city, code="340299", name="新区", kind=Kind.DISTRICT, by=None, now=NOW)
    merge([city.district, city.sibling], new)
    assert set(Organisation.objects.under(fresh(new))) == {new, city.district, city.sibling, town}
    assert [one.successor for one in (fresh(city.district), fresh(city.sibling), fresh(town))] == [new, new, None]
    told = Entry.objects.filter(action="organisation.merge")
    assert sorted(told.values_list("object_name", flat=True)) == sorted(["繁昌区", "鸠江区"])


def test_a_successor_can_be_merged_in_its_turn(city: City) -> None:
    merge([city.district], city.sibling)
    merge([city.sibling], city.park)
    assert fresh(city.park).contains(fresh(city.district))


RECEIVING: list[Callable[[City], object]] = [
    lambda city: add_officer(city.district, username="neu", name="新人", by=None, now=NOW),
    lambda city: add_post(city.district, title="书记", by=None, now=NOW),
    lambda city: start_tenure(city.deputy_post, city.clerk, valid_from=TODAY, by=None, now=NOW),
    lambda city: add_organisation(city.district, code="T1", name="镇", kind=Kind.TOWNSHIP, by=None, now=NOW),
    lambda city: move_organisation(city.park, parent=city.district, by=None, now=NOW),
    lambda city: merge([city.park], city.district),
    lambda city: rename(city.district, "新名", TODAY),
    lambda city: end_organisation(city.district, on=TODAY, basis="示例", by=None, now=NOW),
]


@pytest.mark.parametrize("receive", RECEIVING)
def test_an_ended_unit_receives_nothing(city: City, receive: Callable[[City], object]) -> None:
    merge([city.district], city.sibling)
    with pytest.raises(Conflict, match=r"已于.*撤销"):
        receive(city)


@pytest.mark.parametrize("receive", RECEIVING[:4])
def test_a_unit_that_has_not_ended_receives(city: City, receive: Callable[[City], object]) -> None:
    receive(city)  # the negative control of the test above


def test_merging_refuses_circles_itself_other_kinds_and_no_basis(city: City) -> None:
    body = add_organisation(city.city, code="B1", name="领导小组", kind=Kind.BODY, by=None, now=NOW)
    for units, heir, words in (
        ([city.district], city.district, "不能同时"),
        ([city.city], city.district, "先把它调整"),
        ([city.district], body, "同类"),
        ([], city.district, "请选择"),
    ):
        with pytest.raises(Invalid, match=words):
            merge(units, heir)
    with pytest.raises(Invalid, match="依据"):
        merge([city.district], city.sibling, basis=" ")
    assert not Organisation.objects.filter(valid_to__isnull=False).exists()


def test_a_merger_that_fails_halfway_leaves_nothing_behind(city: City) -> None:
    with pytest.raises(Invalid):
        merge([city.district, city.city], city.sibling)
    assert fresh(city.district).valid_to is None
    assert not fresh(city.sibling).contains(fresh(city.district))


@pytest.mark.parametrize("values", [
    {"successor": "self", "valid_to": TODAY},
    {"successor": "other", "valid_to": None},
    {"valid_from": TODAY, "valid_to": TODAY - A_DAY},
    {"region_code": "34O212"},
])  # fmt: skip
def test_the_database_refuses_impossible_units(city: City, values: dict[str, Any]) -> None:
    known = {"self": city.district, "other": city.sibling}
    values = {name: known.get(value, value) if isinstance(value, str) else value for name, value in values.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=city.district.pk).update(**values)


def test_a_unit_moves_with_everything_below_it(city: City) -> None:
    town = add_organisation(city.district, code="T1", name="孙村镇", kind=Kind.TOWNSHIP, by=None, now=NOW)
    move_organisation(city.district, parent=city.sibling, by=None, now=NOW)
    assert fresh(city.sibling).contains(fresh(town))
    for parent in (town, city.district):
        with pytest.raises(Invalid, match="之下"):
            move_organisation(city.district, parent=parent, by=None, now=NOW)
    with pytest.raises(Invalid, match="现在就在"):
        move_organisation(city.district, parent=city.sibling, by=None, now=NOW)


def test_a_unit_ends_after_those_below_it(city: City) -> None:
    town = add_organisation(city.district, code="T1", name="孙村镇", kind=Kind.TOWNSHIP, by=None, now=NOW)
    with pytest.raises(Conflict, match="孙村镇"):
        end_organisation(city.district, on=TODAY, basis="示例", by=None, now=NOW)
    end_organisation(town, on=TODAY, basis="示例", by=None, now=NOW)
    end_organisation(city.district, on=TODAY, basis="示例", by=None, now=NOW)
    assert fresh(city.district).valid_to == TODAY - A_DAY
    assert fresh(city.district) in Organisation.objects.visible_to(city.leader)


WRITES: dict[str, Callable[[City, Officer], object]] = {
    "add": lambda city, by: add_organisation(city.district, code="T1", name="镇", kind=Kind.TOWNSHIP, by=by, now=NOW),
    "update": lambda city, by: update_organisation(city.district, {"short_name": "繁昌"}, by=by, now=NOW),
    "rename": lambda city, by: rename_organisation(city.district, name="新名", on=TODAY, by=by, now=NOW),
    "merge": lambda city, by: merge([city.park], city.district, by=by),
    "move": lambda city, by: move_organisation(city.district, parent=city.park, by=by, now=NOW),
    "end": lambda city, by: end_organisation(city.district, on=TODAY, basis="示例", by=by, now=NOW),
}


@pytest.mark.parametrize("write", WRITES)
@pytest.mark.parametrize(("who", "allowed"), [
    ("all", True),
    ("city", True),
    ("sibling", False),
    ("clerk", False),
    ("dispatcher", False),
    ("leader", False),
])  # fmt: skip
def test_only_the_keepers_of_the_tree_write_and_within_their_scope(
    city: City, write: str, who: str, allowed: bool
) -> None:
    roots = {"all": None, "city": city.city, "sibling": city.sibling}
    by = keeper(roots[who]) if who in roots else getattr(city, who)
    if allowed:
        WRITES[write](city, by)
        return
    with pytest.raises(NotAllowed):
        WRITES[write](city, by)


def test_a_keeper_of_a_district_makes_no_root_and_takes_nothing_from_outside(city: City) -> None:
    by = keeper(city.district)
    for refused in (
        lambda: add_organisation(None, code="99", name="省", kind=Kind.PROVINCE, by=by, now=NOW),
        lambda: merge([city.park], city.district, by=by),
        lambda: move_organisation(city.district, parent=city.sibling, by=by, now=NOW),
    ):
        with pytest.raises(NotAllowed):
            refused()


@pytest.mark.parametrize("write", [
    lambda unit, seen: rename_organisation(unit, name="乙", on=TODAY, by=None, now=NOW, expected_version=seen),
    lambda unit, seen: update_organisation(unit, {"short_name": "乙"}, by=None, now=NOW, expected_version=seen),
    lambda unit, seen: end_organisation(unit, on=TODAY, basis="示例", by=None, now=NOW, expected_version=seen),
])  # fmt: skip
def test_whoever_saw_an_older_version_is_refused(city: City, write: Callable[[Organisation, int], object]) -> None:
    seen = city.district.version
    update_organisation(city.district, {"short_name": "甲"}, by=None, now=NOW)
    with pytest.raises(Stale):
        write(city.district, seen)


def _two_renames(unit: Organisation) -> list[str]:
    """Both saw the same version and start together; how each ended."""
    start, ended = threading.Barrier(2), []

    def run(name: str) -> None:
        try:
            start.wait(10)
            rename_organisation(unit, name=name, on=TODAY, by=None, now=NOW, expected_version=unit.version)
            ended.append("done")
        except (DomainError, IntegrityError) as refused:
            ended.append(type(refused).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[name]) for name in ("甲区", "乙区")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return sorted(ended)


@pytest.mark.django_db(transaction=True)
def test_of_two_renames_at_once_one_is_stale() -> None:
    assert _two_renames(build_city().district) == ["Stale", "done"]


@pytest.mark.django_db(transaction=True)
def test_without_the_version_check_the_race_is_noticed_otherwise_or_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control: with the guard off, nobody is told that he was late by his version."""
    honest = lock_module.locked_organisation
    monkeypatch.setattr(
        "projects.people.services.succession.locked_organisation",
        lambda organisation, *, expected_version=None: honest(organisation),
    )
    assert "Stale" not in _two_renames(build_city().district)
