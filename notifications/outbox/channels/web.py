"""Channels that are one HTTP request a message: how an exchange goes, and what each possible end of it means.

A service's answer with an error code is a certain "not sent". No answer, half an answer, an answer that is not the
service's, and 5xx of whatever stands between: the message may have arrived, and nobody here can know.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from re import Pattern
from typing import Any, ClassVar, Self

from django.conf import settings
from django.urls import reverse

from notifications.outbox import mail, registry
from notifications.outbox.channels.base import Audience, Channel
from notifications.outbox.egress import Call, Lost, NotReached, Reply
from notifications.outbox.models import ChannelSetup, Delivery
from notifications.outbox.verdicts import Answer, Verdict
from projects.masking import mask_mail, mask_text

MINUTE = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=30)
TOKEN_MARGIN = timedelta(minutes=5)
MOST_CODE = 2**31
BRIEF = "您有一条新提醒，请登录系统查看。"
TEST = "这是一条测试消息，收到即表示渠道已接通。"


@dataclass(frozen=True)
class Message:
    """What is said. ``key`` is the delivery's, the same over every retry; ``link`` may be empty."""

    key: str
    address: str
    title: str
    text: str
    link: str


@dataclass(frozen=True)
class Request:
    """A POST with JSON; a GET where ``body`` is None. ``path`` begins with a slash and has its query."""

    path: str
    body: dict[str, Any] | None
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Codes:
    """Documented error codes of a service. Any other code: not sent, tried again, given up after five attempts."""

    number: str = "errcode"
    words: str = "errmsg"
    waits: Mapping[int, timedelta] = field(default_factory=dict)  # rate limits: wait, the attempt is not counted
    refused: frozenset[int] = frozenset()  # recipient or content: never
    house: frozenset[int] = frozenset()  # the set-up is wrong: nothing learnt about the recipient
    stale: frozenset[int] = frozenset()  # the access token is over: get another


class WebChannel(Channel):
    """One request a message, credentials in the request itself."""

    codes: ClassVar[Codes] = Codes()
    secret_in: ClassVar[Pattern[str] | None] = None
    """Finds the secret in a pasted webhook address."""

    @abstractmethod
    def request(self, setup: ChannelSetup, message: Message, *, at: datetime, token: str) -> Request:
        """The message as this service wants it."""

    def looked_at(self, said: dict[str, Any], message: Message) -> Answer | None:
        """A closer look at a success: services say yes and name the recipient as unknown. None: it is a success."""
        return None

    def token_request(self, setup: ChannelSetup) -> Request | None:
        """How to ask for an access token; None: this service needs none."""
        return None

    def token_in(self, said: dict[str, Any]) -> tuple[str, int]:
        """Token and its seconds of life in the answer."""
        return str(said.get("access_token") or ""), int(said.get("expires_in") or 0)

    def follow_up(self, setup: ChannelSetup, said: dict[str, Any], token: str) -> Request | None:
        """A question about a message just accepted, where the service tells only then that nobody gets it."""
        return None

    def number_in(self, said: dict[str, Any]) -> int | None:
        """The error code in the answer; None when there is none."""
        code = said.get(self.codes.number)
        return code if isinstance(code, int) and not isinstance(code, bool) else None

    def open(self, setup: ChannelSetup | None) -> WebLine:
        """A line for one run."""
        assert setup is not None
        return WebLine(self, setup)

    def try_out(self, setup: ChannelSetup, *, at: datetime) -> Answer:
        """A robot says the test sentence; whoever needs a token asks for one."""
        line = WebLine(self, setup)
        if self.audience is Audience.GROUP:
            message = Message(str(setup.pk), "", "", TEST, settings.PUBLIC_URL)
            return line.send(message, at=at, before_data=lambda: True)
        if self.token_request(setup) is None:
            return Answer(Verdict.DEFERRED, None, "这个渠道没有可试的凭证，请用一条真实提醒核对。")
        return line.try_token(at=at)

    def judged(self, reply: Reply, message: Message) -> Answer:
        """What the answer means."""
        said = reply.json()
        code = self.number_in(said)
        if code is None or (code == 0 and reply.status >= 300):
            return by_status(reply)
        words = str(said.get(self.codes.words) or "")
        if code == 0:
            return self.looked_at(said, message) or Answer(Verdict.ACCEPTED, None, "对方已收下")
        return self.coded(code, words, asked_wait(reply))

    def coded(self, code: int, words: str, asked: timedelta | None = None) -> Answer:
        """What an error code means."""
        number = code if 0 < code < MOST_CODE else None
        if code in self.codes.waits or asked is not None:
            wait = asked or self.codes.waits[code]
            return Answer(Verdict.DEFERRED, number, words, wait=wait)
        if code in self.codes.refused:
            return Answer(Verdict.REFUSED, number, words)
        reached = code not in self.codes.house | self.codes.stale
        return Answer(Verdict.DEFERRED, number, words, reached=reached)


