"""Slips made comparable: one slip typed by two clerks has one key."""

from __future__ import annotations

import re

from projects.ledger.names import folded

_SHORT = dict(
    [
        *(("工行", "工商银行"), ("农行", "农业银行"), ("中行", "中国银行"), ("建行", "建设银行"), ("交行", "交通银行")),
        *(("邮储", "邮政储蓄银行"), ("招行", "招商银行"), ("浦发", "浦东发展银行"), ("徽行", "徽商银行")),
        *(("icbc", "工商银行"), ("abc", "农业银行"), ("boc", "中国银行"), ("ccb", "建设银行"), ("cmb", "招商银行")),
    ]
)
"""Names in daily use and the full ones."""
_PREFIX = re.compile(r"^(no|编号|单号|进账单号?|回单号?)+")


def bank_key(name: str) -> str:
    """The bank without branch, legal form, width and spaces: 中国工商银行芜湖分行 and 工行繁昌支行 are 工商银行.

    The Bank of China keeps the 中国 that other banks lose. Empty when the name says nothing.
    """
    whole = folded(name)
    for short, full in _SHORT.items():
        if whole.startswith(short):
            whole = full + whole.removeprefix(short)
            break
    head, found, _ = whole.partition("银行")
    if not found:
        return whole[:80]
    own = head.removeprefix("中国")
    return f"{own or head}银行"[:80]


def slip_key(number: str) -> str:
    """The number without width, case, spaces, dashes and the words before it; empty when nothing is left."""
    return _PREFIX.sub("", folded(number)).upper()[:60]
