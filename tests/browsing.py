"""Chromium in front of a live site: open pages as different people, look at both sizes, take pictures."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
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
SIZES = {"desktop": DESKTOP, "phone": PHONE}
DECIDED_AT_LOAD = "details[data-phone-fold]"
"""What a script of the site folds by the width at which a page loads (luodi.js): such a page is loaded again."""
SERIOUS = """() => axe.run({resultTypes: ["violations"]}).then(found => found.violations
  .filter(one => ["serious", "critical"].includes(one.impact))
  .map(one => one.id + " " + one.nodes[0].html.slice(0, 200)))"""
"""What axe finds, counted in the page: carrying over all that it has to say takes half as long again."""
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium, headless."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        raise CannotStart("No Chromium: install Debian's packages chromium-headless-shell and fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def fits(page: Page) -> bool:
    """No sideways scrolling."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def size_of(page: Page) -> tuple[int, int]:
    """Width and height of the window in CSS pixels."""
    assert page.viewport_size
    return page.viewport_size["width"], page.viewport_size["height"]


def resize(page: Page, size: tuple[int, int]) -> None:
    """Give the window another size; afterwards the page is as if it had been opened at that size."""
    if size_of(page) == size:
        return
    page.set_viewport_size({"width": size[0], "height": size[1]})
    if page.locator(DECIDED_AT_LOAD).count():
        page.reload()
    page.evaluate(DRAWN)


class Luodi:
    """The running site: ``url``, ``open()`` a window, ``enter()`` as somebody, ``look()`` at what is there.

    ``look()`` is the one way to judge a page: by axe and for sideways scrolling, on a desktop and on a phone. Pictures
    go into ``shots``. ``complaints`` collects what browsers said on their consoles (a refused inline style, a script
    error, a missing file), so that a journey can end with ``assert luodi.complaints == []``.
    """

    def __init__(self, url: str, browser: Browser, shots: Path | None) -> None:
        self.url = url
        self.shots = shots
        self.complaints: list[str] = []
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def open(self, path: str = "/", size: tuple[int, int] = DESKTOP) -> Page:
        """A window of its own (own cookies) at ``path``; ``size`` is width and height in CSS pixels."""
        page = self._window(size)
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

    def admit(self, client: Client, size: tuple[int, int] = DESKTOP) -> Page:
        """An empty window of somebody who is wholly signed in already, at ``client``."""
        page, name = self._window(size), settings.SESSION_COOKIE_NAME
        page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.url}])
        return page

    def shoot(self, page: Page, name: str) -> None:
        """Save a picture of the whole page as ``name``.png, where pictures are wanted."""
        if self.shots:
            self.shots.mkdir(parents=True, exist_ok=True)
            page.screenshot(path=str(self.shots / (re.sub(r"[^\w-]+", "-", name) + ".png")), full_page=True)

    def look(self, page: Page, name: str) -> list[str]:
        """What is wrong with the page as it stands, at both sizes; pictures are kept as ``name``-desktop and -phone.

        The page has the size afterwards that it had before.
        """
        page.wait_for_load_state()
        own = size_of(page)
        found = self._both(page, name)
        resize(page, own)
        return found

    def walk(self, page: Page, pages: Mapping[str, str] | Iterable[str]) -> list[str]:
        """What is wrong with each of ``pages``, name to path or just paths, all of which open; as ``look()``.

        Every second page is opened on a phone and then seen on a desktop, the others the other way round.
        """
        own, found = size_of(page), []
        for name, path in (pages if isinstance(pages, Mapping) else {one: one for one in pages}).items():
            answer = page.goto(self.url + path)
            assert answer is not None and answer.status == 200, f"{path}: {answer and answer.status}"
            found += self._both(page, name)
        resize(page, own)
        return found

    def close(self) -> None:
        """Close every window."""
        for context in self._contexts:
            context.close()

    def _window(self, size: tuple[int, int]) -> Page:
        context = self._browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        context.set_default_timeout(15_000)
        self._contexts.append(context)
        page = context.new_page()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        return page

    def _both(self, page: Page, name: str) -> list[str]:
        """At the size that the page has, then at the other, at which it stays."""
        own, found = size_of(page), []
        for kind, size in sorted(SIZES.items(), key=lambda one: one[1] != own):
            resize(page, size)
            found += self._faults(page, f"{name}-{kind}")
        return found

    def _faults(self, page: Page, name: str) -> list[str]:
        self.shoot(page, name)
        found = [] if fits(page) else ["scrolls sideways"]
        if page.evaluate("window.axe === undefined"):
            page.evaluate(AXE_SCRIPT)
        found += page.evaluate(SERIOUS)
        return [f"{name}: {one}" for one in found]

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")
