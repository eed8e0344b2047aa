"""From first contact to landing: asked by one unit, accepted by the other, with the credit split."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from projects.audit.models import Entry
from projects.errors import Conflict, Invalid, NotAllowed, NotFound, Stale
from projects.ledger.models import Project, Transfer
from projects.ledger.queries_clashes import waiting_for
from projects.ledger.services import accept_transfer, decline_transfer, transfer_project, withdraw_transfer
from projects.ledger.services.transfers import split_between
from projects.people.models import Officer
from tests.factories import NOW, TODAY, City, _person, build_city, fresh, sign_in
from tests.projects.ledger.clash_samples import entered, firm

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def project(city: City) -> Project:
    return entered(city.clerk, "光伏支架基地", firm(city.clerk))


def asked(project: Project, city: City, *, by: Officer | None = None, percent: int = 40, **over: object) -> Transfer:
    values = {
        "to": city.sibling,
        "credits": split_between(city.district, city.sibling, Decimal(percent)),
        "why": "用地",
    }
    return transfer_project(project.pk, **{**values, **over}, by=by or city.clerk, now=NOW)  # type: ignore[arg-type]


def test_until_it_is_accepted_the_file_stays_where_it_is(project: Project, city: City) -> None:
    asked(project, city)
    assert fresh(project).landing_organisation == city.district
    assert not Project.objects.visible_to(city.sibling_clerk).exists()
    assert not project.credits.exists()


def test_accepting_moves_landing_and_lead_keeps_first_contact_and_sets_the_split(project: Project, city: City) -> None:
    moved = accept_transfer(asked(project, city).pk, by=city.sibling_clerk, now=NOW)
    now = fresh(project)
    assert (now.landing_organisation, now.lead_organisation) == (city.sibling, city.sibling)
    assert now.first_contact_organisation == city.district
    shares = {one.organisation: (one.part, one.percent) for one in project.credits.current()}
    assert shares == {city.district: ("first_contact", Decimal(40)), city.sibling: ("landing", Decimal(60))}
    assert (moved.state, moved.answered_by) == ("accepted", city.sibling_clerk)
    assert {one.field for one in project.changes.all()} >= {"landing_organisation", "lead_organisation"}
    assert Entry.objects.filter(action="transfer.accept", object_id=str(project.pk)).exists()
    assert Project.objects.visible_to(city.clerk).filter(pk=project.pk).exists()


@pytest.mark.parametrize("percent", [0, 100])
def test_all_of_the_credit_may_go_to_one(project: Project, city: City, percent: int) -> None:
    accept_transfer(asked(project, city, percent=percent).pk, by=city.sibling_clerk, now=NOW)
    assert [one.percent for one in project.credits.current()] == [Decimal(100)]


def test_the_office_may_ask_and_does_not_accept(project: Project, city: City) -> None:
    one = asked(project, city, by=city.dispatcher)
    with pytest.raises(NotAllowed):
        accept_transfer(one.pk, by=city.dispatcher, now=NOW)
    accept_transfer(one.pk, by=city.sibling_clerk, now=NOW)


def test_only_the_receiving_unit_answers(project: Project, city: City) -> None:
    one = asked(project, city)
    with pytest.raises(NotAllowed):
        accept_transfer(one.pk, by=city.clerk, now=NOW)
    with pytest.raises(NotFound):
        accept_transfer(one.pk, by=_person(city.park, "sunpark", "孙填", "clerk"), now=NOW)


def test_who_has_no_part_does_not_ask(project: Project, city: City) -> None:
    with pytest.raises(NotFound):
        asked(project, city, by=city.sibling_clerk)
    with pytest.raises(NotAllowed):
        asked(project, city, by=city.leader)


@pytest.mark.parametrize(
    ("over", "field"), [({"why": " "}, "why"), ({"credits": []}, "percent"), ({"to": "here"}, "to")]
)
def test_a_transfer_needs_its_parts(project: Project, city: City, over: dict[str, object], field: str) -> None:
    values = {name: city.district if value == "here" else value for name, value in over.items()}
    with pytest.raises(Invalid) as refused:
        asked(project, city, **values)
    assert refused.value.field == field


def test_a_split_that_is_not_whole_is_refused(project: Project, city: City) -> None:
    parts = split_between(city.district, city.sibling, Decimal(40))[:1]
    with pytest.raises(Invalid, match="100%"):
        asked(project, city, credits=parts)


def test_only_one_is_open_and_an_old_look_is_refused(project: Project, city: City) -> None:
    with pytest.raises(Stale):
        asked(project, city, expected_version=project.version + 1)
    one = asked(project, city)
    with pytest.raises(Conflict):
        asked(project, city)
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.create(project=project, sender=city.district, to=city.park, why="x", asked_by=city.clerk,
                                asked_at=NOW, updated_at=NOW)  # fmt: skip
    with pytest.raises(Stale):
        accept_transfer(one.pk, by=city.sibling_clerk, now=NOW, expected_version=one.version + 1)


def test_declined_with_a_reason_it_stays_and_may_be_asked_again(project: Project, city: City) -> None:
    one = asked(project, city)
    with pytest.raises(Invalid):
        decline_transfer(one.pk, why=" ", by=city.sibling_clerk, now=NOW)
    decline_transfer(one.pk, why="无用地指标", by=city.sibling_clerk, now=NOW)
    assert fresh(project).landing_organisation == city.district
    assert asked(project, city).state == "asked"


def test_taken_back_it_can_no_longer_be_accepted(project: Project, city: City) -> None:
    one = asked(project, city)
    with pytest.raises(NotAllowed):
        withdraw_transfer(one.pk, by=city.sibling_clerk, now=NOW)
    withdraw_transfer(one.pk, by=city.clerk, now=NOW)
    with pytest.raises(Conflict):
        accept_transfer(one.pk, by=city.sibling_clerk, now=NOW)


def test_the_receiving_clerk_finds_it_in_the_to_do(project: Project, city: City) -> None:
    asked(project, city)
    assert [one.verb for one in waiting_for(city.sibling_clerk, on=TODAY)] == ["接收项目"]
    assert waiting_for(city.clerk, on=TODAY) == []


def test_the_pages_ask_and_accept(project: Project, city: City) -> None:
    sender, receiver = sign_in(Client(), city.clerk), sign_in(Client(), city.sibling_clerk)
    assert "移交其他单位" in sender.get(f"/projects/{project.pk}/").content.decode()
    form = {"to": city.sibling.pk, "sender_percent": "35", "why": "对方有用地", "version": project.version}
    answer = sender.post(f"/projects/{project.pk}/transfers/new/", form, follow=True)
    assert "待接收" in answer.content.decode()
    one = Transfer.objects.get()
    refused = receiver.post(f"/transfers/{one.pk}/", {"do": "decline", "note": "", "version": one.version})
    assert refused.status_code == 422 and "请写明不接收的理由" in refused.content.decode()
    accepted = receiver.post(
        f"/transfers/{one.pk}/", {"do": "accept", "note": "同意", "version": one.version}, follow=True
    )
    assert "现由鸠江区负责" in accepted.content.decode()
    assert fresh(project).landing_organisation == city.sibling
