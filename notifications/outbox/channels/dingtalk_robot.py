"""钉钉群机器人: POST /robot/send, signed (HMAC-SHA256 of time and secret); beyond 20 a minute it is shut for ten."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import datetime, timedelta
from urllib.parse import urlencode

from notifications.outbox.channels.base import Audience, Pace
from notifications.outbox.channels.web import MINUTE, Codes, Message, Request, WebChannel, clipped, with_link
from notifications.outbox.models import ChannelSetup

MOST_BYTES = 4096
SHUT = timedelta(minutes=10)


class DingtalkRobot(WebChannel):
    """Of the three ways to secure a robot only the signature (加签) is used."""

    name = "dingtalk_robot"
    label = "钉钉群机器人"
    audience = Audience.GROUP
    default_base_url = "https://oapi.dingtalk.com"
    wants = {"secret": "Webhook 地址中的 access_token", "signing_secret": "加签密钥（SEC 开头）"}
    secret_in = re.compile(r"[?&]access_token=(\w+)")
    paces = (Pace(20, MINUTE),)
    codes = Codes(
        waits={130101: SHUT, 410100: SHUT, 90018: MINUTE},
        refused=frozenset({40035, 400105, 430101, 430102, 430103, 430104, 460101}),
        house=frozenset({300001, 300005, 310000, 400013, 400101, 400102, 400106}),
    )

    def request(self, setup: ChannelSetup, message: Message, *, at: datetime, token: str) -> Request:
        """Time and signature stand in the address."""
        stamp = str(int(at.timestamp() * 1000))
        query = {"access_token": setup.secret, "timestamp": stamp, "sign": signature(stamp, setup.signing_secret)}
        text = {"content": clipped(with_link(message.text, message.link), MOST_BYTES)}
        return Request(f"/robot/send?{urlencode(query)}", {"msgtype": "text", "text": text})


def signature(stamp: str, secret: str) -> str:
    """``stamp``: milliseconds since 1970. The key is the secret, the text is both."""
    return base64.b64encode(hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256)).decode()
