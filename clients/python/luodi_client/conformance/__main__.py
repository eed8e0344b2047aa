"""``luodi-conformance --base-url https://主机 --key luodi_…``：对接自检。"""

from __future__ import annotations

import argparse
import json
import os
import sys
from contextlib import suppress
from http.client import HTTPException
from typing import Callable, Sequence

from ..core import Core
from ..errors import ApiProblem
from . import (
    credentials,
    duty,
    feed,
    figures,
    filters,
    general,
    journey,
    leaving,
    reading,
    refusals,
    routes,
    signatures,
    steps,
    webhooks,
    writing,
)
from .report import as_json, closing, count, line
from .rules import RULES, Outcome, judge
from .walk import Walk

ORDER = (
    *(credentials, signatures, reading, writing, refusals, routes, feed, journey),
    *(filters, figures, duty, steps, webhooks, leaving, general),
)
"""Rules are tried in this order; ``leaving`` ends what all made, ``general`` judges what came in all the others."""
FURTHER = {
    "second": "另一单位的密钥：检查互相看不到",
    "verifier": "认定单位的密钥（claim:verify）：检查认定",
    "narrow": "只有 project:read 的密钥：检查权限范围",
    "revoked": "已吊销的密钥：检查吊销",
    "expired": "已过期的密钥：检查过期",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options, for both doors."""
    parser.add_argument("--base-url", required=True, help="服务器地址，例如 https://luodi.example")
    parser.add_argument(
        "--key", default=os.environ.get("LUODI_KEY", ""), help="接口密钥；也可放在环境变量 LUODI_KEY 中"
    )
    for name, said in FURTHER.items():
        parser.add_argument(f"--{name}-key", default="", help=said)
    parser.add_argument("--signing-secret", default="", help="whsec_…，主密钥签名时给出：检查签名")
    parser.add_argument(
        "--receiver", default="", help="服务器能推送到的本机地址，例如 10.34.0.8:8700：检查推送；须已登记为允许的地址段"
    )
    parser.add_argument("--organisation", default="", help="自检项目的落地单位代码；不给则从可见的单位中选")
    parser.add_argument("--read-only", action="store_true", help="只读：不建立、不修改任何数据")
    parser.add_argument("--only", default="", help="只查名称以这些开头的规则，逗号分隔，例如 reading.,general.")
    parser.add_argument("--json", action="store_true", help="输出 JSON 报告")
    parser.add_argument("--timeout", type=float, default=30.0, help="每个请求最多等几秒，默认 30")


def ordered() -> list[str]:
    """Names of all rules."""
    places = {module.__name__: number for number, module in enumerate(ORDER)}
    RULES.sort(key=lambda one: places[one.check.__module__])
    return [one.name for one in RULES]


def walk_of(options: argparse.Namespace) -> Walk:
    """Everything a walk needs, from the options."""
    more = {"timeout": options.timeout}
    keys = {"main": Core(options.base_url, options.key, signing_secret=options.signing_secret, **more)}
    for name in FURTHER:
        given = getattr(options, f"{name}_key")
        if given:
            keys[name] = Core(options.base_url, given, **more)
    return Walk(keys, read_only=options.read_only, organisation=options.organisation, receiver=options.receiver)


def run(options: argparse.Namespace, say: Callable[[str], None]) -> int:
    """Try every rule, say what became of it; 1 when one failed."""
    if not options.key:
        say("请用 --key 或环境变量 LUODI_KEY 给出接口密钥。")
        return 2
    walk = walk_of(options)
    ordered()
    outcomes: list[Outcome] = []
    try:
        for one in RULES:
            if one.name.startswith(tuple(options.only.split(","))):
                outcomes.append(judge(one, walk))
                if not options.json:
                    say(line(outcomes[-1]))
    finally:
        close(walk)
    if options.json:
        say(json.dumps(as_json(walk, outcomes), ensure_ascii=False, indent=1))
    else:
        for text in closing(walk, outcomes):
            say(text)
    return 1 if count(outcomes, "failed") else 0


def close(walk: Walk) -> None:
    """What must not outlast the walk goes, one thing after the other; what the server does not let go stays."""
    for undo in reversed(walk.undo):
        with suppress(ApiProblem, OSError, HTTPException, LookupError, TypeError, ValueError):
            undo()
    for core in walk.keys.values():
        core.close()


def main(argv: Sequence[str] | None = None) -> int:
    """The console script."""
    parser = argparse.ArgumentParser(prog="luodi-conformance", description="落地 Luodi 接口对接自检")
    arguments(parser)
    return run(parser.parse_args(argv), lambda text: print(text, flush=True))


if __name__ == "__main__":
    sys.exit(main())
