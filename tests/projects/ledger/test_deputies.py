"""Deputies for a period: who sees what, for how long, and that two never overlap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from projects.audit.models import Entry
from projects.errors import Conflict, DomainError, Invalid, NotAllowed, Stale
from projects.ledger.models import Deputy, Project
from projects.ledger.services import assign, deputies, end_deputy, register_deputy
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import NOW, TODAY, City, build_city, give_chief, new_project
from workflow.handover import triggers

TOMORROW, WEEK = TODAY + timedelta(days=1), TODAY + timedelta(days=7)


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """Sight ends with the day: the clock stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def city(db: None) -> City:
    return build_city()


@pytest.fixture
def outsider(city: City) -> Officer:
    """A leader of the sibling district, who sees nothing of 繁昌区."""
    return add_officer(city.sibling, username="wairen", name="外人", roles=(Role.LEADER,), by=None, now=NOW)


def stand_in(principal: Officer, deputy: Officer, **given: Any) -> Deputy:
    values = {"valid_from": TODAY, "valid_to": WEEK, "basis": "外出培训", "by": principal, "now": NOW, **given}
    return register_deputy(principal, deputy, **values)


def sees(officer: Officer, project: Project) -> bool:
    return Project.objects.visible_to(officer).filter(pk=project.pk).exists()


def test_a_deputy_sees_what_the_principal_answers_for_from_the_first_to_the_last_day(
    city: City, outsider: Officer
) -> None:
    held, other = new_project(city), new_project(city, name="别的项目", investor="第二家")
    give_chief(city, held)
    stand_in(city.chief, outsider, valid_from=TOMORROW)
    for day, seen in ((TODAY, False), (TOMORROW, True), (WEEK, True), (WEEK + timedelta(days=1), False)):
        with time_machine.travel(NOW + (day - TODAY), tick=False):
            assert sees(outsider, held) is seen, day
            assert not sees(outsider, other)


def test_a_deputy_called_off_sees_nothing_from_that_moment(city: City, outsider: Officer) -> None:
    held = new_project(city)
    give_chief(city, held)
    made = stand_in(city.chief, outsider)
    assert sees(outsider, held)
    end_deputy(made.pk, by=city.chief, now=NOW)
    assert not sees(outsider, held)
    with pytest.raises(Conflict, match="已经结束"):
        end_deputy(made.pk, by=city.chief, now=NOW)


def test_a_deputy_of_a_deputy_does_not_chain(city: City, outsider: Officer) -> None:
    held = new_project(city)
    give_chief(city, held)
    stand_in(city.chief, city.deputy)
    stand_in(city.deputy, outsider)
    assert not sees(outsider, held)


def test_sight_of_a_part_that_ended_ends_for_the_deputy_too(city: City, outsider: Officer) -> None:
    held = new_project(city)
    give_chief(city, held)
    stand_in(city.chief, outsider)
    held.responsibilities.update(valid_to=TODAY)
    assert not sees(outsider, held)


@pytest.mark.parametrize(("first", "last", "allowed"), [
    (TODAY, TODAY, True), (TODAY, WEEK, True), (TODAY - timedelta(days=1), WEEK, False), (WEEK, TODAY, False),
    (TODAY, TODAY + timedelta(days=366), True), (TODAY, TODAY + timedelta(days=367), False),
    (date(2999, 1, 1), date(2999, 1, 2), False),
])  # fmt: skip
def test_days_in_order_from_today_for_a_year_at_most(city: City, first: date, last: date, allowed: bool) -> None:
    if allowed:
        assert stand_in(city.chief, city.deputy, valid_from=first, valid_to=last).valid_to == last
        return
    with pytest.raises(Invalid):
        stand_in(city.chief, city.deputy, valid_from=first, valid_to=last)


@pytest.mark.parametrize(("first", "last", "free"), [
    (0, 0, False), (7, 9, False), (3, 4, False), (8, 9, True),
])  # fmt: skip
def test_nobody_has_two_deputies_on_one_day(city: City, outsider: Officer, first: int, last: int, free: bool) -> None:
    stand_in(city.chief, city.deputy)
    days = {"valid_from": TODAY + timedelta(days=first), "valid_to": TODAY + timedelta(days=last)}
    if free:
        stand_in(city.chief, outsider, **days)
        return
    with pytest.raises(Conflict, match="已由周副区长代理张区长"):
        stand_in(city.chief, outsider, **days)


def test_one_called_off_makes_room(city: City, outsider: Officer) -> None:
    end_deputy(stand_in(city.chief, city.deputy).pk, by=city.chief, now=NOW)
    assert stand_in(city.chief, outsider).deputy == outsider


@pytest.mark.parametrize("who", ["himself", "disabled", "administrator", "disabled principal"])
def test_who_cannot_stand_in(city: City, who: str) -> None:
    principal, deputy = city.chief, city.deputy
    if who == "himself":
        deputy = principal
    elif who == "disabled":
        deputy.is_active = False
        deputy.save()
    elif who == "disabled principal":
        principal.is_active = False
        principal.save()
    else:
        deputy = add_officer(city.city, username="xitong", name="系统", roles=(Role.SYSTEM_ADMIN,), by=None, now=NOW)
    with pytest.raises(Invalid):
        stand_in(principal, deputy, by=city.dispatcher)


def test_a_reason_is_asked(city: City) -> None:
    with pytest.raises(Invalid, match="事由"):
        stand_in(city.chief, city.deputy, basis=" \n ")


