"""What is refused, and that nothing a client sends is a fault of the server."""

from __future__ import annotations

from typing import Any

from .rules import expect, rule
from .walk import NOWHERE, Walk, refused


@rule("refusals.method", "不支持的方法为 405")
def method(walk: Walk) -> None:
    """On an object that does not exist, so that a mistake does no harm."""
    answer = walk.send("DELETE", f"/projects/{NOWHERE}/")
    refused(answer, 405, "method_not_allowed", "DELETE /projects/{id}/")


@rule("refusals.media", "不支持的内容类型为 415", writes=True)
def media(walk: Walk) -> None:
    """Neither JSON nor a form."""
    walk.may_write()
    headers = {"Idempotency-Key": f"{walk.mark}-415", "Content-Type": "text/plain"}
    answer = walk.send("POST", "/projects/", content=b"name=x", headers=headers)
    refused(answer, 415, "unsupported_media_type", "Content-Type: text/plain")


@rule("refusals.large", "过大的内容为 413", writes=True)
def large(walk: Walk) -> None:
    """Three megabytes of JSON."""
    headers = {"Idempotency-Key": f"{walk.mark}-413"}
    answer = walk.send("POST", "/projects/", {"name": "大" * 1_000_000}, headers=headers)
    refused(answer, 413, "too_large", "3 MB 的 JSON")


@rule("refusals.malformed", "不是 JSON 的内容为 400 malformed", writes=True)
def malformed(walk: Walk) -> None:
    """Cut off, and not UTF-8."""
    walk.may_write()
    for number, content in enumerate((b'{"name": "x"', b"\xff\xfe{}")):
        headers = {"Idempotency-Key": f"{walk.mark}-400-{number}", "Content-Type": "application/json"}
        answer = walk.send("POST", "/projects/", content=content, headers=headers)
        refused(answer, 400, "malformed", "不合法的 JSON")


@rule("refusals.unknown_field", "不认识的字段、只读的字段为 400 unknown_field，errors 写明是哪个", writes=True)
def unknown_field(walk: Walk) -> None:
    """``stage`` is read-only everywhere."""
    body = walk.body(walk.project()["landing_organisation"], "unknown")
    for name in ("no_such_field", "stage"):
        said = refused(walk.post("/projects/", {**body, name: "signed"}), 400, "unknown_field", f"提交字段 {name}")
        expect(name in _fields(said), f"errors 没有写明字段 {name}")


@rule("refusals.values", "日期、金额、代码与网页一样检查，errors[].field 写明字段", writes=True)
def values(walk: Walk) -> None:
    """Each wrong in one field."""
    body = walk.body(walk.project()["landing_organisation"], "wrong")
    wrong: dict[str, Any] = {
        "negotiating_on": "2026-02-30",
        "total_investment_wan": "八万",
        "landing_organisation": "no-such-code",
        "name": "",
    }
    for name, value in wrong.items():
        said = refused(walk.post("/projects/", {**body, name: value}), 422, "invalid", f"{name} 为 {value!r}")
        expect(name in _fields(said), f"{name} 为 {value!r}：errors 没有写明字段")


@rule("refusals.uscc", "校验位不对的统一社会信用代码为 422 invalid_uscc", writes=True)
def uscc(walk: Walk) -> None:
    """One digit off."""
    walk.may_write()
    answer = walk.post("/enterprises/", {"name": f"接口自检企业{walk.mark[-8:]}", "uscc": "91340200MA2TE5T01X"})
    refused(answer, 422, "invalid_uscc", "校验位不对的代码")


@rule("refusals.odd", "怪异的请求得到 4xx 或正常应答，从不是 5xx")
def odd(walk: Walk) -> str:
    """What a careless program may send."""
    paths = (
        "/projects/?q=%00",
        "/projects/?q=%F0%9F%98%80%E2%80%AE",
        "/projects/?page_size=99999999999999999999",
        "/projects/?updated_since=9999-12-31T23:59:59-12:00",
        "/projects/?min_total_investment_wan=1e400",
        "/projects/?signed_from=0001-01-01&signed_to=9999-12-31",
        "/organisations/?on=2026-13-45",
        "/projects/?fields=" + "a," * 400,
        f"/projects/{NOWHERE}/as-of/?on=1900-01-01&known_at=x",
        "/enterprises/?uscc=%27%20OR%201%3D1--",
        "/projects/?cursor=" + "A" * 3000,
    )
    first = len(walk.exchanges)
    for path in paths:
        answer = walk.get(path)
        walk.kept["odd"] = range(first, len(walk.exchanges))  # judged here, not once more at the end
        expect(answer.status < 500, f"GET {path[:60]} 得到 {answer.status}")
    return f"试过 {len(paths)} 种"


@rule("refusals.incomplete", "缺材料、缺字段的申报为 422 incomplete，missing 一次列全，每项说明怎样补", writes=True)
def incomplete(walk: Walk) -> str:
    """A bare claim to have signed."""
    body = {"project": walk.project()["id"], "step": "sign", "effective_on": "2026-06-18", "submit": True}
    answer = walk.post("/claims/", body)
    if answer.status == 403:
        return "密钥没有 claim:write，未查"
    missing = refused(answer, 422, "incomplete", "没有材料就申报签约").get("missing") or []
    expect(missing, "incomplete 没有给出 missing")
    for thing in missing:
        expect({"kind", "name", "label", "how"} <= set(thing), "missing 的各项应有 kind、name、label、how")
        expect(thing["kind"] in ("field", "evidence", "condition"), f"missing 的 kind 不认识：{thing['kind']}")
    expect(any(thing["kind"] == "evidence" for thing in missing), "missing 没有列出所缺的投资协议")
    return f"列出 {len(missing)} 项"


def _fields(said: dict[str, Any]) -> list[str]:
    return [str(error.get("field", "")).split("[")[0] for error in said.get("errors") or []]