def asked_wait(reply: Reply) -> timedelta | None:
    """How long a 429 asks to wait; a minute where it does not say."""
    if reply.status != 429:
        return None
    said = reply.headers.get("x-ogw-ratelimit-reset") or reply.headers.get("retry-after") or ""
    seconds = int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else 60
    return min(max(timedelta(seconds=seconds), timedelta(seconds=1)), LONGEST_WAIT)


def by_status(reply: Reply) -> Answer:
    """The service itself did not speak: a proxy, a wrong address, an error page."""
    wait, status = asked_wait(reply), reply.status
    if wait is not None:
        return Answer(Verdict.DEFERRED, status, "对方要求放慢", wait=wait)
    if status == 503:
        return Answer(Verdict.DEFERRED, status, "对方暂停服务")
    if 300 <= status < 500:
        return Answer(Verdict.DEFERRED, status, "地址不是该渠道的接口，请核对接口地址和出口设备", reached=False)
    return Answer(Verdict.UNKNOWN, status, "应答不是该渠道的格式，结果不明")


class WebLine:
    """A run of messages of one set-up: a fresh connection each, one access token as long as it lives."""

    def __init__(self, channel: WebChannel, setup: ChannelSetup) -> None:
        self._channel, self._setup = channel, setup
        self._base = setup.base_url or channel.default_base_url

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing is kept."""

    def drop(self) -> None:
        """Nothing is kept."""

    def hand_over(self, delivery: Delivery, *, at: datetime, before_data: Callable[[], bool]) -> Answer:
        """Give one message away."""
        return self.send(message_of(delivery, self._setup, self._channel), at=at, before_data=before_data)

    def send(self, message: Message, *, at: datetime, before_data: Callable[[], bool]) -> Answer:
        """As ``hand_over``, of plain words."""
        answer = self._sent(message, at, before_data)
        return Answer(answer.verdict, answer.code, self._clean(answer.text), answer.reached, answer.wait)

    def try_token(self, *, at: datetime) -> Answer:
        """Ask for a fresh access token."""
        failed = self._renewed(at)
        return failed or Answer(Verdict.ACCEPTED, None, "已取得访问凭证")

    def _sent(self, message: Message, at: datetime, before_data: Callable[[], bool]) -> Answer:
        failed = self._with_token(at)
        if failed:
            return failed
        answer = self._post(message, at, before_data)
        if answer.code in self._channel.codes.stale:  # said for certain: nothing was sent
            return self._renewed(at) or self._post(message, at, lambda: True)
        return answer

    def _post(self, message: Message, at: datetime, before_data: Callable[[], bool]) -> Answer:
        request = self._channel.request(self._setup, message, at=at, token=self._setup.token)
        try:
            with Call(self._base) as call:
                call.connect()
                if not before_data():
                    return Answer(Verdict.WITHHELD)
                reply = _asked(call, request)
        except NotReached as error:
            return Answer(Verdict.DEFERRED, None, str(error), reached=False)
        except Lost as error:
            return Answer(Verdict.UNKNOWN, None, str(error))
        answer = self._channel.judged(reply, message)
        return self._followed(reply, message) or answer if answer.verdict is Verdict.ACCEPTED else answer

    def _followed(self, reply: Reply, message: Message) -> Answer | None:
        """What the service says when asked again; whatever goes wrong with that changes nothing."""
        request = self._channel.follow_up(self._setup, reply.json(), self._setup.token)
        if request is None:
            return None
        try:
            with Call(self._base) as call:
                call.connect()
                return self._channel.looked_at(_asked(call, request).json(), message)
        except (NotReached, Lost):
            return None

    def _with_token(self, at: datetime) -> Answer | None:
        """None when there is a token that lives, or none is needed."""
        if self._channel.token_request(self._setup) is None:
            return None
        until = self._setup.token_until
        return None if self._setup.token and until and at + TOKEN_MARGIN < until else self._renewed(at)

    def _renewed(self, at: datetime) -> Answer | None:
        """A new token, kept for every sender; or why there is none, which is the house's trouble."""
        request = self._channel.token_request(self._setup)
        if request is None:
            return None
        try:
            with Call(self._base) as call:
                call.connect()
                reply = _asked(call, request)
        except (NotReached, Lost) as error:
            return Answer(Verdict.DEFERRED, None, str(error), reached=False)
        token, seconds = self._channel.token_in(reply.json())
        if not token:
            return self._no_token(reply)
        self._setup.keep_token(token, until=at + timedelta(seconds=max(seconds, 0)))
        return None

    def _no_token(self, reply: Reply) -> Answer:
        said = reply.json()
        code = self._channel.number_in(said)
        words = self._clean(f"没有取得访问凭证：{said.get(self._channel.codes.words) or reply.status}")
        answer = self._channel.coded(code, words, asked_wait(reply)) if code else by_status(reply)
        number = answer.code or reply.status
        return Answer(Verdict.DEFERRED, number, words, reached=answer.wait is not None, wait=answer.wait)

    def _clean(self, words: str) -> str:
        """The service's words without what the house keeps secret and without numbers of people."""
        for secret in (self._setup.secret, self._setup.signing_secret, self._setup.token):
            words = words.replace(secret, "****") if secret else words
        return mask_mail(mask_text(words))


