"""Nobody is warned: what a unit learns of a round, and when, on every page, list and answer of the API."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from projects.people.models import Officer
from tests.factories import City
from tests.workflow.pages import enter
from tests.workflow.spotchecks.samples import fixed, photo, recorded, second_inspector, sent, signed_projects
from workflow.spotchecks.models import Round, Visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def round_(city: City) -> Round:
    """Two visits of 繁昌区, nobody has been there yet."""
    signed_projects(city, 2)
    made = fixed(city, size=2, seed="种子不外传")
    sent(city, made)
    return made


def unwarned(city: City) -> list[Officer]:
    """Who sees the projects and must not know."""
    return [city.clerk, city.chief, city.leader, city.verifier_of("sign")]


def everything(client: Client, made: Round) -> str:
    """All that somebody can read who looks for the round."""
    visit = made.visits.order_by("number").first()
    assert visit is not None
    project = reverse("desk:project", args=[visit.project_id])
    pages = [reverse("desk:home"), reverse("spotchecks:rounds"), f"{project}?tab=spotchecks", f"{project}?tab=history",
             f"{project}?tab=evidence", reverse("spotchecks:round", args=[made.pk]),
             reverse("spotchecks:report", args=[made.pk]), reverse("spotchecks:visit", args=[visit.pk])]  # fmt: skip
    return "".join(client.get(page).content.decode() for page in pages)


def test_before_the_visit_is_recorded_nothing_tells_the_unit_of_it(city: City, round_: Round) -> None:
    for officer in unwarned(city):
        client = enter(officer)
        text = everything(client, round_)
        assert round_.number not in text and round_.seed not in text, officer
        for name, key in (("spotchecks:round", round_.pk), ("spotchecks:report", round_.pk),
                          ("spotchecks:report_file", round_.pk), ("spotchecks:visit", round_.visits.first().pk)):  # type: ignore[union-attr]  # fmt: skip
            assert client.get(reverse(name, args=[key])).status_code == 404


def test_negative_control_the_office_reads_all_of_it(city: City, round_: Round) -> None:
    text = everything(enter(city.dispatcher), round_)
    assert round_.number in text and round_.seed in text


def test_an_inspector_reads_his_own_visits_and_not_the_draw(city: City, round_: Round) -> None:
    one, other = round_.visits.order_by("number")
    sun = city.verifier_of("sign")
    assert not Visit.objects.visible_to(sun).exists()
    one.assignments.create(officer=sun, assigned_by=city.dispatcher, assigned_at=round_.created_at)
    assert list(Visit.objects.visible_to(sun)) == [one]
    text = enter(sun).get(reverse("spotchecks:round", args=[round_.pk])).content.decode()
    assert round_.seed not in text and other.project.name not in text


def test_once_recorded_the_unit_reads_that_visit_and_still_not_the_other(city: City, round_: Round) -> None:
    one, other = round_.visits.order_by("number")
    recorded(city, one, files=[photo()])
    client = enter(city.clerk)
    page = client.get(reverse("spotchecks:round", args=[round_.pk]))
    text = page.content.decode()
    assert one.project.name in text and other.project.name not in text
    assert round_.seed not in text and round_.frame_sha256 not in text
    assert client.get(reverse("spotchecks:visit", args=[one.pk])).status_code == 200
    assert client.get(reverse("spotchecks:visit", args=[other.pk])).status_code == 404
    book = b"".join(client.get(reverse("spotchecks:report_file", args=[round_.pk])).streaming_content)  # type: ignore[attr-defined]
    assert book[:2] == b"PK"


def test_the_seed_is_public_when_all_is_over(city: City, round_: Round) -> None:
    for visit in round_.visits.all():
        recorded(city, visit)
    assert round_.seed in enter(city.clerk).get(reverse("spotchecks:report", args=[round_.pk])).content.decode()
    stranger = enter(city.sibling_clerk)
    assert stranger.get(reverse("spotchecks:report", args=[round_.pk])).status_code == 404


def test_the_inspector_finds_the_visit_among_the_things_to_do(city: City, round_: Round) -> None:
    text = enter(second_inspector(city)).get(reverse("desk:home")).content.decode()
    assert "2 项核查待您办理" in text
    assert "核查待您办理" not in enter(city.clerk).get(reverse("desk:home")).content.decode()
