"""``python -m tests.notifications.chaos.run --kills 600 --mails 20000 --seed 7``: the long form; exits 0 when clean.

``--sqlite``: the same on SQLite, where there is no database server to kill. ``--figures product``: leases, graces and
ticks as shipped; then the end alone takes a quarter of an hour. ``--trouble``: between the kills also FLUSHALL,
connections to Redis that are reset or half open, and a Redis that stays away over several ticks.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from dataclasses import dataclass, replace
from typing import TextIO

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("LUODI_DEMO", "1")

from tests.notifications.chaos.house import TROUBLES, House
from tests.notifications.chaos.judge import Judgement, judge

Card = tuple[str, str]
DECK: tuple[Card, ...] = (
    ("web", "whole"),
    ("worker", "whole"),
    ("worker", "leader"),  # its children are orphans, and work on
    ("worker", "child"),  # of the pool, as when memory is short
    ("beat", "whole"),
    ("redis", "whole"),
    ("redis", "whole"),
    ("postgres", "whole"),
    ("postgres", "backend"),
)
"""Kind, and what of it is hit."""
TROUBLE = 4
"""After so many kills something else befalls Redis as well."""
LAG = 2
"""The clerk may be so many portions behind: mail is under way at every kill."""
QUIET = {True: 90.0, False: 1800.0}
"""Seconds in which everything must have come to an end after the last kill, by whether the figures are short."""


@dataclass(frozen=True)
class Plan:
    """What is done to a house. ``pauses``: seconds between two kills; ``longest``: that what was killed stays away.

    ``troubles``: what befalls Redis besides, in turn; needs a house whose Redis is behind a proxy.
    """

    kills: int
    mails: int
    seed: int
    pauses: tuple[float, float] = (0.2, 1.5)
    longest: float = 1.0
    troubles: tuple[str, ...] = ()


def run(house: House, plan: Plan, said: TextIO | None = None) -> Judgement:
    """Feed and kill, wait for quiet, judge. Needs a house that is ready."""
    chance, kills = random.Random(f"killer {plan.seed}"), []
    portions = [plan.mails // plan.kills + (number < plan.mails % plan.kills) for number in range(plan.kills)]
    deck: list[Card] = []
    behind, troubles = 0, Counter[str]()
    for number, portion in enumerate(portions, 1):
        house.ask(f"feed {portion}")
        behind += 1
        behind = _pause(house, chance.uniform(*plan.pauses), behind)
        kind, mode = _draw(house, deck, chance)
        mode = house.strike(kind, mode, chance, plan.longest)
        kills.append({"at": time.time(), "kind": kind, "mode": mode})
        if plan.troubles and number % TROUBLE == 0:
            deed = plan.troubles[number // TROUBLE % len(plan.troubles)]
            house.trouble(deed)
            troubles[deed] += 1
        if said and number % 20 == 0:
            said.write(f"{number} kills, {len(house.lines('acks'))} told, {len(house.lines('sink'))} arrived\n")
            said.flush()
    (house.home / "kills.jsonl").write_text("".join(f"{json.dumps(kill)}\n" for kill in kills))
    while behind:
        behind = _pause(house, 0.1, behind)
    books = _quiet(house)
    taken = [line for line in house.lines("sink") if not line["to"].endswith("@alarm.example")]
    found = judge(house.lines("acks"), taken, books["rows"], books["uncertain"], kills)
    return replace(found, troubles=troubles)


def _pause(house: House, seconds: float, behind: int) -> int:
    """Look after the house meanwhile, and until the clerk is not too far behind; returns how far he is."""
    stop = time.monotonic() + seconds
    while time.monotonic() < stop or behind > LAG:
        house.tend()
        behind -= len(house.heard())
        time.sleep(0.03)
    return behind


def _draw(house: House, deck: list[Card], chance: random.Random) -> Card:
    """The next card whose part is at work: every kind has its turn, in an order that the seed shuffles."""
    while True:
        if not deck:
            deck += [card for card in DECK if house.named(card[0])]
            chance.shuffle(deck)
        ready = house.ready()
        for card in deck:
            if card[0] in ready:
                deck.remove(card)
                return card
        house.tend()
        house.wait(0.03)


def _quiet(house: House) -> dict[str, list[list[object]]]:
    """Nobody kills any more: wait until nothing is under way, and return the books."""
    stop = time.monotonic() + QUIET[house.hurried]
    house.wait_until_ready()
    while time.monotonic() < stop:
        house.tend()
        if house.answer("left").get("left") == 0:
            break
        house.wait(0.3)
    return house.answer("report")


def table(found: Judgement) -> str:
    """What came out, and what it proves: 0 of n means less than 3/n (95 %)."""
    kills, mails = sum(found.kills.values()), found.told
    waits = " / ".join(f"{found.wait(share):.1f}" for share in (0.5, 0.99, 1))
    rows = [
        ("kills", f"{kills}, {found.under_way} of them with mail under way"),
        *((f"  {kind}", str(count)) for kind, count in sorted(found.kills.items())),
        *((f"  Redis: {deed}", f"{count} (not counted as kills)") for deed, count in sorted(found.troubles.items())),
        ("told and acknowledged", str(found.told)),
        ("rolled back", str(found.rolled_back)),
        ("arrived", str(found.arrived)),
        ("LOST", str(len(found.lost))),
        ("DOUBLED", str(len(found.doubled))),
        ("sent though never told", str(len(found.never_told))),
        ("given up, and shown as such", str(len(found.failed))),
        ("uncertain at some time", str(found.ever_uncertain)),
        ("not settled at the end", str(len(found.unsettled))),
        ("never answered to the clerk", str(found.unanswered)),
        ("seconds to the relay", f"{waits} (50 %, 99 %, all)"),
    ]
    lines = [f"{name:<30}{value}" for name, value in rows]
    if found.is_clean:
        lines.append(f"0 of {kills} kills and of {mails} mails (95 %): a kill harms a mail with a chance below")
        lines.append(f"{3 / max(kills, 1):.2%}, a mail is harmed with a chance below {3 / max(mails, 1):.4%}")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Read the arguments, run, print."""
    parser = ArgumentParser(prog="python -m tests.notifications.chaos.run")
    parser.add_argument("--kills", type=int, default=600)
    parser.add_argument("--mails", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--sqlite", action="store_true")
    parser.add_argument("--figures", choices=("short", "product"), default="short")
    parser.add_argument("--trouble", action="store_true")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))  # the house ends with us
    began = time.monotonic()
    with House(
        asked.seed, sqlite=asked.sqlite, hurried=asked.figures == "short", workers=asked.workers, proxied=asked.trouble
    ) as house:
        plan = Plan(asked.kills, asked.mails, asked.seed, troubles=TROUBLES if asked.trouble else ())
        found = run(house, plan, sys.stderr)
    database = "SQLite" if asked.sqlite else "PostgreSQL"
    sys.stdout.write(f"{database}, seed {asked.seed}, {time.monotonic() - began:.0f} s\n{table(found)}")
    falls = {name: part.falls for name, part in house.parts.items() if part.falls}
    sys.stdout.write(f"ended by themselves and were started again: {falls or 'none'}\n")
    for name in ("lost", "doubled", "never_told", "unsettled"):
        for token in getattr(found, name):
            sys.stdout.write(f"{name}: {token}\n")
    return 0 if found.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
