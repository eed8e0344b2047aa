"""The two password profiles: GB/T 22239 asks what ASVS 5.0 forbids, so an installation chooses (reliability.md 4.3).

Both refuse common and breached passwords and words that anybody guesses of this person and this city.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from django.contrib.auth import password_validation

SHORTEST_WORD = 2
"""Characters of a Chinese word that counts; a Latin one needs ``SHORTEST_LATIN``."""
SHORTEST_LATIN = 4
WEIGHTY = 0.4
"""A password of which a common word makes this share is that word."""
_ENDS = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_LETTERS = re.compile(r"[a-z]+")
_LEET = str.maketrans("@0134$5!", "aoieassi")
_WALKS = frozenset(
    {"qwer", "asdf", "zxcv", "1qaz", "qazwsx", "abcd", "abc", "admin", "root", "test", "pass", "passwd", "woaini"}
    | {"zhengfu", "guanli", "mima", "user", "huawei", "china", "zhongguo"}
)
"""Short words and walks over the keyboard that are common here and missing from the English list."""


@dataclass(frozen=True)
class Profile:
    """What a password must be. ``classes``: of capital, small, digit and other; ``max_age`` empty: no expiry."""

    name: str
    shortest: int
    classes: int
    max_age: timedelta | None
    remembered: int


PROFILES = {
    "dengbao": Profile("dengbao", shortest=8, classes=3, max_age=timedelta(days=90), remembered=5),
    "asvs": Profile("asvs", shortest=12, classes=1, max_age=None, remembered=1),
}
"""GB/T 22239-2019 8.1.4.1 a); OWASP ASVS 5.0 6.2.1, 6.2.5, 6.2.10."""


def classes_of(password: str) -> int:
    """How many of the four kinds of characters are in ``password``."""
    kinds = (str.isupper, str.islower, str.isdigit)
    found = [any(is_kind(sign) for sign in password) for is_kind in kinds]
    return sum(found) + any(not (sign.isdigit() or sign.isupper() or sign.islower()) for sign in password)


def is_common(password: str) -> bool:
    """Is it on the list of passwords seen in breaches, or one of them with the usual ornaments?"""
    text = password.lower()
    spelled = text.translate(_LEET)
    parts = (_ENDS.sub("", text), _ENDS.sub("", spelled), *_LETTERS.findall(text), *_LETTERS.findall(spelled))
    cores = {part for part in parts if len(part) >= WEIGHTY * len(text)}
    return bool({text, spelled, *cores} & _common() or cores & _WALKS)


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Django's list of the 20,000 most common passwords out of public breaches."""
    path = Path(password_validation.__file__).with_name("common-passwords.txt.gz")
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return frozenset(line.strip() for line in lines)


def guessable_words(words: Iterable[str]) -> list[str]:
    """Those of ``words`` long enough to count, in lower case."""
    return [word.lower() for word in words if len(word) >= (SHORTEST_LATIN if word.isascii() else SHORTEST_WORD)]
