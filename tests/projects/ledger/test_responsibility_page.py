"""Saying who answers for a project."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from projects.ledger.models import Responsibility
from tests.factories import NOW, TODAY, City, build_city, give_chief, new_project

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The doors read the clock: it stands still."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def city() -> City:
    return build_city()


def sent(post: object, **over: object) -> dict[str, object]:
    return {"role": "chief", "post": str(post), "valid_from": TODAY.isoformat(), **over}


def test_a_chief_is_assigned_by_post(city: City, client: Client) -> None:
    project = new_project(city)
    client.force_login(city.dispatcher)
    answer = client.post(reverse("ledger:assign", args=[project.pk]), sent(city.chief_post.pk))
    assert answer.status_code == 302
    assert project.responsibilities.current().chiefs().get().officer == city.chief


def test_each_post_shows_its_holder_and_how_many_projects_they_carry(city: City, client: Client) -> None:
    give_chief(city, new_project(city))
    project = new_project(city, name="第二个项目", investor="第二家")
    client.force_login(city.dispatcher)
    page = client.get(reverse("ledger:assign", args=[project.pk])).content.decode()
    assert "★区长　张区长（1）" in page
    assert "副区长　周副区长（0）" in page


def test_a_deputy_as_chief_needs_a_reason(city: City, client: Client) -> None:
    project = new_project(city)
    client.force_login(city.dispatcher)
    address = reverse("ledger:assign", args=[project.pk])
    refused = client.post(address, sent(city.deputy_post.pk))
    assert refused.status_code == 422
    assert "请写明理由" in str(refused.context["form"].errors["reason"])
    assert client.post(address, sent(city.deputy_post.pk, reason="分管工业")).status_code == 302
    assert project.responsibilities.get().reason == "分管工业"


def test_a_part_is_ended_and_stays_in_the_record(city: City, client: Client) -> None:
    project = new_project(city)
    give_chief(city, project)
    held = project.responsibilities.get()
    client.force_login(city.dispatcher)
    address = reverse("ledger:end", args=[held.pk])
    assert "不再担任首席责任人" in client.get(address).content.decode()
    last = {"valid_to": TODAY.isoformat(), "version": str(held.version)}
    client.post(address, last)
    assert Responsibility.objects.get(pk=held.pk).valid_to is not None


def test_a_verifier_may_not_assign(city: City, client: Client) -> None:
    project = new_project(city, lead_organisation=city.departments["GX"])
    client.force_login(city.verifier_of("start"))
    assert client.get(reverse("ledger:assign", args=[project.pk])).status_code == 403
