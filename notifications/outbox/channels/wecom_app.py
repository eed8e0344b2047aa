"""企业微信应用消息: gettoken, then message/send as a text card. An identical request is dropped for four hours."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from notifications.outbox.channels.base import Pace
from notifications.outbox.channels.web import MINUTE, Codes, Message, Request, WebChannel, clipped
from notifications.outbox.models import ChannelSetup
from notifications.outbox.verdicts import Answer, Verdict

ACCOUNT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.@-]{0,63}")
SAME_DROPPED = timedelta(hours=4)
_BRACKETS = str.maketrans({"<": "＜", ">": "＞", "&": "＆"})
"""A card reads some HTML; what people typed is not to be read as such."""


class WecomApp(WebChannel):
    """To one member in sight of the application."""

    name = "wecom_app"
    label = "企业微信应用消息"
    default_base_url = "https://qyapi.weixin.qq.com"
    wants = {"account": "企业ID（corpid）", "agent": "应用 AgentId（数字）", "secret": "应用 Secret"}
    address_label = "企业微信账号"
    address_help = "企业微信“通讯录—成员详情”中的账号，不是手机号"
    paces = (Pace(25, MINUTE, each_address=True),)  # more than 30 a minute to one member are thrown away in silence
    codes = Codes(
        waits={45009: MINUTE, 45033: MINUTE},
        refused=frozenset({40003, 40008, 40031, 40058, 44004, 45002, 46004, 60111, 81013, 82001}),
        house=frozenset({40001, 40013, 40056, 41004, 48002, 60011, 60020, 301002}),
        stale=frozenset({40014, 41001, 42001}),
    )

    def address_fault(self, address: str) -> str:
        """A userid: letters, digits, ``_-@.``."""
        return "" if ACCOUNT.fullmatch(address) else "账号只含字母、数字和 _ - @ .，最长64位，请到企业微信通讯录核对。"

    def token_request(self, setup: ChannelSetup) -> Request:
        """GET with both halves of the credentials."""
        query = urlencode({"corpid": setup.account, "corpsecret": setup.secret})
        return Request(f"/cgi-bin/gettoken?{query}", None)

    def request(self, setup: ChannelSetup, message: Message, *, at: datetime, token: str) -> Request:
        """Nothing in it depends on the moment: a repeat is the same request, and the server drops it."""
        card = {
            "title": clipped(message.title, 128),
            "description": clipped(message.text.translate(_BRACKETS), 512),
            "url": message.link,
            "btntxt": "查看",
        }
        body = {
            "touser": message.address,
            "msgtype": "textcard",
            "agentid": int(setup.agent),
            "textcard": card,
            "enable_duplicate_check": 1,
            "duplicate_check_interval": int(SAME_DROPPED.total_seconds()),
        }
        return Request(f"/cgi-bin/message/send?{urlencode({'access_token': token})}", body)

    def looked_at(self, said: dict[str, Any], message: Message) -> Answer | None:
        """``errcode`` 0 with the recipient among those who got nothing is a refusal."""
        for name, words in (("invaliduser", "账号不存在或不在应用可见范围"), ("unlicenseduser", "账号没有接口许可")):
            if message.address.lower() in str(said.get(name) or "").lower().split("|"):
                return Answer(Verdict.REFUSED, None, words)
        return None

    def repeat_until(self, began: datetime) -> datetime:
        """Four hours after it began to leave."""
        return began + SAME_DROPPED
