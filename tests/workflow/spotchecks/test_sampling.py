"""The draw: reproducible, blind to the order of rows, within the bounds of each stratum, fair over seeds."""

from __future__ import annotations

import hashlib
from collections import Counter
from random import Random
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow.spotchecks.sampling import draw, frame_hash, sizes_of, strata_of

STRATA = ("甲·开工", "乙·开工", "丙·投产", "丁")


def numbered(base: int, strata: list[int]) -> list[tuple[str, str]]:
    """Rows with identifiers that follow from one number: cheap to make."""
    return [(str(UUID(int=base + 7919 * place)), STRATA[one]) for place, one in enumerate(strata)]


frames = st.builds(numbered, st.integers(0, 2**100), st.lists(st.integers(0, 3), min_size=1, max_size=60))
methods, sizes = st.sampled_from(["proportional", "fixed"]), st.integers(1, 80)
seeds = st.integers(0, 2**40).map("种子{}".format)


def drawn(frame: list[tuple[str, str]], **plan: object) -> list[str]:
    return [one.key for one in draw(frame, **plan) if one.is_drawn]  # type: ignore[arg-type]


@given(frames, seeds, methods, sizes, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_rows_plays_no_part(
    frame: list[tuple[str, str]], seed: str, method: str, size: int, dice: Random
) -> None:
    mixed = list(frame)
    dice.shuffle(mixed)
    assert draw(mixed, seed=seed, method=method, size=size) == draw(frame, seed=seed, method=method, size=size)
    assert frame_hash(mixed) == frame_hash(frame)


@given(frames, seeds, methods, sizes)
@settings(max_examples=100, deadline=None)
def test_every_stratum_gets_at_least_one_and_never_more_than_it_has(
    frame: list[tuple[str, str]], seed: str, method: str, size: int
) -> None:
    rows = draw(frame, seed=seed, method=method, size=size)
    whole, got = Counter(one.stratum for one in rows), Counter(one.stratum for one in rows if one.is_drawn)
    assert len(rows) == len(frame)
    assert all(1 <= got[name] <= whole[name] for name in whole)
    if method == "fixed":
        assert all(got[name] == min(size, whole[name]) for name in whole)
    else:
        assert got.total() == min(max(size, len(whole)), len(frame))
    assert [(one.name, one.rows, one.drawn) for one in strata_of(frame, method=method, size=size)] == [
        (name, whole[name], got[name]) for name in sorted(whole)
    ]


@given(frames, seeds, sizes)
@settings(max_examples=60, deadline=None)
def test_a_larger_sample_contains_the_smaller_one(frame: list[tuple[str, str]], seed: str, size: int) -> None:
    smaller = set(drawn(frame, seed=seed, method="proportional", size=size))
    assert smaller <= set(drawn(frame, seed=seed, method="proportional", size=size + 1))


def test_the_algorithm_is_the_documented_one_by_hand() -> None:
    """Computed here once more without the module: were it changed, old rounds would no longer be reproduced."""
    frame = [(str(UUID(int=n)), "甲") for n in range(1, 8)]
    tickets = sorted((hashlib.sha256(f"种子\n{key}".encode()).hexdigest(), key) for key, _ in frame)
    assert drawn(frame, seed="种子", method="fixed", size=3) == [key for _, key in tickets[:3]]
    assert frame_hash(frame[:1]) == hashlib.sha256(b"00000000-0000-0000-0000-000000000001\t\xe7\x94\xb2").hexdigest()


def test_known_answers_stay_what_they_were() -> None:
    assert sizes_of({"a": 100, "b": 10, "c": 1}, method="proportional", size=12) == {"a": 10, "b": 1, "c": 1}
    assert sizes_of({"a": 5, "b": 5}, method="proportional", size=3) == {"a": 2, "b": 1}
    assert sizes_of({"a": 5, "b": 5, "c": 1}, method="proportional", size=1) == {"a": 1, "b": 1, "c": 1}
    assert sizes_of({"a": 2, "b": 9}, method="fixed", size=4) == {"a": 2, "b": 4}


def inclusions(rows: int, size: int, trials: int, *, blind: bool = False) -> Counter[str]:
    frame = [(str(UUID(int=n)), "甲") for n in range(rows)]
    found: Counter[str] = Counter()
    for trial in range(trials):
        found.update(drawn(frame, seed="同一个" if blind else f"种子{trial}", method="fixed", size=size))
    return found


def test_over_many_seeds_every_row_is_drawn_about_as_often() -> None:
    """20 rows, 5 drawn, 2,000 seeds: 500 each; a fair draw stays within 5 standard deviations (19.4) of it."""
    found = inclusions(20, 5, 2_000)
    assert len(found) == 20
    assert max(abs(number - 500) for number in found.values()) < 97


def test_negative_control_one_seed_for_all_is_not_fair() -> None:
    found = inclusions(20, 5, 2_000, blind=True)
    assert set(found.values()) == {2_000}


@pytest.mark.parametrize("seed", ["a", "b"])
def test_another_seed_is_another_list(seed: str) -> None:
    frame = [(str(UUID(int=n)), "甲") for n in range(200)]
    other = drawn(frame, seed="c", method="fixed", size=10)
    assert drawn(frame, seed=seed, method="fixed", size=10) != other
