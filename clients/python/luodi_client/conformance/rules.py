"""What a rule is, and how one is judged."""

from __future__ import annotations

import http.client
from dataclasses import dataclass
from typing import TYPE_CHECKING, Callable, Literal, NoReturn, Optional

from ..errors import ApiProblem

if TYPE_CHECKING:
    from .walk import Walk

State = Literal["passed", "failed", "skipped"]
Check = Callable[["Walk"], Optional[str]]


class Broken(Exception):
    """The server does not keep the rule; the message is the one-line reason."""


class Skipped(Exception):
    """There is no way to try it here; the message says what would be needed."""


@dataclass(frozen=True)
class Rule:
    """``name`` is stable, for programs; ``title`` is for people. ``keys``: further keys it needs; ``writes``: it may
    create or change something, so ``--read-only`` leaves it out."""

    name: str
    title: str
    check: Check
    writes: bool = False
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What became of one rule."""

    rule: Rule
    state: State
    reason: str


RULES: list[Rule] = []


def rule(name: str, title: str, *, writes: bool = False, keys: tuple[str, ...] = ()) -> Callable[[Check], Check]:
    """Enter a rule; they are tried in the order in which they are written."""

    def enter(check: Check) -> Check:
        RULES.append(Rule(name, title, check, writes, keys))
        return check

    return enter


def expect(kept: object, reason: str) -> None:
    """Broken with ``reason`` unless ``kept``."""
    if not kept:
        raise Broken(reason)


def skip(reason: str) -> NoReturn:
    """There is nothing to try it on."""
    raise Skipped(reason)


KEY_OPTIONS = {
    "second": "--second-key（另一单位的密钥）",
    "verifier": "--verifier-key（认定单位的密钥）",
    "narrow": "--narrow-key（只有 project:read 的密钥）",
    "revoked": "--revoked-key（已吊销的密钥）",
    "expired": "--expired-key（已过期的密钥）",
}


def judge(one: Rule, walk: Walk) -> Outcome:
    """Try one rule. What is thrown by a server that talks nonsense is its failure, not ours."""
    lacking = [KEY_OPTIONS[name] for name in one.keys if name not in walk.keys]
    if lacking:
        return Outcome(one, "skipped", f"需要 {'、'.join(lacking)}")
    if one.writes and walk.read_only:
        return Outcome(one, "skipped", "只读模式不写入")
    try:
        return Outcome(one, "passed", one.check(walk) or "")
    except Broken as broken:
        return Outcome(one, "failed", str(broken))
    except Skipped as skipped:
        return Outcome(one, "skipped", str(skipped))
    except ApiProblem as refused:
        return Outcome(one, "failed", f"{walk.exchanges[-1].where} 被拒绝：{refused}")
    except (OSError, http.client.HTTPException) as lost:
        return Outcome(one, "failed", f"没有收到应答：{lost or type(lost).__name__}")
    except (LookupError, TypeError, AttributeError, ValueError, ArithmeticError, StopIteration) as odd:
        return Outcome(one, "failed", f"应答的形状不符合约定，读不出 {odd}")
