"""A mail as its reader sees it: the text says what the HTML says, and nothing comes from outside."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from email.message import EmailMessage
from html import unescape
from html.parser import HTMLParser

from django.conf import settings

from notifications.outbox import additions, mail
from notifications.outbox.models import Delivery
from tests.factories import NOW


class Words(HTMLParser):
    """The text that a reader sees. The preheader, which repeats what follows, is left out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        style = dict(attrs).get("style") or ""
        if tag in ("title", "style") or (tag == "div" and "display:none" in style):
            self._hidden += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in ("title", "style") or (tag == "div" and self._hidden):
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.found.append(data)


def words_of(text: str) -> set[str]:
    """Words between spaces and punctuation; without the numbers of list entries."""
    return {
        word for word in re.split(r"[\s：，。、（）【】;；]+", text) if word and not re.fullmatch(r"\d+\.|--", word)
    }


def read(delivery: Delivery) -> tuple[EmailMessage, str, str]:
    """The letter, its text, its HTML."""
    message: EmailMessage = message_from_bytes(mail.letter(delivery, at=NOW), policy=policy.default)  # type: ignore[assignment]
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None and html is not None
    return message, text.get_content(), html.get_content()


def check_reads_well(delivery: Delivery) -> None:
    """Everything that holds of the mail of any rule."""
    _, text, html = read(delivery)
    occurrence = delivery.occurrence
    answer = additions.answer_link(occurrence)
    links = {unescape(one) for one in re.findall(r'href="([^"]*)"', html)}
    _check_same_words(text, html, {occurrence.title, *links})
    assert not re.search(r"<(img|link|script|iframe|object|form|input|svg|font)\b", html)
    assert not re.search(r"url\(|@import|src=|position\s*:|display\s*:\s*(flex|grid)|float\s*:", html)
    assert mail.link(occurrence) in links and (answer is None or answer.url in links)
    assert all(one.startswith(settings.PUBLIC_URL) for one in links), links
    assert len(html.encode()) < 100_000  # beyond, some readers cut
    hidden = re.search(r"<div style=\"display:none[^>]*>([^<]*)</div>", html)
    assert hidden is not None and 10 < len(hidden[1]) <= 90, hidden
    assert "同志：" not in hidden[1]
    assert not re.search(r"\bNone\b|\{\{|\{%", text + html), text


def _check_same_words(text: str, html: str, only_text: set[str]) -> None:
    reader = Words()
    reader.feed(html)
    seen, said = words_of(" ".join(reader.found)), words_of(text)
    assert said - seen <= {"会议", *only_text}, said - seen  # a label whose value is the heading there
    assert seen - said <= {"打不开时请复制", "补发", "打开后点击按钮确认", "无需登录", "仅供您本人使用"}, seen - said