def _asked(call: Call, request: Request) -> Reply:
    if request.body is None:
        return call.get(request.path)
    return call.post(request.path, request.body, request.headers)


def message_of(delivery: Delivery, setup: ChannelSetup, channel: Channel) -> Message:
    """To a group: the words made for it, and a page that shows everybody what they may see. To a person: the reminder,
    or only its kind where the set-up says so. The link names the reminder, so that no two messages are the same.
    """
    occurrence, key = delivery.occurrence, str(delivery.pk)
    if channel.audience is Audience.GROUP:
        return Message(key, "", "", delivery.words, mail.link(occurrence))
    own = reverse("outbox:occurrence", args=[occurrence.pk])
    link = f"{settings.PUBLIC_URL.rstrip('/')}{own}"
    if setup.is_brief or channel.always_brief:
        mark = mail.mark_of(occurrence, delivery.copy)
        return Message(key, delivery.address, f"{mark}{registry.label_of(occurrence.rule)}", BRIEF, link)
    return Message(key, delivery.address, mail.subject(occurrence, copy=delivery.copy), occurrence.text, link)


def clipped(text: str, most: int) -> str:
    """``text`` in at most ``most`` bytes of UTF-8, an ellipsis where something is missing."""
    whole = text.encode()
    if len(whole) <= most:
        return text
    return whole[: most - 3].decode("utf-8", "ignore") + "…"


def with_link(text: str, link: str) -> str:
    """Text and, on a line of its own, the address."""
    return f"{text}\n{link}" if link else text
