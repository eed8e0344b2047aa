"""What the pages of accounts say in words."""

from __future__ import annotations

from django import template

register = template.Library()

# The first that occurs names it: a browser says it is Safari too, a telephone's system that it is Linux.
PROGRAMS = (
    ("wxwork", "企业微信"),
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("Edg", "Edge 浏览器"),
    ("Firefox", "火狐浏览器"),
    ("Chrome", "Chrome 浏览器"),
    ("Safari", "Safari 浏览器"),
)
MACHINES = (
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("OpenHarmony", "鸿蒙设备"),
    ("Android", "安卓设备"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)


@register.filter
def device(agent: str) -> str:
    """A browser's long description of itself as people would say it: ``Windows 电脑，Edge 浏览器``."""
    words = [next((word for mark, word in kinds if mark in agent), "") for kinds in (MACHINES, PROGRAMS)]
    return "，".join(word for word in words if word) or "未知设备"