@pytest.mark.parametrize(("name", "may"), [
    ("chief", True), ("dispatcher", True), ("keeper", True), ("deputy", False), ("clerk", False), ("leader", False),
    ("sibling_clerk", False), ("far_keeper", False),
])  # fmt: skip
def test_the_principal_the_office_and_who_keeps_posts_arrange_it(city: City, name: str, may: bool) -> None:
    keepers = {"keeper": city.city, "far_keeper": city.sibling}
    if name in keepers:
        by = add_officer(keepers[name], username=name, name="系统", roles=(Role.SYSTEM_ADMIN,), by=None, now=NOW)
    else:
        by = getattr(city, name)
    if may:
        end_deputy(stand_in(city.chief, city.deputy, by=by).pk, by=by, now=NOW)
        return
    with pytest.raises(NotAllowed):
        stand_in(city.chief, city.deputy, by=by)
    made = stand_in(city.chief, city.deputy)
    with pytest.raises(NotAllowed):
        end_deputy(made.pk, by=by, now=NOW)


def test_both_acts_are_recorded_and_an_older_version_is_stale(city: City) -> None:
    made = stand_in(city.chief, city.deputy)
    with pytest.raises(Stale):
        end_deputy(made.pk, by=city.chief, now=NOW, expected_version=9)
    end_deputy(made.pk, by=city.chief, now=NOW, expected_version=1)
    actions = Entry.objects.filter(object_id=str(made.pk)).order_by("seq").values_list("action", flat=True)
    assert list(actions) == ["deputy.register", "deputy.end"]


@pytest.mark.parametrize("bad", [{"valid_to": TODAY - timedelta(days=1)}, {"deputy": "principal"}])
def test_the_database_refuses_what_cannot_be(city: City, bad: dict[str, Any]) -> None:
    made = stand_in(city.chief, city.deputy)
    values = {"deputy": made.principal_id} if "deputy" in bad else bad
    with pytest.raises(IntegrityError), transaction.atomic():
        Deputy.objects.filter(pk=made.pk).update(**values)


# --- two at once ----------------------------------------------------------------------------------------------------


def two_at_once(city: City, register: Any) -> list[BaseException]:
    start, failures = Barrier(2, timeout=60), list[BaseException]()

    def run(deputy: Officer) -> None:
        try:
            start.wait()
            register(city.chief, deputy, valid_from=TODAY, valid_to=WEEK, basis="出差", by=city.chief, now=NOW)
        except BaseException as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(deputy,)) for deputy in (city.deputy, city.leader)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return failures


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_is_refused() -> None:
    city = build_city()
    failures = two_at_once(city, register_deputy)
    assert len(failures) == 1 and isinstance(failures[0], DomainError)
    assert Deputy.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_get_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: if this one passes quietly, the test above proves nothing."""
    city, both, real = build_city(), Barrier(2, timeout=60), deputies._check_free

    def together(*given: Any) -> None:
        real(*given)
        both.wait()

    monkeypatch.setattr(deputies, "_check_free", together)
    monkeypatch.setattr(deputies, "record", lambda *given, **rest: None)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *given, **rest: self)
    triggers.remove(connection)
    try:
        assert two_at_once(city, register_deputy.__wrapped__) == []  # type: ignore[attr-defined]
        assert Deputy.objects.overlapping(TODAY, TODAY).count() == 2
    finally:
        Deputy.objects.all().delete()
        triggers.install(connection)


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_database_still_lets_in_one_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    city, both, real = build_city(), Barrier(2, timeout=60), deputies._check_free

    def together(*given: Any) -> None:
        real(*given)
        both.wait()

    monkeypatch.setattr(deputies, "_check_free", together)
    monkeypatch.setattr(deputies, "record", lambda *given, **rest: None)
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, *given, **rest: self)
    failures = two_at_once(city, register_deputy.__wrapped__)  # type: ignore[attr-defined]
    assert [type(failure) for failure in failures] == [IntegrityError]
    assert Deputy.objects.count() == 1


@pytest.mark.parametrize("change", [{"valid_from": TODAY}, {"ended_at": None}])
def test_no_statement_makes_two_deputies_overlap(city: City, change: dict[str, Any]) -> None:
    stand_in(city.chief, city.deputy, valid_to=TOMORROW)
    later = stand_in(city.chief, city.leader, valid_from=TODAY + timedelta(days=2))
    if "ended_at" in change:
        Deputy.objects.filter(pk=later.pk).update(ended_at=NOW, valid_from=TODAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Deputy.objects.filter(pk=later.pk).update(**change)


def test_the_guard_of_deputies_is_installed_after_the_migrations(city: City) -> None:
    assert triggers.installed(connection)


def test_nobody_makes_himself_the_deputy_of_another(city: City) -> None:
    """A dispatcher would see what the principal sees, and he does not."""
    with pytest.raises(NotAllowed, match="不能把自己登记为他人的代理人"):
        register_deputy(city.chief, city.dispatcher, valid_from=TODAY, valid_to=TODAY, basis="外出", by=city.dispatcher,
                        now=NOW)  # fmt: skip
    assert not Deputy.objects.exists()


def test_an_office_gives_nobody_sight_of_what_it_does_not_see(city: City) -> None:
    far = new_project(city, by=city.sibling_clerk, landing_organisation=city.sibling, investor="远方新能源")
    assign(far.pk, role="member", officer=city.chief, valid_from=TODAY, by=city.dispatcher, now=NOW)
    office = add_officer(city.district, username="qudiao", name="区调", roles=["dispatcher"], by=None, now=NOW)
    when = {"valid_from": TODAY, "valid_to": TODAY, "basis": "外出", "now": NOW}
    with pytest.raises(NotAllowed, match="不全在您的查看范围内"):
        register_deputy(city.chief, city.deputy, **when, by=office)
    assert register_deputy(city.chief, city.deputy, **when, by=city.dispatcher).deputy == city.deputy
