"""The explorer page: the question in the address, the answer in words and numbers, rows and differences behind it."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.workflow.pages import PAGE_TEST, enter
from tests.workflow.statistics.scene import Scene

pytestmark = PAGE_TEST
PAGE = "/statistics/"


@pytest.fixture
def office(scene: Scene) -> Client:
    """王调's browser."""
    return enter(scene.city.dispatcher)


def text_of(client: Client, query: str = "", status: int = 200) -> str:
    """The page for this address."""
    answer = client.get(f"{PAGE}?{query}")
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def said(page: str) -> str:
    """The words to copy."""
    (text,) = re.findall(r"<textarea[^>]*>\s*(.*?)</textarea>", page, re.S)
    return str(text)


def test_the_page_opens_with_this_years_signings_beside_last_year(office: Client) -> None:
    page = text_of(office)
    assert said(page) == (
        "截至11月18日，全市新签约亿元以上项目4个，是去年同期的4倍，总投资81.00亿元，同比增长3950.0%；"
        "其中10亿元以上项目2个，去年同期为0，总投资72.00亿元；50亿元以上项目1个，去年同期为0，总投资60.00亿元。"
        "其中繁昌区3个，居第1位；鸠江区1个，居第2位。"
    )
    assert "按现在所知" in page
