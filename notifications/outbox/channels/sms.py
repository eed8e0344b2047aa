"""短信, through a gateway of the city's own by HTTP: the example of docs/adding-a-channel.md.

POST /sms/send {account, id, mobile, content, timestamp, signature} → {code, message}; code 0: taken, 429: too fast,
1xx: the account, 2xx: the number or the words. The number is looked up at the last moment and stays ciphered at rest.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from notifications.outbox.channels.web import MINUTE, Codes, Message, Request, WebChannel, WebLine, message_of
from notifications.outbox.models import ChannelSetup, Delivery
from notifications.outbox.verdicts import Answer, Verdict
from projects.people.models import Officer

MOBILE = re.compile(r"1[3-9]\d{9}")


class SmsLine(WebLine):
    """As any other, with the number put in."""

    def hand_over(self, delivery: Delivery, *, at: datetime, before_data: Callable[[], bool]) -> Answer:
        """Refused where the officer has no mobile number any more."""
        number = _number(delivery.occurrence.recipient)
        if not number:
            return Answer(Verdict.REFUSED, None, "本人没有登记有效的手机号码")
        message = message_of(delivery, self._setup, self._channel)
        return self.send(replace(message, address=number), at=at, before_data=before_data)


class Sms(WebChannel):
    """Short words without names: what it is about stands on the page behind the log-in."""

    name = "sms"
    label = "短信"
    wants = {"base_url": "短信平台地址", "account": "短信平台账号", "secret": "短信平台密钥"}
    keeps_addresses = False
    always_brief = True
    address_label = "手机号码"
    codes = Codes(
        number="code",
        words="message",
        waits={429: MINUTE},
        refused=frozenset({201, 202, 203}),
        house=frozenset({101, 102, 103}),
    )

    def open(self, setup: ChannelSetup | None) -> SmsLine:
        """A line that looks up numbers."""
        assert setup is not None
        return SmsLine(self, setup)

    def address_of(self, officer: Officer, registered: str) -> str:
        """The officer stands for the number, which is never written down here."""
        return str(officer.pk) if _number(officer) else ""

    def shown(self, address: str) -> str:
        """No number."""
        return "本人登记的手机号码"

    def request(self, setup: ChannelSetup, message: Message, *, at: datetime, token: str) -> Request:
        """Signed over everything that matters."""
        content, stamp = f"您有一条“{message.title}”提醒，请登录系统查看。", str(int(at.timestamp()))
        signed = "\n".join([setup.account, message.key, message.address, content, stamp])
        body = {
            "account": setup.account,
            "id": message.key,
            "mobile": message.address,
            "content": content,
            "timestamp": stamp,
            "signature": hmac.new(setup.secret.encode(), signed.encode(), hashlib.sha256).hexdigest(),
        }
        return Request("/sms/send", body)


def _number(officer: Officer) -> str:
    digits = re.sub(r"[ -]", "", officer.phone or "").removeprefix("+86")
    return digits if MOBILE.fullmatch(digits) else ""
