"""Saved questions and frozen figures on the pages."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tests.factories import NOW
from tests.workflow.pages import PAGE_TEST, enter
from tests.workflow.statistics.scene import Scene
from workflow.statistics.models import FrozenFigure, SavedQuestion

pytestmark = PAGE_TEST
QUERY = "what=flow&period=three_quarters&least=1&rows=unit&compare=1"


@pytest.fixture
def office(scene: Scene) -> Client:
    """王调's browser."""
    return enter(scene.city.dispatcher)


def keep(client: Client, name: str = "前三季度新签约", query: str = QUERY, **more: str) -> SavedQuestion:
    """Saved as the page does it."""
    answer = client.post(reverse("statistics:saved"), {"name": name, "query": query, **more})
    assert answer.status_code == 302
    return SavedQuestion.objects.get(name=name)


def test_a_question_is_saved_and_opens_as_it_was(office: Client) -> None:
    made = keep(office)
    page = office.get(reverse("statistics:explorer")).content.decode()
    (address,) = re.findall(r'<a href="([^"]+)">前三季度新签约', page)
    opened = office.get(address.replace("&amp;", "&")).content.decode()
    assert "前三季度，全市新签约亿元以上项目4个" in opened
    assert 'aria-current="true">前三季度新签约' in opened
    assert made.is_moving and not made.is_shared


def test_a_question_with_a_time_of_its_own_stays_there(office: Client) -> None:
    assert not keep(office, query=f"{QUERY}&as_of=2026-08-31").is_moving


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": "", "query": QUERY}, "请给这个统计起个名称。"),
        ({"name": "前三季度新签约", "query": QUERY}, "您已保存过名为“前三季度新签约”的统计"),
        ({"name": "另一个", "query": "what=flow&least=abc"}, "统计条件有误"),
    ],
)
def test_what_cannot_be_saved_is_said_and_the_name_stays(office: Client, data: dict[str, str], sentence: str) -> None:
    keep(office)
    answer = office.post(reverse("statistics:saved"), data)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page and f'value="{data["name"]}"' in page


def test_what_is_shared_is_used_by_those_below_and_changed_by_nobody_else(scene: Scene, office: Client) -> None:
    own, shared = keep(office, "只给自己"), keep(office, "共用的", is_shared="1")
    below = enter(scene.city.clerk)
    page = below.get(reverse("statistics:saved")).content.decode()
    assert "共用的" in page and "由 王调 共用，只读" in page and "只给自己" not in page
    for one, status in ((own, 404), (shared, 403)):
        answer = below.post(reverse("statistics:saved_one", args=[one.pk]), {"do": "remove", "version": one.version})
        assert answer.status_code == status
    assert SavedQuestion.objects.count() == 2


def test_the_owner_renames_shares_and_removes(office: Client) -> None:
    made = keep(office)
    address = reverse("statistics:saved_one", args=[made.pk])
    data = {"do": "settle", "version": made.version, f"{made.pk}-name": "改名", f"{made.pk}-is_shared": "on"}
    office.post(address, data)
    made.refresh_from_db()
    assert (made.name, made.is_shared, made.view["query"][:9]) == ("改名", True, "what=flow")
    assert office.post(address, {"do": "remove", "version": 1}).status_code == 412
    office.post(address, {"do": "remove", "version": made.version})
    assert not SavedQuestion.objects.exists()


def test_a_number_is_frozen_as_the_page_showed_it_and_explained_later(office: Client) -> None:
    query = "what=flow&period=year&least=1&rows=unit&as_of=2026-08-31&known_at=2026-09-03T18:00"
    answer = office.post(
        reverse("statistics:freeze"), {"title": "截至8月底新签约", "query": query, "known_at": "2026-11-18T09:00"}
    )
    made = FrozenFigure.objects.get()
    assert answer["Location"] == reverse("statistics:frozen", args=[made.pk])
    assert (made.count, str(made.amount)) == (3, "800000.0000")
    page = office.get(answer["Location"]).content.decode()
    assert "校验一致" in page and made.sha256 in page
    assert "由 1 个项目造成" in page and "丙项目" in page and "补报" in page
    assert "繁昌区" in page  # its cells


def test_a_number_without_a_time_is_frozen_for_the_instant_of_its_page(office: Client) -> None:
    shown = office.get(reverse("statistics:explorer")).content.decode()
    (known,) = re.findall(r'name="known_at" value="([^"]+)"', shown)
    with time_machine.travel(NOW + timedelta(minutes=5), tick=False):
        data = {"title": "今年新签约", "query": "what=flow&least=1", "known_at": known}
        office.post(reverse("statistics:freeze"), data)
    made = FrozenFigure.objects.get()
    assert (made.known_at, made.frozen_at) == (NOW, NOW + timedelta(minutes=5))


def test_a_frozen_figure_of_the_city_is_not_shown_to_a_district(scene: Scene, office: Client) -> None:
    office.post(reverse("statistics:freeze"), {"title": "数", "query": "what=flow", "known_at": "2026-11-18T09:00"})
    address = reverse("statistics:frozen", args=[FrozenFigure.objects.get().pk])
    assert enter(scene.city.clerk).get(address).status_code == 404


def test_a_number_without_a_name_is_not_frozen(office: Client) -> None:
    answer = office.post(reverse("statistics:freeze"), {"title": "", "query": "what=flow"}, follow=True)
    assert "请写明定稿的是什么数。" in answer.content.decode()
    assert not FrozenFigure.objects.exists()
