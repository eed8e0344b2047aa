"""Lengths of time in words."""

from __future__ import annotations

from datetime import timedelta


def span(length: timedelta) -> str:
    """90秒, 12分钟, 5小时, 3天: one unit is enough to know how bad it is."""
    seconds = int(length.total_seconds())
    if seconds < 180:
        return f"{seconds}秒"
    for most, unit, word in ((7_200, 60, "分钟"), (172_800, 3_600, "小时")):
        if seconds < most:
            return f"{seconds // unit}{word}"
    return f"{seconds // 86_400}天"
