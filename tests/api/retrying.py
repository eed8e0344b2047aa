"""Rounds of row 17, as test_web_server.py and ``python -m tests.api.retries`` play them.

Each round sends one POST under one key, in one of five ways: ten at once; the server shot between commit and reply;
shot at a random instant; the answer thrown away; another body under the key. Then it is retried until it is answered,
and there must be exactly one object, and the same bytes each time.
"""

from __future__ import annotations

import json
import random
import threading
import time
from contextlib import suppress

from projects.gateway.models import IdempotencyRecord
from projects.ledger.models import Enterprise
from tests.api.callers import Caller
from tests.api.web import Web, at_once
from tests.api.wire import Reply

PATH = "/enterprises/"
WAYS = ("ten at once", "shot after commit", "shot at random", "answer lost", "other body")
SHOTS = ("shot after commit", "shot at random")


def one_round(web: Web, system: Caller, number: int, way: str, dice: random.Random) -> Reply:
    """One object under one key, whatever happens; the final answer. AssertionError when it is not so."""
    key, body = f"round-{number}-{dice.getrandbits(32)}", {"name": f"企业{number}号"}

    def post(_: int = 0) -> Reply:
        return web.send("POST", PATH, system.key, body, Idempotency_Key=key)

    seen: list[Reply] = []
    if way == "ten at once":
        seen = at_once(10, post)
        assert {one.status for one in seen} <= {201, 409}, {one.status for one in seen}
    elif way == "answer lost":
        with web.raw() as line:
            line.sendall(_bytes(system.key, key, body["name"]))
    elif way in SHOTS:
        _shoot(web, post, way, dice)
    final = _until_answered(post)
    seen = [one for one in [*seen, final, post()] if one.status == 201]
    assert len({one.content for one in seen}) == 1, "not the same bytes"
    if way == "other body":
        other = web.send("POST", PATH, system.key, {"name": "另一家"}, Idempotency_Key=key)
        assert other.status == 422, other
    assert Enterprise.objects.filter(name=body["name"]).count() == 1, way
    return final


def _shoot(web: Web, post: object, way: str, dice: random.Random) -> None:
    die = web.home / "die"
    if way == "shot after commit":
        die.touch()
    sending = threading.Thread(target=_in_vain, args=(post,))
    sending.start()
    if way == "shot at random":
        time.sleep(dice.uniform(0, 0.08))
        web.shoot()
    sending.join()
    die.unlink(missing_ok=True)
    web.shoot()
    web.start()


def _in_vain(post: object) -> None:
    with suppress(Exception):  # nobody may be there to answer: that is the point
        post()  # type: ignore[operator]


def _until_answered(post: object) -> Reply:
    """As the guide says: again under the same key while it is in flight. A dead request's lease lasts 60 s."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with suppress(OSError):
            reply: Reply = post()  # type: ignore[operator]
            if reply.status == 201:
                return reply
            assert reply.status == 409, reply
        time.sleep(0.2)
    raise AssertionError("never answered")


def _bytes(key: str, idempotency: str, name: str) -> bytes:
    content = json.dumps({"name": name}).encode()
    head = f"POST /api/v1{PATH} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n"
    head += (
        f"Content-Type: application/json\r\nIdempotency-Key: {idempotency}\r\nContent-Length: {len(content)}\r\n\r\n"
    )
    return head.encode() + content


def rounds(web: Web, system: Caller, count: int, seed: int) -> dict[str, int]:
    """How many of each way; a shot costs a start of the server, so there is one among ten rounds, the last."""
    dice, done = random.Random(seed), dict.fromkeys(WAYS, 0)
    gentle = [way for way in WAYS if way not in SHOTS]
    for number in range(count):
        way = SHOTS[number // 10 % 2] if number % 10 == 9 else dice.choice(gentle)
        one_round(web, system, number, way, dice)
        done[way] += 1
    assert Enterprise.objects.count() == count == IdempotencyRecord.objects.count()
    return done
