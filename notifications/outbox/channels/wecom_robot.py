"""企业微信群机器人: POST /cgi-bin/webhook/send?key=…, text up to 2,048 bytes, 20 messages a minute (45009)."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlencode

from notifications.outbox.channels.base import Audience, Pace
from notifications.outbox.channels.web import MINUTE, Codes, Message, Request, WebChannel, clipped, with_link
from notifications.outbox.models import ChannelSetup

MOST_BYTES = 2048


class WecomRobot(WebChannel):
    """The key in the webhook's address is all there is to the right to post."""

    name = "wecom_robot"
    label = "企业微信群机器人"
    audience = Audience.GROUP
    default_base_url = "https://qyapi.weixin.qq.com"
    wants = {"secret": "Webhook 地址中的 key"}
    secret_in = re.compile(r"[?&]key=([\w-]+)")
    paces = (Pace(20, MINUTE),)
    codes = Codes(
        waits={45009: MINUTE, 45033: MINUTE},
        refused=frozenset({40008, 40058, 44004, 45002}),
        house=frozenset({40013, 60020, 93000, 93004, 93008}),
    )

    def request(self, setup: ChannelSetup, message: Message, *, at: datetime, token: str) -> Request:
        """Plain text: it also reads well where the group is looked at from WeChat."""
        content = clipped(with_link(message.text, message.link), MOST_BYTES)
        query = urlencode({"key": setup.secret})
        return Request(f"/cgi-bin/webhook/send?{query}", {"msgtype": "text", "text": {"content": content}})
