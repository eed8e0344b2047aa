"""Each route of the contract is there, is described, and answers its methods."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from typing import Any

from ..transport import Answer, Request
from .contract import BY_KEY, QUERIES, ROUTES, Route
from .rules import expect, rule, skip
from .walk import NOWHERE, Walk, problem

SHANGHAI = timezone(timedelta(hours=8))
ASKED = {"POST": (400, 403, 404, 415, 422, 428), "PUT": (400, 403, 404, 422, 428)}
ASKED["PATCH"] = ASKED["DELETE"] = (400, 403, 404, 409, 422, 428)
NOUNS = ("organisations", "officers", "enterprises", "projects", "claims", "meetings", "action-items")


def today() -> date:
    """Of the server: China has one zone."""
    return datetime.now(SHANGHAI).date()


def described(walk: Walk) -> dict[str, set[str]]:
    """Path with nameless parameters → methods, from the server's own document."""
    if "described" not in walk.kept:
        paths = walk.document()["paths"]
        walk.kept["described"] = {
            _nameless(path.rsplit("/api/v1", 1)[-1]): {method.upper() for method in item}
            for path, item in paths.items()
        }
    return dict(walk.kept["described"])


def _nameless(path: str) -> str:
    return re.sub(r"\{\w+\}", "{}", path)


def _try(walk: Walk, route: Route) -> str:
    known = described(walk).get(_nameless(route.path))
    if known is None and route.later:
        skip("这台服务器的接口说明里没有，属于以后提供的")
    expect(known is not None, "接口说明（/schema/）里没有这个地址")
    lacking = [method for method in route.methods if method not in (known or set())]
    expect(not lacking, f"接口说明里缺方法：{'、'.join(lacking)}")
    said = []
    for method in route.methods:
        if method == "GET":
            said.append(_read(walk, route))
        elif not walk.read_only:
            _ask(walk, route, method)
    return "；".join(one for one in said if one)


def _read(walk: Walk, route: Route) -> str:
    if route.path == BY_KEY:
        return ""
    target = _filled(walk, route.path)
    if target is None:
        return "没有数据可读，只核对了接口说明"
    answer = walk.get(target)
    if answer.status == 403:
        return "密钥没有权限范围，403"
    allowed = (200, 404) if NOWHERE in target or route.path.endswith(("/minutes/", "/pack/")) else (200,)
    expect(answer.status in allowed, f"GET {target.partition('?')[0]}：实为 {answer.status} {_detail(answer)}")
    return ""


def _ask(walk: Walk, route: Route, method: str) -> None:
    """Without the headers that a write needs, and on nothing: so it is refused, but not as an unknown method."""
    target = re.sub(r"\{\w+\}", NOWHERE, route.path)
    answer = walk.send(method, target, {})
    expect(answer.status in ASKED[method], f"{method}：空请求应被拒绝（4xx），实为 {answer.status} {_detail(answer)}")
    if answer.status == 404:
        expect("没有这个接口地址" not in _detail(answer), f"{method}：服务器不认识这个地址")


def _filled(walk: Walk, path: str) -> str | None:
    """The path with a real object where there is one; nothing when there is none to read."""
    noun = path.split("/")[1]
    if "{id}" in path and noun in NOUNS:
        rows = walk.get(f"/{noun}/?page_size=1")
        if noun == "projects" and "project" in walk.kept:
            path = path.replace("{id}", str(walk.kept["project"]["id"]), 1)
        elif rows.status == 200 and rows.data["results"]:
            path = path.replace("{id}", str(rows.data["results"][0]["id"]), 1)
        elif rows.status == 200:
            return None
    filled = path.replace("{id}", NOWHERE)
    asked = QUERIES.get(_as_written(path), "")
    return filled + asked.format(today=today().isoformat(), year=today().year)


def _as_written(path: str) -> str:
    return re.sub(r"/[0-9a-f]{8}-[0-9a-f-]{27}/", "/{id}/", path)


def _detail(answer: Answer) -> str:
    return str(problem(answer).get("detail", ""))


def _enter(route: Route) -> None:
    name = "route." + route.path.strip("/").replace("{id}", "id").replace("/", ".")

    @rule(name, f"地址 {route.path} 可用（{' '.join(route.methods)}）")
    def there(walk: Walk) -> Any:
        """One row of the contract."""
        return _try(walk, route)


for _route in ROUTES:
    _enter(_route)


@rule("route.health", "/healthz 与 /readyz 不要密钥即可查看")
def health(walk: Walk) -> str:
    """Outside of /api/v1: the alive one is 200; the ready one says 200 or 503."""
    core = walk.keys["main"]
    came = []
    for path in ("/healthz", "/readyz"):
        from_root = core.transport.send(Request("GET", core.root.rsplit("/api/v1", 1)[0] + path))
        came.append(from_root.status)
    expect(came[0] == 200, f"/healthz 为 {came[0]}")
    expect(came[1] in (200, 503), f"/readyz 为 {came[1]}")
    return f"/readyz 为 {came[1]}"
