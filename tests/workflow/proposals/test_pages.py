"""进退建议, the pages, and where they show elsewhere."""

from __future__ import annotations

from html import unescape

from django.urls import reverse

from projects.ledger.stages import Standing
from projects.people.models import Officer
from tests.factories import NOW, TODAY, City, fresh
from tests.workflow.pages import PAGE_TEST, enter
from tests.workflow.proposals.samples import DAY, stale, swept, unstarted
from workflow.proposals.models import Proposal

pytestmark = PAGE_TEST


def page(officer: Officer, path: str) -> str:
    answer = enter(officer).get(path)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def test_the_list_the_project_and_the_home_page_say_what_is_proposed(city: City) -> None:
    project = stale(city)
    (one,) = swept()
    address = reverse("proposals:detail", args=[one.pk])
    assert address in page(city.dispatcher, reverse("proposals:list"))
    assert address in page(city.clerk, reverse("desk:project", args=[project.pk]))
    home = page(city.dispatcher, "/")
    assert "1 条进退建议待办理" in home
    assert address in home
    assert "进退建议待办理" not in page(city.clerk, "/")
    assert address not in page(city.sibling_clerk, reverse("proposals:list"))


def test_the_office_accepts_on_the_page(city: City) -> None:
    project = stale(city)
    (one,) = swept()
    client = enter(city.dispatcher)
    answer = client.post(
        reverse("proposals:detail", args=[one.pk]), {"do": "accept", "accept-text": "无意向", "version": "1"}
    )
    assert answer.status_code == 302
    assert fresh(project).standing == Standing.WITHDRAWN


def test_a_notice_is_set_on_the_page_and_shows_at_the_project(city: City) -> None:
    project = unstarted(city)
    (one,) = swept()
    path = reverse("proposals:detail", args=[one.pk])
    assert f'value="{TODAY + 60 * DAY}"' in page(city.dispatcher, path)
    body = {"do": "accept", "accept-text": "限期", "accept-deadline_on": str(TODAY + 30 * DAY), "version": "1"}
    assert enter(city.dispatcher).post(path, body).status_code == 302
    assert f'已限期 <span class="num">{TODAY + 30 * DAY}</span>' in page(
        city.clerk, reverse("desk:project", args=[project.pk])
    )


def test_what_was_typed_stays_when_it_is_refused_or_overtaken(city: City) -> None:
    stale(city)
    (one,) = swept()
    path, client = reverse("proposals:detail", args=[one.pk]), enter(city.dispatcher)
    body = {"do": "dismiss", "dismiss-text": "下月来访", "dismiss-again_on": str(TODAY), "version": "1"}
    refused = client.post(path, body)
    assert refused.status_code == 422
    assert "下月来访" in refused.content.decode()
    stale_one = client.post(path, {**body, "dismiss-again_on": str(TODAY + DAY), "version": "7"})
    assert stale_one.status_code == 412
    assert "下月来访" in stale_one.content.decode()
    assert Proposal.objects.get().is_open


def test_readers_are_offered_nothing_to_press(city: City) -> None:
    stale(city)
    (one,) = swept(NOW)
    text = page(city.leader, reverse("proposals:detail", args=[one.pk]))
    assert 'name="do"' not in text
