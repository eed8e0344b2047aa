"""Pushes: which addresses are taken, the secret, the list of deliveries; with a receiver, what really arrives."""

from __future__ import annotations

import base64
import json
import uuid
from datetime import datetime
from typing import Any

from ..errors import ApiProblem
from ..signing import PREFIX, is_genuine
from .general import UUID
from .receiving import Push, Receiver
from .rules import expect, rule, skip
from .typed import needing
from .walk import Walk, good, refused

SCOPE = "webhook:write"
NEVER = (
    "http://127.0.0.1/",
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://0.0.0.0/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.100.100.200/",
    "https://[fe80::1]/",
    "https://224.0.0.1/",
    "https://2130706433/",
    "https://user:secret@push.example.cn/",
    "http://8.8.8.8/",
    "ftp://push.example.cn/",
    "file:///etc/passwd",
)
PRIVATE = ("https://10.255.255.1/", "https://172.31.255.1/", "https://192.168.255.1/", "https://100.127.255.1/")
PATIENCE = 100.0
"""Seconds: half a minute to the first attempt, a few to the second."""


@rule("webhooks.unsafe", "推送地址：本机、链路本地、云元数据、不加密的互联网地址等一律 422", writes=True)
def unsafe(walk: Walk) -> str:
    """Private ones too, but for those that a city has listed."""
    for target in NEVER:
        made = _ask(walk, target)
        if made.status == 201:
            _later(walk, made.data["id"])
        said = refused(made, 422, "invalid", f"登记推送地址 {target}")
        expect(
            "target" in [error.get("field") for error in said.get("errors") or []],
            f"{target} 的 errors 没有写明 target",
        )
    taken = []
    for target in PRIVATE:
        made = _ask(walk, target)
        if made.status == 201:
            _later(walk, made.data["id"])
            taken.append(target)
    expect(len(taken) < len(PRIVATE), "各个内网地址段都可登记：应只允许安全管理员登记过的")
    return f"试过 {len(NEVER) + len(PRIVATE)} 个" + (f"，内网地址 {'、'.join(taken)} 已被允许" if taken else "")


@rule("webhooks.secret", "推送地址：登记 201，签名密钥只在登记时给出，之后读取为 null", writes=True)
def secret(walk: Walk) -> None:
    """Not in the detail, not in the list."""
    key, body = uuid.uuid4().hex, {"target": _nowhere(walk, "secret"), "types": ["project.*"]}
    first = walk.post("/webhooks/", body, once=key)
    if first.status == 403:
        skip(f"密钥没有 {SCOPE}")
    made = good(first, "登记推送地址", 201)
    _later(walk, made["id"])
    _long_enough(made["secret"])
    shown = [walk.client().webhooks.get(made["id"]), *walk.client().webhooks.each()]
    expect(any(one["id"] == made["id"] for one in shown[1:]), "登记的推送地址不在列表里")
    expect(all(one["secret"] is None for one in shown), "读取时又给出了签名密钥")
    expect(made["types"] == ["project.*"] and made["target"] == body["target"], "读到的推送地址与登记的不同")


@rule("webhooks.deliveries", "推送记录为 {next, previous, results}，测试推送列在其中；不是自己的为 404", writes=True)
def deliveries(walk: Walk) -> None:
    """Whether it arrives or not, it is told."""
    hook = _hook(walk)
    test = walk.client().webhooks.test(hook["id"])
    page = good(walk.get(f"/webhooks/{hook['id']}/deliveries/"), "推送记录")
    expect({"next", "previous", "results"} <= set(page), "推送记录的应答缺 next、previous 或 results")
    mine = next((one for one in page["results"] if one["id"] == test["id"]), None)
    expect(mine, "推送记录里没有刚发的测试推送")
    for name in ("id", "type", "state", "occurred_at", "attempts", "replays"):
        expect(name in (mine or {}), f"推送记录缺少字段 {name}")
    expect(UUID.fullmatch(str(test["id"])), f"推送的 id 为 {test['id']}，应为 UUID")
    if "second" in walk.keys:
        foreign = walk.get(f"/webhooks/{hook['id']}/deliveries/", by="second")
        expect(foreign.status in (403, 404), f"另一单位读取推送记录应为 404，实为 {foreign.status}")


