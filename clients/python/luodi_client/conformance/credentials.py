"""Who gets in, and how far."""

from __future__ import annotations

from .rules import expect, rule
from .walk import NOWHERE, Walk, problem, refused

ROOMS = ("/statistics/funnel/", "/webhooks/", "/meetings/")
UNKNOWN = "luodi_000000000000." + "0" * 43


@rule("credentials.missing", "不带密钥为 401，并给出 WWW-Authenticate: Bearer")
def without_a_key(walk: Walk) -> None:
    """No Authorization header at all."""
    answer = walk.get("/projects/", bare=True)
    refused(answer, 401, "not_authenticated", "不带 Authorization")
    expect(answer.headers.get("www-authenticate", "").startswith("Bearer"), "401 没有带 WWW-Authenticate: Bearer")


@rule("credentials.malformed", "格式不对的密钥为 401，不是 400 或 500")
def malformed(walk: Walk) -> None:
    """Other schemes, nothing behind the word, letters that are none."""
    for header in ("Bearer", "Bearer x", "Basic YTpi", "Bearer \u00e9", "Token abc"):
        answer = walk.get("/projects/", bare=True, headers={"Authorization": header})
        refused(answer, 401, "not_authenticated", f"Authorization: {header}")


@rule("credentials.wrong", "不存在的密钥与错误的密钥应答相同，不透露是哪一种")
def wrong(walk: Walk) -> None:
    """An unknown key, and a known public part with another secret."""
    key = walk.keys["main"].key
    swapped = key[:-6] + ("AAAAAA" if not key.endswith("AAAAAA") else "BBBBBB")
    details = []
    for one in (UNKNOWN, swapped):
        answer = walk.get("/projects/", bare=True, headers={"Authorization": f"Bearer {one}"})
        details.append(refused(answer, 401, "not_authenticated", "错误的密钥").get("detail"))
    expect(details[0] == details[1], "两种情形的说明不同，等于告诉别人哪个标识存在")


@rule("credentials.revoked", "已吊销的密钥为 401", keys=("revoked",))
def revoked(walk: Walk) -> None:
    """A key that was ended."""
    refused(walk.get("/projects/", by="revoked"), 401, "not_authenticated", "已吊销的密钥")


@rule("credentials.expired", "已过期的密钥为 401", keys=("expired",))
def expired(walk: Walk) -> None:
    """A key whose day is over."""
    refused(walk.get("/projects/", by="expired"), 401, "not_authenticated", "已过期的密钥")


@rule("credentials.challenge", "带了错误密钥的 401 同样给出 WWW-Authenticate: Bearer；写入也先查密钥", writes=True)
def challenge(walk: Walk) -> None:
    """Reading and writing; every key that is no longer good as well."""
    bad = {"Authorization": f"Bearer {UNKNOWN}"}
    answers = [
        walk.send(method, "/projects/", body, bare=True, headers=bad) for method, body in (("GET", None), ("POST", {}))
    ]
    answers += [walk.get("/projects/", by=name) for name in ("revoked", "expired") if name in walk.keys]
    for answer in answers:
        refused(answer, 401, "not_authenticated", "错误、吊销或过期的密钥")
        expect(answer.headers.get("www-authenticate", "").startswith("Bearer"), "401 没有带 WWW-Authenticate: Bearer")


@rule("scopes.rooms", "只有 project:read 的密钥读统计、推送地址、调度会也为 403 not_allowed", keys=("narrow",))
def rooms(walk: Walk) -> str:
    """Each room asks for a scope of its own."""
    for path in ROOMS:
        refused(walk.get(path, by="narrow"), 403, "not_allowed", f"只有 project:read 的密钥读取 {path}")
    refused(walk.send("PATCH", f"/projects/{NOWHERE}/", {}, by="narrow"), 403, "not_allowed", "只读密钥修改项目")
    return f"试过 {len(ROOMS) + 1} 处"


@rule("scopes.lacking", "缺少权限范围为 403 not_allowed，说明缺哪一个", keys=("narrow",), writes=True)
def lacking(walk: Walk) -> None:
    """A key that may only read tries to write."""
    answer = walk.post("/projects/", {}, by="narrow")
    said = refused(answer, 403, "not_allowed", "只读密钥录入项目")
    expect("project:write" in str(said.get("detail")), "403 的说明没有写出所缺的权限范围 project:write")
    refused(walk.post("/claims/", {}, by="narrow"), 403, "not_allowed", "只读密钥申报")


@rule("scopes.outside", "别的单位的项目读、改、办理一律 404，与不存在的项目应答相同", keys=("second",), writes=True)
def outside(walk: Walk) -> None:
    """Another organisation's client looks for our project."""
    mine = walk.project()
    foreign = walk.get(f"/projects/{mine['id']}/", by="second")
    nothing = walk.get(f"/projects/{NOWHERE}/", by="second")
    said = refused(foreign, 404, "not_found", "另一单位读取本单位项目")
    expect(said == refused(nothing, 404, "not_found", "读取不存在的项目"), "两种 404 的应答不同，透露了项目存在")
    headers = {"If-Match": f'"{mine["version"]}"'}
    changed = walk.send("PATCH", f"/projects/{mine['id']}/", {"summary": "x"}, headers=headers, by="second")
    expect(changed.status in (403, 404), f"另一单位修改本单位项目：应为 404，实为 {changed.status}")
    seen = walk.get(f"/projects/?external_ref={mine['external_ref']}", by="second")
    expect(problem(seen).get("results") == [], "另一单位的列表里出现了本单位项目")
