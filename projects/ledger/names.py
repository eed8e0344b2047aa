"""Names made comparable: what two units typed for one firm or project, and what a clerk types to find it.

A key has no meaning of its own; it is stored beside the name, so that the database compares and searches it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

MOST_INITIALS = 120
MOST_KEY = 120
_REMEMBERED = 8_192
"""One project is compared with many, and each of those with the next."""

_LEGAL_FORMS = (
    "股份有限责任公司", "有限责任公司", "集团股份有限公司", "集团有限公司", "股份有限公司", "有限公司",
    "股份公司", "集团公司", "责任公司", "公司", "集团", "有限合伙", "普通合伙", "特殊普通合伙", "合伙企业", "控股",
)  # fmt: skip
"""Legal forms at the end of a firm's name, longer ones first: they say nothing about who it is."""
_NOISE = re.compile(r"[\W_]+")


@lru_cache(maxsize=_REMEMBERED)
def folded(text: str) -> str:
    """Full width as half width, capitals as small letters, no white space, no punctuation."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", text).casefold())


@lru_cache(maxsize=_REMEMBERED)
def firm_key(name: str) -> str:
    """A firm's name without legal form, width, case, brackets and spaces; never empty unless ``name`` says nothing.

    芜湖（中国）新能源科技股份有限公司 and 芜湖 中国 新能源科技有限责任公司 have one key.
    """
    whole = key = folded(name)
    while True:
        shorter = next((key.removesuffix(form) for form in _LEGAL_FORMS if key.endswith(form)), key)
        if shorter in ("", key):
            return (key or whole)[:MOST_KEY]
        key = shorter


@lru_cache(maxsize=_REMEMBERED)
def project_key(name: str) -> str:
    """A project's name without the word 项目 at its end, width, case, brackets and spaces."""
    key = folded(name)
    return (re.sub(r"(建设)?项目$", "", key) or key)[:MOST_KEY]


@lru_cache(maxsize=_REMEMBERED)
def sound(text: str) -> str:
    """The same name typed by ear: pinyin without tones of every character, letters and digits as they are."""
    return "".join(lazy_pinyin(folded(text)))


def initials(name: str) -> str:
    """Initials of the pinyin, letters and digits as they are: 芜湖奇瑞A8 → whqra8."""
    return "".join(lazy_pinyin(folded(name), style=Style.FIRST_LETTER))[:MOST_INITIALS].lower()
