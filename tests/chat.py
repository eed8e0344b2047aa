"""Local servers that speak the documented protocols of WeCom, DingTalk, Feishu and of the SMS example.

They check what the services check (keys, signatures, tokens, members, limits), keep what they took, and can be told to
answer with a code, to hang, to drop the line, or to send half an answer — before or after taking the message.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

HANG, DROP, HALF = "hang", "drop", "half"
WINDOW = 60.0


@dataclass(frozen=True)
class Taken:
    """One message that a service took: to whom (empty: the group of the robot), and its words."""

    service: str
    address: str
    words: str
    body: dict[str, Any]
    link: str = ""


@dataclass(frozen=True)
class Raw:
    """An answer as it stands: status, headers, bytes."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


Scripted = str | int | Raw
Said = dict[str, Any] | Raw


class ChatServer:
    """Listens on a free port of the loopback. ``taken``: what reached people, in order."""

    WECOM_KEY, WECOM_CORP, WECOM_SECRET, WECOM_AGENT = "wecom-key-1", "ww1", "wecom-secret-1", 1000002
    DING_TOKEN, DING_SIGN, DING_APP, DING_SECRET, DING_AGENT = "dingtoken1", "SECding", "dingapp", "ding-secret-1", 42
    FEISHU_HOOK, FEISHU_SIGN, FEISHU_APP, FEISHU_SECRET = "feishu-hook-1", "feishusign", "cli_1", "feishu-secret-1"
    SMS_ACCOUNT, SMS_SECRET = "city", "sms-secret-1"

    def __init__(self) -> None:
        self.clock: Callable[[], float] = time.time
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        self._lock = threading.Lock()
        self._release = threading.Event()
        self.reset()

    def reset(self) -> None:
        """Forget everything."""
        self._release.set()
        self._release = threading.Event()
        self.taken: list[Taken] = []
        self.asked: list[str] = []
        self.before: deque[Scripted] = deque()
        self.after: deque[Scripted] = deque()
        self.always: Scripted | None = None
        self.pause = 0.0  # seconds between taking a message and answering
        self.members = {"litian", "wangdiao", "ou_litian"}
        self.tokens: set[str] = set()
        self.token_number = 0
        self.limit: int | None = None
        self.clock = time.time
        self._times: list[float] = []
        self._seen: set[str] = set()

    # --- life ---
    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}"

    def start(self) -> None:
        """Listen."""
        self._thread.start()

    def stop(self) -> None:
        """Close the port."""
        self._release.set()
        self._http.shutdown()
        self._http.server_close()

    def wait_for(self, count: int, seconds: float = 20) -> None:
        """Return when ``count`` messages were taken."""
        deadline = time.monotonic() + seconds
        while len(self.taken) < count:
            if time.monotonic() > deadline:
                raise TimeoutError(f"{len(self.taken)} of {count} messages taken")
            time.sleep(0.01)

    def expire_tokens(self) -> None:
        """Every access token given so far is over."""
        self.tokens.clear()

    # --- the exchange ---
    def answer(self, method: str, target: str, body: dict[str, Any], headers: dict[str, str]) -> Said | str:
        """What the service says, or HANG, DROP, HALF."""
        address = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(address.query).items()}
        self.asked.append(f"{method} {address.path}")
        with self._lock:
            if (self.always is not None or self.before) and not _is_token(address.path):
                scripted = self.always if self.always is not None else self.before.popleft()
                return self._scripted(address.path, scripted)
            said = self._said(method, unquote(address.path), query, body, headers)
            if self.after and not _is_token(address.path) and not isinstance(said, Raw):
                return self._scripted(address.path, self.after.popleft())
            return said

    def _scripted(self, path: str, scripted: Scripted) -> Said | str:
        if isinstance(scripted, int):
            return _code(path, scripted)
        return scripted

    def hang(self) -> None:
        """Say nothing until ``reset`` or ``stop``."""
        self._release.wait(60)

    def _said(
        self, method: str, path: str, query: dict[str, str], body: dict[str, Any], headers: dict[str, str]
    ) -> Said:
        if path.startswith("/cgi-bin/"):
            return self._wecom(method, path, query, body)
        if path in ("/robot/send", "/gettoken") or path.startswith("/topapi/"):
            return self._dingtalk(method, path, query, body)
        if path.startswith("/open-apis/"):
            return self._feishu(path, query, body, headers)
        if path == "/sms/send":
            return self._sms(body)
        return Raw(404, b"<html>not found</html>", {"Content-Type": "text/html"})

    def _too_fast(self) -> bool:
        """More than ``limit`` within a minute of ``clock``."""
        now = self.clock()
        self._times = [at for at in self._times if at > now - WINDOW]
        if self.limit is not None and len(self._times) >= self.limit:
            return True
        self._times.append(now)
        return False

    def _token(self) -> str:
        self.token_number += 1
        token = f"token-{self.token_number}"
        self.tokens.add(token)
        return token

    # --- WeCom ---
    def _wecom(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Said:
        if path == "/cgi-bin/webhook/send":
            if query.get("key") != self.WECOM_KEY:
                return _code(path, 93000)
            words = body["text"]["content"]
            if len(words.encode()) > 2048:
                return _code(path, 40058)
            return self._take(path, Taken("wecom_robot", "", words, body), 45009)
        if path == "/cgi-bin/gettoken":
            assert method == "GET"
            return self._wecom_token(path, query)
        if query.get("access_token") not in self.tokens:
            return _code(path, 42001)
        return self._wecom_app(path, body)

    def _wecom_token(self, path: str, query: dict[str, str]) -> Said:
        if query.get("corpid") != self.WECOM_CORP:
            return _code(path, 40013)
        if query.get("corpsecret") != self.WECOM_SECRET:
            return _code(path, 40001)
        return {"errcode": 0, "errmsg": "ok", "access_token": self._token(), "expires_in": 7200}

    def _wecom_app(self, path: str, body: dict[str, Any]) -> Said:
        if body["agentid"] != self.WECOM_AGENT:
            return _code(path, 40056)
        card = body["textcard"]
        assert len(card["title"].encode()) <= 128 and len(card["description"].encode()) <= 512
        if body["touser"] not in self.members:
            return {"errcode": 0, "errmsg": "ok", "invaliduser": body["touser"].lower(), "msgid": "1"}
        taken = Taken("wecom_app", body["touser"], f"{card['title']}\n{card['description']}", body, card["url"])
        assert body["enable_duplicate_check"] == 1
        return self._take(path, taken, 45009, same=json.dumps(body, sort_keys=True)) | {"msgid": "1"}

    # --- DingTalk ---
    def _dingtalk(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> Said:
        if path == "/robot/send":
            return self._dingtalk_robot(path, query, body)
        if path == "/gettoken":
            if (query.get("appkey"), query.get("appsecret")) != (self.DING_APP, self.DING_SECRET):
                return _code(path, 40089)
            return {"errcode": 0, "errmsg": "ok", "access_token": self._token(), "expires_in": 7200}
        if query.get("access_token") not in self.tokens:
            return {"errcode": 88, "sub_code": "40014", "errmsg": "ding talk error[subcode=40014,submsg=invalid token]"}
        if path.endswith("getsendresult"):
            return self._dingtalk_result(body)
        oa, to = body["msg"]["oa"], body["userid_list"]
        taken = Taken("dingtalk_work", to, f"{oa['body']['title']}\n{oa['body']['content']}", body, oa["message_url"])
        self._last = to
        if to not in self.members:
            return {"errcode": 0, "errmsg": "ok", "task_id": 7}  # says yes to anybody
        return self._take(path, taken, 90018, same=json.dumps([to, body["msg"]], sort_keys=True)) | {"task_id": 7}

    def _dingtalk_robot(self, path: str, query: dict[str, str], body: dict[str, Any]) -> Said:
        if query.get("access_token") != self.DING_TOKEN:
            return _code(path, 300005)
        stamp = query.get("timestamp", "0")
        key = self.DING_SIGN.encode()
        digest = hmac.new(key, (stamp + "\n" + self.DING_SIGN).encode("utf-8"), digestmod=hashlib.sha256).digest()
        if query.get("sign") != base64.b64encode(digest).decode() or abs(self.clock() * 1000 - int(stamp)) > 3_600_000:
            return _code(path, 310000)
        return self._take(path, Taken("dingtalk_robot", "", body["text"]["content"], body), 130101)

    def _dingtalk_result(self, body: dict[str, Any]) -> Said:
        assert body == {"agent_id": self.DING_AGENT, "task_id": 7}
        unknown = [] if self._last in self.members else [self._last]
        return {"errcode": 0, "errmsg": "ok", "send_result": {"invalid_user_id_list": unknown, "forbidden_list": []}}

    # --- Feishu ---
    def _feishu(self, path: str, query: dict[str, str], body: dict[str, Any], headers: dict[str, str]) -> Said:
        if path.startswith("/open-apis/bot/v2/hook/"):
            return self._feishu_robot(path, body)
        if path.endswith("tenant_access_token/internal"):
            if (body.get("app_id"), body.get("app_secret")) != (self.FEISHU_APP, self.FEISHU_SECRET):
                return _code(path, 10014)
            return {"code": 0, "msg": "ok", "tenant_access_token": self._token(), "expire": 7200}
        if headers.get("authorization", "").removeprefix("Bearer ") not in self.tokens:
            return Raw(400, json.dumps(_code(path, 99991663)).encode())
        kind, to = query["receive_id_type"], body["receive_id"]
        assert kind == ("open_id" if to.startswith("ou_") else "user_id")
        if to not in self.members:
            return Raw(400, json.dumps(_code(path, 230034)).encode())
        words, link = _read_post(json.loads(body["content"]))
        return self._take(path, Taken("feishu_app", to, words, body, link), 230020, same=body["uuid"])

    def _feishu_robot(self, path: str, body: dict[str, Any]) -> Said:
        if path.rpartition("/")[2] != self.FEISHU_HOOK:
            return _code(path, 19001)
        stamp = body["timestamp"]
        key = f"{stamp}\n{self.FEISHU_SIGN}".encode()
        expected = base64.b64encode(hmac.new(key, b"", digestmod=hashlib.sha256).digest()).decode()
        if body["sign"] != expected or abs(self.clock() - int(stamp)) > 3600:
            return _code(path, 19021)
        words, link = _read_post(body["content"]["post"])
        return self._take(path, Taken("feishu_robot", "", words, body, link), 11232)

    # --- SMS ---
    def _sms(self, body: dict[str, Any]) -> Said:
        signed = "\n".join(body[name] for name in ("account", "id", "mobile", "content", "timestamp"))
        expected = hmac.new(self.SMS_SECRET.encode(), signed.encode(), hashlib.sha256).hexdigest()
        if body["account"] != self.SMS_ACCOUNT or body["signature"] != expected:
            return _code("/sms/send", 102)
        return self._take("/sms/send", Taken("sms", body["mobile"], body["content"], body), 429)

    def _take(self, path: str, taken: Taken, too_fast: int, same: str = "") -> dict[str, Any]:
        """Deliver it; the same words again are dropped where the service does so."""
        if self._too_fast():
            return _code(path, too_fast)
        if same and same in self._seen:
            return _code(path, 0)
        self._seen.add(same)
        self.taken.append(taken)
        return _code(path, 0)


def _is_token(path: str) -> bool:
    return "gettoken" in path or "tenant_access_token" in path or path.endswith("getsendresult")


def _code(path: str, code: int) -> dict[str, Any]:
    """The service's own way to name a code."""
    words = "ok" if code == 0 else f"said {code}"
    if path.startswith("/open-apis/"):
        return {"code": code, "msg": words, "data": {}}
    if path.startswith("/sms/"):
        return {"code": code, "message": words}
    return {"errcode": code, "errmsg": words}


def _read_post(content: dict[str, Any]) -> tuple[str, str]:
    post = content["zh_cn"]
    parts = [part for line in post["content"] for part in line]
    link = next((part["href"] for part in parts if part["tag"] == "a"), "")
    return "\n".join([post["title"], *(part["text"] for part in parts if part["tag"] == "text")]).strip(), link


def _handler(server: ChatServer) -> type[BaseHTTPRequestHandler]:  # noqa: C901 - one small method each
    class Handler(BaseHTTPRequestHandler):
        """One request."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            self._answer(json.loads(content))

        def _answer(self, body: dict[str, Any]) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            said = server.answer(self.command, self.path, body, headers)
            self.close_connection = True
            time.sleep(server.pause)
            if said == DROP:
                return
            if said == HANG:
                server.hang()
                return
            if said == HALF:
                self.wfile.write(b'HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"errcode":0,"code":0,"er')
                return
            raw = said if isinstance(said, Raw) else Raw(200, json.dumps(said).encode())
            self.send_response(raw.status)
            for name, value in raw.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(raw.body)))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(raw.body)

        def log_message(self, *args: object) -> None:
            """Quiet."""

    return Handler
