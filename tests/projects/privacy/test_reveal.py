"""A full number is shown for a reason, once, to those who may, and each time is one audit entry."""

from __future__ import annotations

import threading

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from projects.audit.models import Entry, Result
from projects.errors import DomainError, Invalid, NotAllowed, NotFound
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer, reveals
from projects.people.services.reveals import may_reveal, reveal_phone
from tests.factories import NOW, City, give_chief, new_project
from tests.workflow.pages import enter

PHONE = "13800001234"
REVEAL = "phone.reveal"

pytestmark = pytest.mark.django_db


def address(officer: Officer) -> str:
    return reverse("people:reveal", args=[officer.pk])


def revealed() -> list[tuple[str, str, str, str]]:
    """Every reveal: who, whose, result, words."""
    found = Entry.objects.filter(action=REVEAL).order_by("seq")
    return [(one.actor, one.object_id, one.result, one.detail) for one in found]


def officer(city: City, role: str) -> Officer:
    """Somebody of the city hall who holds ``role`` alone."""
    return add_officer(city.city, username=f"new-{role}", name="新人", roles=[role], phone=PHONE, by=None, now=NOW)


def test_the_number_is_answered_once_for_a_reason_and_recorded(city: City) -> None:
    assert reveal_phone(city.chief, reason="project", by=city.leader, now=NOW) == PHONE
    assert revealed() == [("chenshizhang", str(city.chief.pk), Result.DONE, "事由：联系项目事宜")]


def test_the_words_of_another_reason_are_recorded_without_numbers(city: City) -> None:
    reveal_phone(city.chief, reason="other", words=f"回电{PHONE}", by=city.dispatcher, now=NOW)
    assert revealed()[0][3] == "事由：其他；回电138****1234"


@pytest.mark.parametrize(
    ("reason", "words", "field"),
    [
        ("", "", "reason"),
        ("curiosity", "", "reason"),
        ("other", "", "words"),
        ("other", " x ", "words"),
        ("project", "字" * 101, "words"),
    ],
)
def test_without_a_proper_reason_nothing_is_shown_or_recorded(city: City, reason: str, words: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        reveal_phone(city.chief, reason=reason, words=words, by=city.leader, now=NOW)
    assert refused.value.field == field
    assert revealed() == []


WHO = {
    Role.CLERK: False,
    Role.VERIFIER: False,
    Role.DISPATCHER: True,
    Role.LEADER: True,
    Role.SYSTEM_ADMIN: True,
    Role.SECURITY_ADMIN: False,
    Role.AUDIT_ADMIN: False,
}


def test_the_matrix_names_every_role() -> None:
    assert set(WHO) == set(Role)


@pytest.mark.parametrize("role", Role.values)
def test_who_may_ask_follows_the_role(city: City, role: str) -> None:
    asking = officer(city, role)
    assert may_reveal(city.chief, asking) is WHO[Role(role)]
    if WHO[Role(role)]:
        assert reveal_phone(city.chief, reason="meeting", by=asking, now=NOW) == PHONE
        return
    with pytest.raises(NotAllowed, match="不能查看完整电话"):
        reveal_phone(city.chief, reason="meeting", by=asking, now=NOW)
    assert revealed() == []


def test_a_person_outside_ones_view_does_not_exist(city: City) -> None:
    assert not may_reveal(city.sibling_clerk, city.chief)
    with pytest.raises(NotFound):
        reveal_phone(city.sibling_clerk, reason="project", by=city.chief, now=NOW)
    answer = enter(city.chief).post(address(city.sibling_clerk), {"reason": "project"})
    assert (answer.status_code, PHONE in answer.content.decode()) == (404, False)


def test_a_district_system_is_never_shown_a_number(city: City) -> None:
    account = add_officer(
        city.city, username="system", name="系统", kind=Officer.Kind.SERVICE, roles=[], by=None, now=NOW
    )
    account.__dict__["permissions"] = frozenset({"dispatch:write", "people:write"})
    assert not may_reveal(city.chief, account)
    with pytest.raises(DomainError):
        reveal_phone(city.chief, reason="project", by=account, now=NOW)


def test_who_has_no_number_has_none_to_show(city: City) -> None:
    Officer.objects.filter(pk=city.chief.pk).update(phone="")
    chief = Officer.objects.get(pk=city.chief.pk)
    assert not may_reveal(chief, city.leader)
    with pytest.raises(Invalid, match="没有登记电话"):
        reveal_phone(chief, reason="project", by=city.leader, now=NOW)


def test_after_so_many_a_day_the_next_is_refused(city: City, settings: Settings) -> None:
    settings.REVEALS_PER_DAY = 3
    for _ in range(3):
        reveal_phone(city.chief, reason="project", by=city.leader, now=NOW)
    with pytest.raises(NotAllowed, match="已达 3 次上限") as refused:
        reveal_phone(city.chief, reason="project", by=city.leader, now=NOW)
    assert refused.value.code == "too_many_reveals"
    assert reveal_phone(city.chief, reason="project", by=city.dispatcher, now=NOW) == PHONE
    assert reveal_phone(city.chief, reason="project", by=city.leader, now=NOW.replace(day=NOW.day + 1)) == PHONE
    assert len(revealed()) == 5


def _at_once(city: City, count: int) -> int:
    """How many of ``count`` simultaneous askers got the number."""
    together, shown = threading.Barrier(count), []

    def ask() -> None:
        try:
            together.wait()
            shown.append(reveal_phone(city.chief, reason="project", by=city.leader, now=NOW))
        except NotAllowed:
            return
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=ask) for _ in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return len(shown)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_not_pass_the_limit_together(city: City, settings: Settings) -> None:
    settings.REVEALS_PER_DAY = 2
    assert _at_once(city, 6) == 2
    assert len(revealed()) == 2