@rule("webhooks.change", "推送地址：PATCH、DELETE 须带 If-Match，停用、启用、删除后为 404", writes=True)
def change(walk: Walk) -> None:
    """Like any other object."""
    hook = _hook(walk, "change")
    path = f"/webhooks/{hook['id']}/"
    for method in ("PATCH", "DELETE"):
        refused(walk.send(method, path, {}), 428, "precondition_required", f"{method} 推送地址不带 If-Match")
    off = walk.client().webhooks.update(hook["id"], {"active": False}, version=hook["version"])
    expect(off["active"] is False, "停用没有生效")
    on = walk.client().webhooks.update(hook["id"], {"active": True}, version=off["version"])
    expect(on["active"] is True, "启用没有生效")
    walk.client().webhooks.delete(hook["id"], version=on["version"])
    refused(walk.get(path), 404, "not_found", "读取删除了的推送地址")


@rule("webhooks.signed", "变更推送到接收方：签名可验，编号为推送记录的 id，内容为变更流的那一行", writes=True)
def signed(walk: Walk) -> str:
    """A change of the project of this walk."""
    push = _arrived(walk)[0]
    shown = walk.kept["receiving"]["secret"]
    expect(is_genuine(shown, push.headers, push.body), "用登记时给出的密钥验不出签名（编号.时间.请求体）")
    expect(not is_genuine(shown, push.headers, push.body + b" "), "改了请求体，签名仍然相符")
    told = json.loads(push.body)
    expect({"type", "timestamp", "data"} <= set(told), "推送的请求体应有 type、timestamp、data")
    datetime.fromisoformat(told["timestamp"].replace("Z", "+00:00"))
    mine = walk.project()["id"]
    expect(mine in str(told["data"]), f"推送的内容里没有刚修改的项目 {mine}")
    return f"{told['type']}，编号 {push.number}"


@rule("webhooks.retried", "接收方答 500 后自动重试：编号不变，重新签名，推送记录列出两次", writes=True)
def retried(walk: Walk) -> str:
    """The receiver fails once on purpose."""
    first, second = _arrived(walk)[:2]
    shown = walk.kept["receiving"]
    expect(first.number == second.number, "重试时 webhook-id 变了")
    expect(is_genuine(shown["secret"], second.headers, second.body), "重试的签名验不出")
    row = _row(walk, first.number)
    expect(len(row["attempts"]) >= 2, f"推送记录应列出两次，实为 {len(row['attempts'])} 次")
    expect(row["state"] == "sent", f"收下后的状态应为 sent，实为 {row['state']}")
    return f"两次相隔 {int(second.headers['webhook-timestamp']) - int(first.headers['webhook-timestamp'])} 秒"


@rule("webhooks.replayed", "重新推送 replay/：同一编号再来一次，签名可验，推送记录写明次数", writes=True)
def replayed(walk: Walk) -> None:
    """What has arrived may be asked for once more."""
    before = _arrived(walk)
    number = before[0].number
    _row(walk, number)
    again = walk.client().deliveries.replay(number)
    expect(again["id"] == number, "重新推送后 id 变了")
    pushes = walk.kept["receiver"].wait(len(before) + 1, PATIENCE, number=number)
    expect(len(pushes) > len(before), f"重新推送后 {PATIENCE:.0f} 秒内没有收到")
    expect(is_genuine(walk.kept["receiving"]["secret"], pushes[-1].headers, pushes[-1].body), "重新推送的签名验不出")
    expect(_row(walk, number)["replays"] == 1, "推送记录没有写明重新推送的次数")


