"""Chromium in front of a live site: open pages as different people, look, take pictures."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.servers import CannotStart

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
DESKTOP = (1440, 900)
PHONE = (390, 844)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium, headless."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise CannotStart("No Chromium: install Debian's packages chromium and fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def fits(page: Page) -> bool:
    """No sideways scrolling."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


class Luodi:
    """The running site: ``url``, ``open()`` a window, ``enter()`` as somebody, ``shoot()`` a picture into ``shots``.

    ``complaints`` collects what browsers said on their consoles (a refused inline style, a script error, a missing
    file), so that a journey can end with ``assert luodi.complaints == []``.
    """

    def __init__(self, url: str, browser: Browser, shots: Path | None) -> None:
        self.url = url
        self.shots = shots
        self.complaints: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def open(self, path: str = "/", size: tuple[int, int] = DESKTOP) -> Page:
        """A window of its own (own cookies) at ``path``; ``size`` is width and height in CSS pixels."""
        context = self._browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        context.set_default_timeout(15_000)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.goto(self.url + path)
        return page

    def enter(self, username: str, password: str, size: tuple[int, int] = DESKTOP) -> Page:
        """A window of somebody who has logged in through the login page."""
        page = self.open("/login/", size)
        page.locator("input[name=username]").fill(username)
        page.locator("input[name=password]").fill(password)
        page.locator("form:has(input[name=password]) button[type=submit]").click()
        page.wait_for_url(lambda url: "/login/" not in url)
        return page

    def shoot(self, page: Page, name: str) -> None:
        """Save a picture of the whole page as ``name``.png, where pictures are wanted."""
        if self.shots:
            self.shots.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(self.shots / (re.sub(r"[^\w-]+", "-", name) + ".png")), full_page=True)

    def look(self, page: Page, name: str) -> list[str]:
        """What is wrong with the page as it stands; a picture of it is kept."""
        self.shoot(page, name)
        found = [] if fits(page) else [f"{name}: scrolls sideways"]
        for violation in Axe().run(page).response["violations"]:
            if violation["impact"] in ("serious", "critical"):
                found.append(f"{name}: {violation['id']} {violation['nodes'][0]['html'][:200]}")
        return found

    def close(self) -> None:
        """Close every window."""
        for context in self._contexts:
            context.close()

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")
