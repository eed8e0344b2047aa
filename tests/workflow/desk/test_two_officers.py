"""Two officers, one file, one moment: exactly one saves, the other gets 412 with both versions, nothing is lost."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any
from unittest import mock

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from projects.errors import Stale
from projects.ledger.models import Project
from projects.ledger.services import projects as project_services
from projects.ledger.services import update_project
from projects.people.models import Officer
from tests.factories import NOW, build_city, fresh, new_project

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 60


def typed(client: Client, project: Project, **over: str) -> dict[str, str]:
    """What the browser sends after ``over`` was typed into the form."""
    page = client.get(reverse("ledger:edit", args=[project.pk]))
    form = page.context["form"]
    data = {f.html_initial_name: str(f.value() if f.value() is not None else "") for f in form}
    data |= {f.html_name: str(f.value()) for f in form if f.value() not in (None, "", False)}
    rows = page.context["rows"]
    for row in (rows.management_form, *rows.forms):
        for one in row:
            data[one.html_name] = data[one.html_initial_name] = str(one.value() or 0 if row is rows.management_form
                                                                     else one.value() or "")  # fmt: skip
    return data | {"version": str(page.context["version"])} | over


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run all acts in threads that start together; each answer is a value or the exception."""
    gate, answers = threading.Barrier(len(acts), timeout=PATIENCE), [None] * len(acts)

    def run(place: int, act: Callable[[], Any]) -> None:
        try:
            gate.wait()
            answers[place] = act()
        except Exception as error:  # judged by the test
            answers[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    return answers


def signed_in(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer)
    return client


@pytest.fixture
def story() -> tuple[Project, Client, Client]:
    city = build_city()
    return new_project(city), signed_in(city.clerk), signed_in(city.clerk)


@pytest.mark.parametrize("other", ["web", "api"])
def test_of_two_saves_at_one_moment_one_wins_and_the_other_sees_both_versions(
    story: tuple[Project, Client, Client], other: str
) -> None:
    project, one, two = story
    address = reverse("ledger:edit", args=[project.pk])
    mine = typed(one, project, chain="甲的链")
    theirs = typed(two, project, chain="乙的链", site="乙的地块")

    def by_form() -> Any:
        return one.post(address, mine)

    def by_web() -> Any:
        return two.post(address, theirs)

    def by_api() -> Any:
        return two.patch(
            reverse("api:projects-detail", args=[project.pk]), {"chain": "乙的链", "site": "乙的地块"},
            content_type="application/json", headers={"If-Match": f'"{project.version}"'},
        )  # fmt: skip

    first, second = together(by_form, by_web if other == "web" else by_api)
    codes = sorted((first.status_code, second.status_code))
    assert codes[1] == 412 and codes[0] in (200, 302), (first, second)
    stored = fresh(project)
    assert stored.version == project.version + 1
    assert (stored.chain, stored.site) == (("甲的链", "") if second.status_code == 412 else ("乙的链", "乙的地块"))
    loser = first if first.status_code == 412 else second
    text = loser.content.decode()
    assert stored.chain in text  # what the winner saved
    if loser is first or other == "web":
        assert ("甲的链" if loser is first else "乙的链") in text  # and what the loser typed
    assert project.changes.filter(field="chain").count() == 1


def test_changed_and_changed_back_is_stale_all_the_same(story: tuple[Project, Client, Client]) -> None:
    project, one, _ = story
    mine = typed(one, project, site="甲的地块")
    by = Officer.objects.get(username="litian")
    for chain in ("光伏", ""):
        update_project(project.pk, {"chain": chain}, by=by, now=NOW)
    answer = one.post(reverse("ledger:edit", args=[project.pk]), mine)
    assert answer.status_code == 412 and "甲的地块" in answer.content.decode()
    assert fresh(project).site == ""


def test_services_at_one_moment_let_one_through(story: tuple[Project, Client, Client]) -> None:
    assert sorted(_race(story[0])) == ["saved", "stale"]


def test_the_negative_control_without_the_version_check_both_save(story: tuple[Project, Client, Client]) -> None:
    real = project_services.locked_project

    def blind(project_id: Any, *, expected_version: int | None = None, **known: Any) -> Project:
        return real(project_id, **known)

    with mock.patch.object(project_services, "locked_project", blind):
        assert sorted(_race(story[0])) == ["saved", "saved"]


def _race(project: Project) -> list[str]:
    by = Officer.objects.get(username="litian")

    def save(chain: str) -> Callable[[], str]:
        def act() -> str:
            try:
                update_project(project.pk, {"chain": chain}, by=by, now=NOW, expected_version=project.version)
            except Stale:
                return "stale"
            return "saved"

        return act

    return together(save("甲"), save("乙"))
