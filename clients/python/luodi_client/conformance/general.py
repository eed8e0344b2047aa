"""What holds for every answer of the walk. Judged at the end, over all that came."""

from __future__ import annotations

import re
from typing import Any, Iterator

from .rules import expect, rule, skip
from .walk import Exchange, Walk

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MONEY = re.compile(r"-?\d+(\.\d+)?")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
MEMBERS = ("type", "title", "status", "detail", "code", "errors")
TOLD = 3


def _judge(found: Iterator[str], tried: int, what: str) -> str:
    wrong = list(dict.fromkeys(found))
    more = f" 等 {len(wrong)} 处" if len(wrong) > TOLD else ""
    expect(not wrong, "；".join(wrong[:TOLD]) + more)
    return f"已查 {tried} {what}" if tried else skip("没有可查的应答")


def refusals(walk: Walk) -> list[Exchange]:
    """All answers of 400 to 499."""
    return [one for one in walk.exchanges if 400 <= one.answer.status < 500]


def values(walk: Walk) -> Iterator[tuple[str, str, Any]]:
    """Where, name and value of each field of each success. The document of the server is none."""
    for one in walk.exchanges:
        if one.answer.status < 300 and "/schema/" not in one.target and one.answer.content_type == "application/json":
            yield from ((one.where, name, value) for name, value in _fields(one.answer.data))


def _fields(data: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(data, list):
        for one in data:
            yield from _fields(one)
    elif isinstance(data, dict):
        for name, value in data.items():
            yield name, value
            if isinstance(value, (dict, list)):
                yield from _fields(value)


@rule("general.faults", "全程没有 5xx 应答")
def faults(walk: Walk) -> str:
    """Whatever was sent."""
    apart = walk.kept.get("odd", range(0))
    seen = [one for number, one in enumerate(walk.exchanges) if number not in apart]
    found = (f"{one.where} 为 {one.answer.status}" for one in seen if one.answer.status >= 500)
    return _judge(found, len(seen), "个应答")


@rule("general.problem", "拒绝一律为 application/problem+json，含 type、title、status、detail、code、errors")
def problem_json(walk: Walk) -> str:
    """RFC 9457 with the members of the contract."""

    def wrong() -> Iterator[str]:
        for one in refusals(walk):
            body = one.answer.data
            if one.answer.content_type != "application/problem+json" or not isinstance(body, dict):
                yield f"{one.where} 的 {one.answer.status} 不是 problem+json"
                continue
            lacking = [name for name in MEMBERS if name not in body]
            if lacking:
                yield f"{one.where} 的 {one.answer.status} 缺 {'、'.join(lacking)}"
            elif body["status"] != one.answer.status:
                yield f"{one.where} 的 status 为 {body['status']}，HTTP 状态为 {one.answer.status}"

    return _judge(wrong(), len(refusals(walk)), "个拒绝")


@rule("general.chinese", "拒绝的 detail 是中文句子，errors 的 detail 也是")
def chinese(walk: Walk) -> str:
    """People read it."""

    def wrong() -> Iterator[str]:
        for one in refusals(walk):
            body = one.answer.data if isinstance(one.answer.data, dict) else {}
            said = [body.get("detail", ""), *(error.get("detail", "") for error in body.get("errors") or [])]
            yield from (f"{one.where}：{text[:40]}" for text in said if text and not CHINESE.search(text))

    return _judge(wrong(), len(refusals(walk)), "个拒绝")


@rule("general.moments", "时间为 RFC 3339 的 UTC（以 Z 结尾），日期为 YYYY-MM-DD")
def moments(walk: Walk) -> str:
    """Names in ``_at`` are moments, names in ``_on`` are days."""
    tried = 0
    found = []
    for where, name, value in values(walk):
        pattern = MOMENT if name.endswith("_at") else DAY if name.endswith("_on") else None
        if pattern and isinstance(value, str) and value:
            tried += 1
            if not pattern.fullmatch(value):
                found.append(f"{where} 的 {name} 为 {value}")
    return _judge(iter(found), tried, "个值")


@rule("general.money", "金额（_wan）和面积（_mu）是十进制字符串或 null，不是数字")
def money(walk: Walk) -> str:
    """A number loses places on its way."""
    tried = 0
    found = []
    for where, name, value in values(walk):
        if name.endswith(("_wan", "_mu")) and value is not None and not isinstance(value, (dict, list)):
            tried += 1
            if not isinstance(value, str) or not MONEY.fullmatch(value):
                found.append(f"{where} 的 {name} 为 {value!r}")
    return _judge(iter(found), tried, "个值")


@rule("general.ids", "各列表和详情的 id 是 UUID")
def ids(walk: Walk) -> str:
    """The objects of the five lists."""
    tried = 0
    found = []
    for one in walk.exchanges:
        data = one.answer.data if one.answer.status in (200, 201) and "/schema/" not in one.target else None
        rows = data.get("results", [data]) if isinstance(data, dict) else []
        for row in rows if "/statistics/" not in one.target and "/changes/" not in one.target else []:
            if isinstance(row, dict) and isinstance(row.get("id"), str):
                tried += 1
                if not UUID.fullmatch(row["id"]):
                    found.append(f"{one.where} 的 id 为 {row['id']}")
    return _judge(iter(found), tried, "个对象")


@rule("general.limits", "给出 RateLimit 头的应答写法正确；429 带 Retry-After 和 RateLimit 头")
def limits(walk: Walk) -> str:
    """Where the server limits at all."""
    tried, found = 0, []
    for one in walk.exchanges:
        named = {name: value for name, value in one.answer.headers.items() if name.startswith("ratelimit")}
        tried += bool(named or one.answer.status == 429)
        found += [f"{one.where} 的 {name} 里没有数字" for name, said in named.items() if not re.search(r"\d", said)]
        if one.answer.status == 429 and not one.answer.headers.get("retry-after", "").strip():
            found.append(f"{one.where} 的 429 没有 Retry-After")
        if one.answer.status == 429 and not named:
            found.append(f"{one.where} 的 429 没有 RateLimit 头")
    return _judge(iter(found), tried, "个应答")
