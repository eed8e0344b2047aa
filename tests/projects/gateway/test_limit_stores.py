"""The counting itself, on a real Redis and on real files: exact however many call at once."""

from __future__ import annotations

import multiprocessing
import os
import time
from array import array
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path
from threading import Barrier

import pytest
import redis
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from projects.gateway.limits import slots
from projects.gateway.limits.admission import network_of_caller
from projects.gateway.limits.rules import MINUTE, READ, WRITE, Rule, kind_of, rule_for
from projects.gateway.limits.stores import FileStore, RedisStore, Store, decide

CALLERS = 200


@pytest.fixture(params=["redis", "files"])
def store(request: pytest.FixtureRequest, redis_url: str, tmp_path: Path) -> Iterator[Store]:
    """Each of the two, empty."""
    if request.param == "files":
        yield FileStore(tmp_path / "limits")
        return
    with redis.Redis.from_url(redis_url) as server:
        server.flushdb()
        yield RedisStore(redis_url, patience=30)
        server.flushdb()


def admitted(callers: int, spend: Callable[[int], bool]) -> int:
    """How many of so many calls at one instant were let in."""
    start = Barrier(callers)

    def call(number: int) -> bool:
        start.wait(60)
        return spend(number)

    with ThreadPoolExecutor(callers) as pool:
        return sum(pool.map(call, range(callers)))


@pytest.mark.parametrize("limit", [1, 37, 150])
def test_of_200_at_once_exactly_the_limit_is_admitted(store: Store, limit: int) -> None:
    rule = Rule(READ, limit, 1000)
    assert admitted(CALLERS, lambda _: not store.spend("a", rule).is_refused) == limit


def test_negative_control_look_then_count_admits_more(redis_url: str) -> None:
    """What DRF's own throttles do: read the history, decide, write it back."""
    with redis.Redis.from_url(redis_url, max_connections=CALLERS) as server:
        server.delete("naive")

        def spend(_: int) -> bool:
            if int(server.get("naive") or 0) >= 5:  # type: ignore[arg-type]
                return False
            time.sleep(0.01)
            server.incr("naive")
            return True

        assert admitted(CALLERS, spend) > 5


def test_a_second_holds_no_more_than_the_burst(store: Store) -> None:
    rule = Rule(READ, 1000, 20)
    begun = time.monotonic()
    let_in = admitted(CALLERS, lambda _: not store.spend("a", rule).is_refused)
    seconds = int(time.monotonic() - begun)
    assert 20 <= let_in <= 20 * (1 + seconds)  # exactly 20, unless a loaded machine took longer than a second
    refused = next(one for one in (store.spend("a", rule) for _ in range(CALLERS)) if one.is_refused)
    assert 0 < refused.wait <= 1
    assert refused.headers()["Retry-After"] == "1"


def test_callers_and_kinds_have_budgets_of_their_own(store: Store) -> None:
    one, other = Rule(READ, 2, 100), Rule(WRITE, 2, 100)
    for who in ("a", "b"):
        for rule in (one, other):
            assert [store.spend(who, rule).is_refused for _ in range(3)] == [False, False, True]


def test_what_is_left_is_told(store: Store) -> None:
    rule = Rule(READ, 3, 100)
    found = [store.spend("a", rule) for _ in range(4)]
    assert [one.remaining for one in found] == [2, 1, 0, 0]
    assert all(59 < one.reset <= 60 for one in found)
    said = found[-1].headers()
    assert said["RateLimit-Limit"] == "3"
    assert said["RateLimit-Remaining"] == "0"
    assert said["RateLimit-Reset"] == said["Retry-After"] == "60"


def test_a_higher_limit_holds_at_once(store: Store) -> None:
    assert [store.spend("a", Rule(READ, 1, 100)).is_refused for _ in range(2)] == [False, True]
    assert not store.spend("a", Rule(READ, 2, 100)).is_refused
    assert store.spend("a", Rule(READ, 1, 100)).is_refused


def _spend(folder: Path, start: Barrier, found: multiprocessing.Queue[int]) -> None:
    start.wait(60)
    store, rule = FileStore(folder), Rule(READ, 60, 1000)
    found.put(sum(not store.spend("a", rule).is_refused for _ in range(50)))


