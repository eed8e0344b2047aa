"""The states of an action item and the legal moves between them (domain.md 7): one table, tested as a whole matrix.

待签收 → 办理中 → 待核 → 已销号, with 退回 and 转长期. 延期 is no state: it is the one row ``Extension`` beside an item
that goes on being worked at. The table stands in the database as well (``triggers``).
"""

from __future__ import annotations

from django.db import models

from projects.errors import Conflict


class ItemState(models.TextChoices):
    """Where an item stands."""

    TO_SIGN = "to_sign", "待签收"
    WORKING = "working", "办理中"
    RETURNED = "returned", "已退回"
    CHECKING = "checking", "待核"
    LONG_TERM = "long_term", "转长期"
    CLOSED = "closed", "已销号"
    VOID = "void", "已撤销"


class Move(models.TextChoices):
    """What is done with an item."""

    SIGN = "sign", "签收"
    NAME = "name", "更换责任人"
    REPLY = "reply", "办理回复"
    SUBMIT = "submit", "报请核销"
    RETURN = "return", "退回"
    CLOSE = "close", "销号"
    EXTEND = "extend", "延期"
    DEFER = "defer", "转长期"
    REVIEW = "review", "长期复核"
    RESUME = "resume", "恢复限期办理"
    HAND_OVER = "hand_over", "移交"
    TAKE_OVER = "take_over", "接收移交"
    URGE = "urge", "催办"
    PASS_UP = "pass_up", "上报协调"
    ANSWER_UP = "answer_up", "登记上级答复"
    VERIFY = "verify", "跟踪问效"
    REOPEN = "reopen", "重新交办"
    VOID = "void", "撤销交办"


S = ItemState
OPEN_STATES = (S.TO_SIGN, S.WORKING, S.RETURNED, S.CHECKING, S.LONG_TERM)
CLOCKED = (S.TO_SIGN, S.WORKING, S.RETURNED, S.CHECKING)
"""Open and with a deadline that runs."""
IN_HAND = (S.TO_SIGN, S.WORKING, S.RETURNED, S.LONG_TERM)
"""Open and in the hands of the lead unit; 待核 is in those of the issuer."""


def _stay(*states: ItemState) -> dict[str, str]:
    return {str(state): str(state) for state in states}


MOVES: dict[str, dict[str, str]] = {
    Move.SIGN: {S.TO_SIGN: S.WORKING},
    Move.NAME: _stay(S.WORKING, S.RETURNED, S.CHECKING, S.LONG_TERM),
    Move.REPLY: _stay(S.WORKING, S.RETURNED, S.LONG_TERM),
    Move.SUBMIT: {S.WORKING: S.CHECKING, S.RETURNED: S.CHECKING, S.LONG_TERM: S.CHECKING},
    Move.RETURN: {S.CHECKING: S.RETURNED},
    Move.CLOSE: {S.CHECKING: S.CLOSED},
    Move.EXTEND: _stay(S.WORKING, S.RETURNED),
    Move.DEFER: {S.WORKING: S.LONG_TERM, S.RETURNED: S.LONG_TERM, S.CHECKING: S.LONG_TERM},
    Move.REVIEW: _stay(S.LONG_TERM),
    Move.RESUME: {S.LONG_TERM: S.WORKING},
    Move.HAND_OVER: _stay(S.TO_SIGN, S.WORKING, S.RETURNED),
    Move.TAKE_OVER: {S.TO_SIGN: S.WORKING, S.WORKING: S.WORKING, S.RETURNED: S.WORKING},
    Move.URGE: _stay(S.TO_SIGN, S.WORKING, S.RETURNED),
    Move.PASS_UP: _stay(S.WORKING, S.RETURNED, S.LONG_TERM),
    Move.ANSWER_UP: _stay(*OPEN_STATES),
    Move.VERIFY: _stay(S.CLOSED),
    Move.REOPEN: {S.CLOSED: S.WORKING},
    Move.VOID: dict.fromkeys(map(str, OPEN_STATES), str(S.VOID)),
}
"""Move → state before → state after. What is missing is refused."""

PAIRS = frozenset(
    (str(before), str(after)) for moves in MOVES.values() for before, after in moves.items() if before != after
)
"""Changes of state that the database accepts."""


def is_legal(move: str, state: str) -> bool:
    """Is there such a move from ``state``?"""
    return state in MOVES[move]


def state_after(move: str, state: str) -> str:
    """The state that follows, or ``Conflict`` with what the item waits for."""
    if not is_legal(move, state):
        label, now = Move(move).label, ItemState(state).label
        asked = "、".join(ItemState(one).label for one in MOVES[move])
        raise Conflict(f"事项目前是“{now}”，不能{label}；只有{asked}的事项可以。请刷新后查看。", "item_state")
    return MOVES[move][state]
