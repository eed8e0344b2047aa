"""Texts with named places to fill in: {项目} in a template becomes the name of the project. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping

from projects.errors import Invalid
from projects.lines import DIRECTIONS, is_clean

PLACES: dict[str, str] = {
    "项目": "项目名称",
    "项目编号": "项目编号",
    "事项": "交办事项的内容",
    "事项编号": "交办事项的编号",
    "事项期限": "交办事项的完成时限",
    "单位": "收文单位",
    "首席责任人": "项目的首席责任人",
    "触发情形": "为什么发这件函",
    "理由": "亮灯的理由，或事项的办理情况",
    "上一文号": "上一级函件的文号",
    "回复期限": "签发之日起算的回复期限，签发时填入",
    "发文机关": "发文机关",
}
"""Name → what it stands for."""
LATE = "回复期限"
"""Filled in when the letter is signed: the term runs from that day."""
_PLACE = re.compile(r"\{([^{}\n]{1,20})\}")


def check_text(text: str, label: str, most: int, *, field: str, one_line: bool = False) -> str:
    """``text`` without blanks around it; ``Invalid`` for an empty, long or unclean one, and for an unknown place."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid(f"请填写{label}。", field, "required")
    lines = [text] if one_line else text.split("\n")
    if len(text) > most or any(not is_clean(line.replace("\t", "")) for line in lines):
        raise Invalid(f"{label}最多{most}个字，且不能含不可见字符。", field)
    unknown = [name for name in _PLACE.findall(text) if name not in PLACES]
    if unknown:
        raise Invalid(
            f"{label}里的“{{{unknown[0]}}}”没有这个占位词，可用：{'、'.join(PLACES)}。", field, "unknown_place"
        )
    return text


def filled(text: str, values: Mapping[str, str]) -> str:
    """With every place that has a value filled in; the others stay for later."""
    return _PLACE.sub(lambda found: _plain(values[found[1]]) if found[1] in values else found[0], text)


def _plain(value: str) -> str:
    """What is filled in brings no places, breaks or unseen characters of its own."""
    kept = value.replace("{", "（").replace("}", "）").replace("\n", "；")
    return "".join(char for char in kept if char not in DIRECTIONS and char >= " ")