def _ask(walk: Walk, target: str) -> Any:
    answer = walk.post("/webhooks/", {"target": target})
    return skip(f"密钥没有 {SCOPE}") if answer.status == 403 else answer


def _nowhere(walk: Walk, name: str) -> str:
    """A name that leads to nobody (RFC 6761)."""
    return f"https://push.invalid/{walk.mark}/{name}"


def _hook(walk: Walk, name: str = "hook", target: str = "") -> dict[str, Any]:
    """A webhook of this walk, which goes with it."""
    with needing(SCOPE):
        made: dict[str, Any] = dict(walk.client().webhooks.create({"target": target or _nowhere(walk, name)}))
    _later(walk, made["id"])
    return made


def _later(walk: Walk, pk: str) -> None:
    """Take it away when all is over."""

    def remove() -> None:
        client = walk.client()
        client.webhooks.delete(pk, version=client.webhooks.get(pk)["version"])

    walk.undo.append(remove)


def _long_enough(text: str) -> None:
    right = text.startswith(PREFIX) and 24 <= len(base64.b64decode(text[len(PREFIX) :])) <= 64
    expect(right, "签名密钥应为 whsec_ 加 24 至 64 字节的 base64")


def _arrived(walk: Walk) -> list[Push]:
    """The pushes of one change: the first answered with 500, the second taken. Waited for once."""
    if "arrived" not in walk.kept:
        walk.kept["arrived"] = _received(walk)
    found: list[Push] = walk.kept["arrived"]
    return found if len(found) > 1 else skip("没有收到第二次推送，见 webhooks.signed")


def _received(walk: Walk) -> list[Push]:
    receiver = _receiver(walk)
    project = walk.project()
    walk.client().projects.update(project["id"], {"summary": f"接口自检：推送 {walk.mark}"}, version=project["version"])
    hook = walk.kept["receiving"]
    found = receiver.wait(1, PATIENCE)
    expect(found, f"修改项目后 {PATIENCE:.0f} 秒内没有收到推送；推送记录 {_told(walk, hook['id'])}")
    return receiver.wait(2, PATIENCE, number=found[0].number)


def _receiver(walk: Walk) -> Receiver:
    """Listening, and entered with the server."""
    if "receiver" not in walk.kept:
        host, _, port = walk.receiver.rpartition(":")
        if not host or not port.isdigit():
            skip("需要 --receiver 主机:端口（服务器能推送到的本机地址）")
        project = walk.project()["id"]
        try:
            receiver = Receiver(int(port), project)
        except OSError as taken:
            skip(f"本机的端口 {port} 不能用：{taken}")
        walk.undo.append(receiver.close)
        walk.kept["receiver"] = receiver
        try:
            walk.kept["receiving"] = _hook(walk, target=f"http://{host}:{port}/{walk.mark}")
        except ApiProblem as refusal:
            walk.kept["refusal"] = refusal.detail
    if "receiving" not in walk.kept:
        skip(f"服务器不接受这个接收地址：{walk.kept.get('refusal', '')}")
    found: Receiver = walk.kept["receiver"]
    return found


def _told(walk: Walk, pk: str) -> str:
    rows = walk.client().webhooks.deliveries_list(pk, page_size=3)["results"]
    return "；".join(f"{one['type']} {one['state']}" for one in rows) or "为空"


def _row(walk: Walk, number: str) -> dict[str, Any]:
    """The delivery of this number, when it has come to rest."""
    hook, core = walk.kept["receiving"]["id"], walk.keys["main"]
    for _ in range(20):
        rows = [one for one in walk.client().webhooks.deliveries_each(hook) if one["id"] == number]
        expect(rows, f"推送记录里没有编号 {number}")
        if rows[0]["state"] not in ("queued", "sending"):
            break
        core.retry.sleep(0.5)
    return dict(rows[0])