def test_files_are_exact_across_processes(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("fork")
    start, found = spawn.Barrier(4), spawn.Queue()
    workers = [spawn.Process(target=_spend, args=(tmp_path, start, found)) for _ in range(4)]
    for worker in workers:
        worker.start()
    counts = [found.get(timeout=60) for _ in workers]
    for worker in workers:
        worker.join()
    assert sum(counts) == 60


def test_idle_files_are_swept_and_nobody_counts_in_a_removed_one(tmp_path: Path) -> None:
    store, rule = FileStore(tmp_path), Rule(READ, 3, 100)
    store.spend("idle", rule)
    (path,) = tmp_path.glob("*.calls")
    store.sweep()
    assert path.exists()
    os.utime(path, (0, 0))
    store.sweep()
    assert not path.exists()
    assert store.spend("idle", rule).remaining == 2


@given(st.lists(st.floats(0, 40), max_size=60), st.integers(1, 8), st.integers(1, 4))
@hypothesis_settings(max_examples=200, deadline=None)
def test_no_minute_and_no_second_ever_holds_one_more(gaps: list[float], limit: int, burst: int) -> None:
    rule, kept, now = Rule(READ, limit, burst), array("d"), 1_000_000.0
    let_in: list[float] = []
    for gap in gaps:
        now += gap / 4
        kept, standing = decide(kept, now, rule)
        if not standing.is_refused:
            let_in.append(now)
    for moment in let_in:
        assert sum(moment - MINUTE < one <= moment for one in let_in) <= limit
        assert sum(moment - 1 < one <= moment for one in let_in) <= burst


def test_slots_are_given_back() -> None:
    assert [slots.take("a", 2) for _ in range(3)] == [True, True, False]
    slots.give_back("a")
    assert slots.take("a", 2)
    for _ in range(2):
        slots.give_back("a")
    assert slots.taken("a") == 0


def test_who_is_beyond_those_at_work_waits_for_them() -> None:
    assert slots.take("b", 10, working=1)
    assert not slots.take("b", 10, working=1, patience=0.05)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(slots.take, "b", 10, 1, 30)
        slots.give_back("b")
        assert waiting.result()
    slots.give_back("b")
    assert slots.taken("b") == 0


@pytest.fixture
def nobody_called(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever the tests before have played is forgotten."""
    monkeypatch.setattr(slots, "_called", {})


@pytest.fixture
def several(nobody_called: None) -> Iterator[list[Future[bool]]]:
    """Somebody quiet at work, and somebody loud whose first request has just ended while two more wait."""
    assert slots.take("quiet", 10, 1) and slots.take("loud", 10, 1)
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(slots.take, "loud", 10, 1, 30) for _ in range(2)]
        while slots.taken("loud") < 3:
            time.sleep(0.01)
        slots.give_back("loud")
        yield waiting
    slots.give_back("loud")
    assert slots.taken("loud") == slots.taken("quiet") == 0


def test_one_of_several_waits_while_somebody_else_is_at_work(several: list[Future[bool]]) -> None:
    time.sleep(slots.COURTESY / 2)
    assert not any(one.done() for one in several)
    slots.give_back("quiet")
    assert next(as_completed(several, 5)).result()
    slots.give_back("loud")
    assert all(one.result(5) for one in several)


def test_it_does_not_wait_for_ever_for_others(several: list[Future[bool]]) -> None:
    assert next(as_completed(several, 5)).result()
    slots.give_back("quiet")
    slots.give_back("loud")
    assert all(one.result(5) for one in several)


def test_one_slow_request_keeps_back_the_others_of_its_caller_for_a_moment_only(nobody_called: None) -> None:
    assert slots.take("quiet", 10, 2) and slots.take("loud", 10, 2)
    slots.give_back("quiet")
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(slots.take, "loud", 10, 2, 30) for _ in range(2)]
        assert next(as_completed(waiting, 5)).result()
        slots.give_back("loud")
        assert all(one.result(5) for one in waiting)
    for _ in range(2):
        slots.give_back("loud")


def test_who_asks_for_no_more_than_may_be_at_work_waits_for_nobody(nobody_called: None) -> None:
    assert slots.take("quiet", 10, 2)
    assert slots.take("loud", 10, 2, 0.05) and slots.take("loud", 10, 2, 0.05)
    for who in ("loud", "loud", "quiet"):
        slots.give_back(who)


def test_nobody_stands_back_for_a_stranger(nobody_called: None) -> None:
    assert slots.take("stranger", 10, 1, takes_turns=False) and slots.take("loud", 10, 1)
    with ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(slots.take, "loud", 10, 1, 30) for _ in range(2)]
        while slots.taken("loud") < 3:
            time.sleep(0.01)
        slots.give_back("loud")
        began = time.monotonic()
        assert next(as_completed(waiting, 5)).result()
        assert time.monotonic() - began < slots.COURTESY
        slots.give_back("loud")
    for who in ("loud", "stranger"):
        slots.give_back(who)


def test_the_oldest_goes_first() -> None:
    order: list[int] = []

    def come(number: int) -> None:
        assert slots.take("loud", 10, 1, 30)
        order.append(number)
        slots.give_back("loud")

    assert slots.take("loud", 10, 1)
    with ThreadPoolExecutor(5) as pool:
        for number in range(5):
            pool.submit(come, number)
            while slots.taken("loud") < number + 2:
                time.sleep(0.01)
        slots.give_back("loud")
    assert order == [0, 1, 2, 3, 4]


def test_alone_as_many_go_on_together_as_may(nobody_called: None) -> None:
    assert slots.take("loud", 10, 2, 0.05) and slots.take("loud", 10, 2, 0.05)
    assert not slots.take("loud", 10, 2, 0.05)
    for _ in range(2):
        slots.give_back("loud")


@pytest.mark.parametrize(("method", "path", "kind"), [
    ("GET", "/api/v1/projects/", "read"),
    ("HEAD", "/api/v1/projects/", "read"),
    ("POST", "/api/v1/projects/", "write"),
    ("POST", "/api/v1/projects/bulk/", "heavy"),
    ("GET", "/api/v1/statistics/funnel/", "heavy"),
    ("GET", "/api/v1/schema/", "heavy"),
])  # fmt: skip
def test_each_call_is_charged_to_one_budget(method: str, path: str, kind: str) -> None:
    assert kind_of(method, path) == kind


def test_a_limit_of_its_own_brings_a_burst_of_its_own() -> None:
    figures = {"LIMIT_READS": 1200, "LIMIT_BURST": 2}
    assert rule_for(READ, figures) == Rule(READ, 1200, 40)
    assert rule_for(READ, figures, 6000) == Rule(READ, 6000, 200)
    assert rule_for(READ, figures, 1) == Rule(READ, 1, 5)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.34.0.8", "10.34.0.8"),
        ("2408:8400:1:2:3:4:5:6", "2408:8400:1:2::/64"),
        ("2408:8400::a:b:c:d", "2408:8400::/64"),
        ("2408:8400::1", "2408:8400::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:10.1.2.3", "::ffff:10.1.2.3"),
        ("unknown", "unknown"),
    ],
)
def test_a_line_of_the_network_has_one_budget_however_its_address_is_written(address: str, network: str) -> None:
    assert network_of_caller(address) == network
