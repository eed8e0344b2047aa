"""飞书应用消息: tenant_access_token, then im/v1/messages with the delivery's key: the same key is sent once an hour."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from notifications.outbox.channels.feishu_robot import post
from notifications.outbox.channels.web import MINUTE, Codes, Message, Request, WebChannel, clipped
from notifications.outbox.models import ChannelSetup

ACCOUNT = re.compile(r"[A-Za-z0-9_.+-]{1,64}(?:@[A-Za-z0-9.-]{1,100})?")
SAME_KEY = timedelta(hours=1)


class FeishuApp(WebChannel):
    """To one person in sight of the application, from its bot."""

    name = "feishu_app"
    label = "飞书应用消息"
    default_base_url = "https://open.feishu.cn"
    wants = {"account": "App ID（cli_ 开头）", "secret": "App Secret"}
    address_label = "飞书账号"
    address_help = "飞书管理后台中的用户编号（用户 ID），或企业邮箱，不是手机号"
    codes = Codes(
        number="code",
        words="msg",
        waits={99991400: MINUTE, 230020: timedelta(seconds=10), 11232: MINUTE},
        refused=frozenset({230001, 230013, 230022, 230025, 230028, 230029, 230034, 230053}),
        house=frozenset({10003, 10014, 99991401, 99991543, 99991672, 230006, 230027}),
        stale=frozenset({99991661, 99991663, 99991668, 99991671}),
    )

    def address_fault(self, address: str) -> str:
        """One of the three kinds."""
        return "" if ACCOUNT.fullmatch(address) else "请填飞书的用户编号或企业邮箱，不能含空格。"

    def token_request(self, setup: ChannelSetup) -> Request:
        """POST with both halves of the credentials."""
        body = {"app_id": setup.account, "app_secret": setup.secret}
        return Request("/open-apis/auth/v3/tenant_access_token/internal", body)

    def token_in(self, said: dict[str, Any]) -> tuple[str, int]:
        """Feishu's own names."""
        return str(said.get("tenant_access_token") or ""), int(said.get("expire") or 0)

    def request(self, setup: ChannelSetup, message: Message, *, at: datetime, token: str) -> Request:
        """``uuid`` makes a repeat harmless."""
        content = json.dumps(post(clipped(message.title, 200), message), ensure_ascii=False)
        body = {"receive_id": message.address, "msg_type": "post", "content": content, "uuid": message.key}
        query = urlencode({"receive_id_type": _kind(message.address)})
        return Request(f"/open-apis/im/v1/messages?{query}", body, {"Authorization": f"Bearer {token}"})

    def repeat_until(self, began: datetime) -> datetime:
        """An hour after it began to leave."""
        return began + SAME_KEY


def _kind(address: str) -> str:
    if "@" in address:
        return "email"
    return "open_id" if address.startswith("ou_") else "user_id"
