"""The figure explorer in a real browser: ask, open a number, explain a difference, keep a question, on desk and phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import Luodi
from tests.factories import PASSWORD
from tests.workflow.statistics.scene import Scene, build_scene

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def scene(transactional_db: None) -> Scene:
    return build_scene()


def fits(page: Page) -> bool:
    """No sideways scrolling."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_a_figure_is_asked_opened_and_explained(live_luodi: Luodi, scene: Scene) -> None:
    page = live_luodi.enter("wangdiao", PASSWORD)
    page.get_by_role("link", name="统计", exact=True).first.click()
    expect(page.get_by_label("通报用语")).to_have_value("x")
