"""钉钉工作通知: gettoken, asyncsend_v2, and one question after the result, because it says yes to anybody.

The same words to the same person reach them once a day, whatever is sent: a repeat on the same day does no harm.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from notifications.outbox.channels.web import MINUTE, Codes, Message, Request, WebChannel, clipped
from notifications.outbox.models import ChannelSetup
from notifications.outbox.verdicts import Answer, Verdict

ACCOUNT = re.compile(r"[A-Za-z0-9_.@$:+-]{1,64}")
SAME_AGAIN = 143106
HOUR = timedelta(hours=1)


class DingtalkWork(WebChannel):
    """To one member of the organisation, in the conversation 工作通知."""

    name = "dingtalk_work"
    label = "钉钉工作通知"
    default_base_url = "https://oapi.dingtalk.com"
    wants = {"account": "AppKey（Client ID）", "agent": "应用 AgentId（数字）", "secret": "AppSecret（Client Secret）"}
    address_label = "钉钉账号"
    address_help = "钉钉管理后台“通讯录—成员详情”中的员工编号（UserID），不是手机号"
    codes = Codes(
        waits={90002: MINUTE, 90018: MINUTE, 143103: MINUTE, 143104: MINUTE, 143105: HOUR},
        refused=frozenset({33012, 40031, 40035, 60121, 1430000, 1430002, 1430004}),
        house=frozenset({40001, 40013, 40089, 50002, 60011, 60020}),
        stale=frozenset({40014, 42001}),
    )

    def address_fault(self, address: str) -> str:
        """A UserID."""
        return "" if ACCOUNT.fullmatch(address) else "账号不能含空格和逗号，最长64位，请到钉钉通讯录核对。"

    def number_in(self, said: dict[str, Any]) -> int | None:
        """Code 88 says only that there is another one beside it."""
        code = super().number_in(said)
        inner = str(said.get("sub_code") or "")
        return int(inner) if code == 88 and inner.isascii() and inner.isdecimal() else code

    def token_request(self, setup: ChannelSetup) -> Request:
        """GET with both halves of the credentials."""
        return Request(f"/gettoken?{urlencode({'appkey': setup.account, 'appsecret': setup.secret})}", None)

    def request(self, setup: ChannelSetup, message: Message, *, at: datetime, token: str) -> Request:
        """A message of the kind ``oa``: its texts are plain, nothing in them is markup."""
        head = {"bgcolor": "FF1D4ED8", "text": "落地"}
        body = {"title": clipped(message.title, 200), "content": clipped(message.text, 1200)}
        said = {"msgtype": "oa", "oa": {"message_url": message.link, "head": head, "body": body}}
        sent = {"agent_id": int(setup.agent), "userid_list": message.address, "msg": said}
        return Request(f"/topapi/message/corpconversation/asyncsend_v2?{_token(token)}", sent)

    def follow_up(self, setup: ChannelSetup, said: dict[str, Any], token: str) -> Request | None:
        """What became of the task."""
        task = said.get("task_id")
        if not isinstance(task, int):
            return None
        asked = {"agent_id": int(setup.agent), "task_id": task}
        return Request(f"/topapi/message/corpconversation/getsendresult?{_token(token)}", asked)

    def looked_at(self, said: dict[str, Any], message: Message) -> Answer | None:
        """Of the result: unknown, failed or held back. A result that is not there yet says nothing."""
        found = said.get("send_result")
        if not isinstance(found, dict):
            return None
        if _named(found, "invalid_user_id_list", message):
            return Answer(Verdict.REFUSED, 33012, "账号不存在或不在应用可见范围")
        for held in found.get("forbidden_list") or ():
            if isinstance(held, dict) and str(held.get("userid")) == message.address:
                return self._held_back(str(held.get("code") or ""))
        if _named(found, "failed_user_id_list", message):
            return Answer(Verdict.DEFERRED, None, "钉钉没有送达这个账号")
        return None

    def _held_back(self, code: str) -> Answer | None:
        """143106: the same words reached them today already."""
        number = int(code) if code.isascii() and code.isdecimal() else 0
        return None if number == SAME_AGAIN else self.coded(number, "钉钉限流，没有送达")

    def repeat_until(self, began: datetime) -> datetime:
        """The end of that day in China."""
        return timezone.localtime(began).replace(hour=23, minute=59, second=59, microsecond=0)


def _token(token: str) -> str:
    return urlencode({"access_token": token})


def _named(found: dict[str, Any], name: str, message: Message) -> bool:
    listed = found.get(name)
    return isinstance(listed, list) and message.address in listed
