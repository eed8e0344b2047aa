"""飞书群机器人: POST /open-apis/bot/v2/hook/…, signed in the body; 100 a minute and 5 a second (11232)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import datetime
from typing import Any

from notifications.outbox.channels.base import Audience, Pace
from notifications.outbox.channels.web import MINUTE, Codes, Message, Request, WebChannel, clipped
from notifications.outbox.models import ChannelSetup

MOST_BYTES = 4096


class FeishuRobot(WebChannel):
    """Of the three ways to secure a robot only the signature (签名校验) is used."""

    name = "feishu_robot"
    label = "飞书群机器人"
    audience = Audience.GROUP
    default_base_url = "https://open.feishu.cn"
    wants = {"secret": "Webhook 地址末尾的编号", "signing_secret": "签名校验密钥"}
    secret_in = re.compile(r"/hook/([\w-]+)")
    paces = (Pace(90, MINUTE),)
    codes = Codes(
        number="code",
        words="msg",
        waits={11232: MINUTE},
        refused=frozenset({9499, 11246, 19002}),
        house=frozenset({19001, 19021, 19022, 19024}),
    )

    def request(self, setup: ChannelSetup, message: Message, *, at: datetime, token: str) -> Request:
        """A rich text whose parts are plain: nothing typed by people is read as a mention."""
        stamp = str(int(at.timestamp()))
        body = {
            "timestamp": stamp,
            "sign": signature(stamp, setup.signing_secret),
            "msg_type": "post",
            "content": {"post": post("", message)},
        }
        return Request(f"/open-apis/bot/v2/hook/{setup.secret}", body)


def post(title: str, message: Message) -> dict[str, Any]:
    """Lines of plain text, and the link on a line of its own."""
    lines: list[list[dict[str, str]]] = [
        [{"tag": "text", "text": line}] for line in clipped(message.text, MOST_BYTES).splitlines()
    ]
    if message.link:
        lines.append([{"tag": "a", "text": "查看详情", "href": message.link}])
    return {"zh_cn": {"title": title, "content": lines}}


def signature(stamp: str, secret: str) -> str:
    """``stamp``: seconds since 1970. The key is both, the text is empty."""
    return base64.b64encode(hmac.digest(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256)).decode()
