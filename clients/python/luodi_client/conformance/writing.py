"""Once, and over nothing one has not seen."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from .rules import expect, rule, skip
from .walk import Walk, good, refused


@rule("once.required", "POST 不带 Idempotency-Key 为 400", writes=True)
def key_required(walk: Walk) -> None:
    """Before anything else is done."""
    code = walk.project()["landing_organisation"]
    answer = walk.send("POST", "/projects/", walk.body(code, "nokey"))
    refused(answer, 400, "idempotency_key_required", "不带 Idempotency-Key 录入项目")


@rule("once.length", "Idempotency-Key 可长 255 个字符，再长为 400", writes=True)
def key_length(walk: Walk) -> None:
    """256 are too many."""
    walk.may_write()
    answer = walk.post("/projects/", {}, once="k" * 256)
    refused(answer, 400, "idempotency_key_invalid", "256 个字符的 Idempotency-Key")
    longest = walk.post("/projects/", {}, once=(uuid.uuid4().hex * 8)[:255])
    expect(longest.status == 422, f"255 个字符的 Idempotency-Key 应当接受，空内容为 422，实为 {longest.status}")


@rule("once.replay", "同一 Idempotency-Key 再发一次：应答逐字节相同，只建立一个对象", writes=True)
def replay(walk: Walk) -> None:
    """The answer is the stored one."""
    body, key = walk.body(walk.project()["landing_organisation"], "replay"), uuid.uuid4().hex
    first = walk.post("/projects/", body, once=key)
    walk.note("项目", good(first, "录入项目", 201))
    walk.kept["replayed"] = (key, body)
    second = walk.post("/projects/", body, once=key)
    expect(second.status == 201, f"重发应为 201，实为 {second.status}")
    expect(second.content == first.content, "重发的应答与第一次的不是逐字节相同")
    found = walk.rows(f"/projects/?external_ref={body['external_ref']}")
    expect(len(found) == 1, f"重发后有 {len(found)} 个项目，应为 1 个")


@rule("once.mismatch", "同一 Idempotency-Key 换了内容为 422 idempotency_mismatch", writes=True)
def mismatch(walk: Walk) -> None:
    """Another body under a used key."""
    key, body = walk.kept.get("replayed") or skip("没有重发过的录入，见 once.replay")
    answer = walk.post("/projects/", {**body, "name": body["name"] + "改"}, once=key)
    refused(answer, 422, "idempotency_mismatch", "同一编号换了内容")


@rule("once.race", "同一 Idempotency-Key 同时发四次：只建立一个，其余为相同应答或 409", writes=True)
def race(walk: Walk) -> str:
    """In flight is 409 ``idempotency_in_flight``."""
    body, key = walk.body(walk.project()["landing_organisation"], "race"), uuid.uuid4().hex

    def send(_: int) -> Any:
        try:
            return walk.post("/projects/", body, once=key)
        finally:
            walk.keys["main"].close()  # this thread's connection

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    made = {answer.content for answer in answers if answer.status == 201}
    expect(len(made) == 1, f"应有一种 201 应答，实有 {len(made)} 种")
    walk.note("项目", next(one for one in answers if one.status == 201).data)
    for answer in answers:
        if answer.status != 201:
            refused(answer, 409, "idempotency_in_flight", "同时发出的另一次")
    found = walk.rows(f"/projects/?external_ref={body['external_ref']}")
    expect(len(found) == 1, f"同时发四次建立了 {len(found)} 个项目")
    return f"201 {sum(one.status == 201 for one in answers)} 次，409 {sum(one.status == 409 for one in answers)} 次"


@rule("match.required", "PATCH 不带 If-Match 为 428，且什么也不改", writes=True)
def match_required(walk: Walk) -> None:
    """``*`` would defeat the purpose."""
    before = walk.project()
    for headers in ({}, {"If-Match": "*"}):
        answer = walk.send("PATCH", f"/projects/{before['id']}/", {"summary": "不应写入"}, headers=headers)
        refused(answer, 428, "precondition_required", f"If-Match：{headers.get('If-Match', '不带')}")
    expect(walk.project()["version"] == before["version"], "被拒绝的修改改变了版本")


@rule("match.fresh", "带所见版本的 PATCH 生效，版本增加", writes=True)
def fresh(walk: Walk) -> None:
    """What was read is what is changed."""
    before = walk.project()
    body: Any = {"summary": "接口自检：第一次修改"}
    after = walk.client().projects.update(before["id"], body, version=before["version"])
    expect(after["version"] > before["version"], "修改成功而 version 没有增加")
    expect(after["summary"] == "接口自检：第一次修改", "应答中的内容不是刚写入的")
    walk.kept["old"] = before


@rule("match.stale", "过期的 If-Match 为 412 stale，current 为最新内容", writes=True)
def stale(walk: Walk) -> None:
    """The current representation comes along."""
    now = walk.project()
    old = {**now, "version": now["version"] + 1000}
    said = refused(change(walk, old, "不应写入"), 412, "stale", "带别的版本修改项目")
    current: dict[str, Any] = said.get("current") or {}
    expect(current.get("version") == now["version"], "412 的 current 不是最新内容")
    expect(current.get("id") == now["id"], "412 的 current 不是这个对象")
    expect(walk.project()["version"] == now["version"], "412 却改了内容")


@rule("by_ref.upsert", "PUT /projects/by-ref/：首次 201，再次带 If-Match 为 200，同一对象", writes=True)
def by_ref(walk: Walk) -> None:
    """The client's own reference."""
    body = walk.body(walk.project()["landing_organisation"], "ref")
    reference = body.pop("external_ref")
    path = f"/projects/by-ref/{reference}/"
    first = good(walk.send("PUT", path, body), "按自己的编号录入", 201)
    walk.note("项目", first)
    expect(first["external_ref"] == reference, "external_ref 不是地址里的编号")
    refused(walk.send("PUT", path, body), 428, "precondition_required", "已有的对象不带 If-Match 再次 PUT")
    again: Any = {**body, "summary": "接口自检：更新"}
    second = walk.client().projects.by_ref(reference, again, version=first["version"])
    expect(second["id"] == first["id"], "同一编号更新后成了另一个对象")


def change(walk: Walk, seen: dict[str, Any], text: str) -> Any:
    """PATCH the summary over what was seen."""
    headers = {"If-Match": f'"{seen["version"]}"'}
    return walk.send("PATCH", f"/projects/{seen['id']}/", {"summary": text}, headers=headers)