@pytest.mark.django_db(transaction=True)
def test_without_the_count_they_all_pass(city: City, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control."""
    settings.REVEALS_PER_DAY = 2
    monkeypatch.setattr(reveals, "check_rate", lambda by, now: None)
    assert _at_once(city, 6) == 6


def test_if_it_cannot_be_recorded_the_number_is_not_shown(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object, **kwargs: object) -> None:
        raise RuntimeError("no audit")

    monkeypatch.setattr(reveals, "record", fails)
    client = enter(city.leader)
    client.raise_request_exception = False
    answer = client.post(address(city.chief), {"reason": "project"})
    assert (answer.status_code, PHONE in answer.content.decode()) == (500, False)


@pytest.fixture
def page(city: City) -> str:
    """The archive of a project with a chief."""
    project = new_project(city)
    give_chief(city, project)
    return reverse("desk:project", args=[project.pk])


def test_the_project_page_masks_the_number_for_everybody_but_its_owner(city: City, page: str) -> None:
    for who in (city.leader, city.dispatcher, city.clerk, city.deputy):
        text = enter(who).get(page).content.decode()
        assert (PHONE in text, "138****1234" in text) == (False, True), who
        assert (address(city.chief) in text) is (who != city.clerk), who
    own = enter(city.chief).get(page).content.decode()
    assert f'href="tel:{PHONE}"' in own and address(city.chief) not in own


def test_the_door_asks_why_and_shows_the_number_in_place(city: City) -> None:
    client = enter(city.leader)
    asked = client.get(address(city.chief), headers={"HX-Request": "true"})
    text = asked.content.decode()
    assert "联系项目事宜" in text and PHONE not in text and "<html" not in text
    shown = client.post(address(city.chief), {"reason": "emergency"}, headers={"HX-Request": "true"})
    assert f'href="tel:{PHONE}"' in shown.content.decode()
    assert "no-store" in shown["Cache-Control"] and "no-store" in asked["Cache-Control"]
    assert [one[3] for one in revealed()] == ["事由：应急处置"]


def test_the_door_works_without_scripts(city: City) -> None:
    client = enter(city.leader)
    assert "<html" in client.get(address(city.chief)).content.decode()
    refused = client.post(address(city.chief), {"reason": "other", "words": ""})
    assert (refused.status_code, "请写明事由" in refused.content.decode()) == (422, True)
    assert revealed() == []
    assert PHONE in client.post(address(city.chief), {"reason": "other", "words": "节日值班"}).content.decode()


def test_looking_at_the_form_is_no_reveal(city: City) -> None:
    enter(city.leader).get(address(city.chief))
    enter(city.leader).head(address(city.chief))
    assert revealed() == []


def test_a_refused_reveal_is_recorded_as_refused(city: City) -> None:
    answer = enter(city.clerk).post(address(city.chief), {"reason": "project"})
    assert answer.status_code == 403
    assert Entry.objects.filter(
        actor="litian", result=Result.REFUSED, object_name__endswith=address(city.chief)
    ).exists()


def test_a_stranger_signs_in_first(city: City) -> None:
    answer = Client().post(address(city.chief), {"reason": "project"})
    assert (answer.status_code, "/login/" in answer["Location"]) == (302, True)
