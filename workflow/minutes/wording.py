"""The sentences of minutes, by rule. Pure: no clock, no query (practice.md 3.2; GB/T 9704 for the numbering)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

_DIGITS = "零一二三四五六七八九"
WORKING, CALENDAR = "working", "calendar"
COUNTING_LABELS = {WORKING: "个工作日", CALENDAR: "个自然日"}


def chinese(number: int) -> str:
    """1 → 一, 12 → 十二, 30 → 三十, 105 → 一百零五; 1 to 999."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")


def day_text(on: date) -> str:
    """2026年11月18日: no leading zeros (GB/T 9704, 7.3.5.4)."""
    return f"{on.year}年{on.month}月{on.day}日"


def opening_sentence(*, on: date, chair: str, title: str, projects: int) -> str:
    """The first paragraph. ``title``: with 第34次会议; ``chair``: post and name, empty where none is set."""
    who = f"{chair}主持召开" if chair else "召开"
    heard = f"，听取{projects}个项目推进情况汇报，研究调度存在问题" if projects else "，研究有关事项"
    return f"{day_text(on)}，{who}{title}{heard}。现将议定事项纪要如下："


def deadline_text(due_on: date, days: int | None, counting: str) -> str:
    """2026年11月25日前, or 2026年11月25日前（5个工作日）."""
    counted = f"（{days}{COUNTING_LABELS.get(counting, '天')}）" if days else ""
    return f"{day_text(due_on)}前{counted}"


def decision_heading(project: str, text: str) -> str:
    """What stands after 一、: the project, or the first words of the decision."""
    return f"关于{project}" if project else "其他事项" if len(text) > 20 else text.rstrip("。")


def duties(*, lead: str, joint: Sequence[str], officer: str, deadline: str) -> str:
    """牵头单位：…；配合单位：…；责任人：…；完成时限：…"""
    parts = [f"牵头单位：{lead}"]
    if joint:
        parts.append(f"配合单位：{'、'.join(joint)}")
    if officer:
        parts.append(f"责任人：{officer}")
    return "；".join([*parts, f"完成时限：{deadline}"])


def carried_sentence(names: Sequence[str]) -> str:
    """What was not reached; empty when everything was."""
    if not names:
        return ""
    return f"因时间关系，{'、'.join(f'“{name}”' for name in names)}未及研究，列入下次会议续议。"


def closing(text: str) -> str:
    """``text`` with a full stop."""
    return text if text.endswith(("。", "！", "？", "：", "；")) else f"{text}。"
