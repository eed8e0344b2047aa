"""Every kind of mail as a reader sees it, at 600 pixels, on a phone and in the dark; LUODI_SHOTS keeps the pictures."""

from __future__ import annotations

import os
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from notifications.outbox import mail
from notifications.outbox.models import Delivery
from tests.factories import NOW, build_city
from tests.notifications.reminders.letters import every_delivery

SIZES = {"600": (600, 800, "light"), "phone": (375, 800, "light"), "dark": (375, 800, "dark")}
SMALLEST = 13
"""Pixels of the smallest letter."""

LOOK = """() => {
  const fits = document.documentElement.scrollWidth <= window.innerWidth;
  const seen = [...document.querySelectorAll('td, p, h1, span, li, a')].filter(one => one.offsetWidth);
  const luminance = colour => {
    const [r, g, b] = colour.match(/[0-9.]+/g).map(Number).map(v => v / 255)
      .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = one => {
    for (let at = one; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!colour.endsWith(', 0)')) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const own = one => [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
  const contrasts = seen.filter(own).map(one => {
    const pair = [luminance(getComputedStyle(one).color), luminance(behind(one))].sort((a, b) => b - a);
    return (pair[0] + 0.05) / (pair[1] + 0.05);
  });
  const sizes = seen.filter(own).map(one => parseFloat(getComputedStyle(one).fontSize));
  return {fits, contrast: Math.min(...contrasts), size: Math.min(...sizes)};
}"""


@pytest.fixture
def letters(transactional_db: None) -> dict[str, Delivery]:
    made = every_delivery(build_city())
    again = Delivery.objects.select_related("occurrence__recipient").get(pk=made["meeting_called"].pk)
    again.copy = 1
    return {**made, "copy": again}


def html_of(delivery: Delivery) -> str:
    body = message_from_bytes(mail.letter(delivery, at=NOW), policy=policy.default).get_body(("html",))  # type: ignore[attr-defined]
    return str(body.get_content())


@pytest.mark.parametrize("size", list(SIZES))
def test_every_kind_of_mail_is_legible(
    letters: dict[str, Delivery], _browser: Browser, size: str, tmp_path: Path, settings: object
) -> None:
    settings.PUBLIC_URL = "https://luodi.example"  # type: ignore[attr-defined]
    width, height, scheme = SIZES[size]
    shots = Path(os.environ.get("LUODI_SHOTS") or tmp_path) / "mails"
    context = _browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, java_script_enabled=True, offline=True
    )  # type: ignore[arg-type]
    page = context.new_page()
    for rule, delivery in letters.items():
        page.set_content(html_of(delivery))
        found = page.evaluate(LOOK)
        page.screenshot(path=str(shots / f"{rule}-{size}.png"), full_page=True)
        assert found["fits"], rule
        assert found["contrast"] >= 4.5, (rule, found)
        assert found["size"] >= SMALLEST, rule
    context.close()
