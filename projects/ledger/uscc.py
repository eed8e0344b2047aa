"""统一社会信用代码 (GB 32100-2015) with both of its check characters (practice.md 6.1)."""

from __future__ import annotations

from projects.errors import Invalid

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_BODY_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_BODY_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


PROVINCES = frozenset(map(str, (10, *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
                                *range(61, 66), 71, 81, 82)))  # fmt: skip
"""First two digits of GB/T 2260; 10 stands for the State Administration itself."""


def _body_check(body: str) -> str:
    value = 11 - sum(_BODY_ALPHABET.index(c) * w for c, w in zip(body, _BODY_WEIGHTS, strict=True)) % 11
    return {10: "X", 11: "0"}.get(value, str(value))


def check_character(first_17: str) -> str:
    """The 18th character that belongs to ``first_17``."""
    total = sum(ALPHABET.index(c) * w for c, w in zip(first_17, _WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def normalise_uscc(text: str) -> str:
    """Upper case without spaces; full-width characters made half-width."""
    half = "".join(chr(ord(c) - 0xFEE0) if 0xFF01 <= ord(c) <= 0xFF5E else c for c in text)
    return "".join(half.split()).upper()


def check_uscc(text: str, field: str = "uscc") -> str:
    """The normalised code, or ``Invalid`` (code ``invalid_uscc``) saying what is wrong."""
    code = normalise_uscc(text)
    if len(code) != 18:
        raise Invalid(f"统一社会信用代码应为18位，您填了{len(code)}位，请对照营业执照核对。", field, "invalid_uscc")
    wrong = sorted({c for c in code if c not in ALPHABET})
    if wrong:
        raise Invalid(
            f"统一社会信用代码不含字符“{'、'.join(wrong)}”（不用字母 I、O、Z、S、V），请对照营业执照核对。",
            field,
            "invalid_uscc",
        )
    if _body_check(code[8:16]) != code[16] or check_character(code[:17]) != code[17]:
        raise Invalid("统一社会信用代码校验位不符，可能有一位录错，请对照营业执照逐位核对。", field, "invalid_uscc")
    return code


def region_warning(code: str) -> str:
    """A sentence when the digits of the registering authority belong to no province: worth a look, never a refusal."""
    if not code or code[2:4] in PROVINCES:
        return ""
    return f"信用代码{code}的登记机关区划代码“{code[2:8]}”不在全国区划代码表内，校验位无误，请对照营业执照核对。"
