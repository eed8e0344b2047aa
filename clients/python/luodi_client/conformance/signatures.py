"""Requests that are signed: by the holder, just now, once, over exactly what is sent."""

from __future__ import annotations

import base64
import time
import uuid
from typing import Mapping

from ..signing import PREFIX, TOLERANCE, signed
from ..transport import Answer, Request
from .rules import expect, rule, skip
from .walk import Walk, refused

ASKED = "page_size=1"


@rule("signing.accepted", "签名正确的请求放行；查询串也在签名之内，改了查询串为 401")
def accepted(walk: Walk) -> None:
    """The signature is over the address as it is sent."""
    headers = _signed(walk)
    moved = _send(walk, headers, query="page_size=2")
    refused(moved, 401, "not_authenticated", "签名之后改了查询串")
    good = _send(walk, _signed(walk))
    expect(good.status == 200, f"签名正确的请求应为 200，实为 {good.status}")


@rule("signing.forged", "用别的签名密钥签的、签名头不完整的为 401")
def forged(walk: Walk) -> None:
    """The key alone does not do."""
    other = PREFIX + base64.b64encode(b"another secret, of 32 bytes long").decode()
    refused(_send(walk, _signed(walk, secret=other)), 401, "not_authenticated", "用别的签名密钥签名")
    partly = {name: value for name, value in _signed(walk).items() if name != "webhook-timestamp"}
    refused(_send(walk, partly), 401, "not_authenticated", "签名头缺 webhook-timestamp")


@rule("signing.skewed", "签名时间与服务器相差超过 300 秒为 401，早晚都一样")
def skewed(walk: Walk) -> None:
    """A minute beyond, so that a slow network is no matter."""
    now = int(time.time())
    for seconds in (-TOLERANCE - 60, TOLERANCE + 60):
        answer = _send(walk, _signed(walk, now=now + seconds))
        refused(answer, 401, "not_authenticated", f"签名时间相差 {seconds} 秒")


@rule("signing.replayed", "同一编号的签名只放行一次，再发为 401")
def replayed(walk: Walk) -> None:
    """Caught on the wire and sent again."""
    headers = _signed(walk)
    first = _send(walk, headers)
    expect(first.status == 200, f"第一次应为 200，实为 {first.status}")
    refused(_send(walk, headers), 401, "not_authenticated", "同一编号再发一次")


def _signed(walk: Walk, *, secret: str = "", now: int = 0) -> Mapping[str, str]:
    core = walk.keys["main"]
    if not core.signing_secret:
        skip("需要 --signing-secret（主密钥的签名密钥）")
    number = uuid.uuid4().hex
    return signed(secret or core.signing_secret, "GET", _path(walk), ASKED, b"", number=number, now=now)


def _path(walk: Walk) -> str:
    return f"{walk.keys['main'].root}/projects/"


def _send(walk: Walk, headers: Mapping[str, str], *, query: str = ASKED) -> Answer:
    """With these signature headers and no others."""
    core = walk.keys["main"]
    own = {**headers, "Authorization": f"Bearer {core.key}", "Accept": "application/json"}
    return walk.pass_on(Request("GET", f"{_path(walk)}?{query}", own), core, bare=True)
