"""Ladders that named cities published; the texts are ours. A city starts from one and changes what it wants.

practice.md 3.4 and 3.3:

- 默认 "letters: 提醒函 at yellow, 督办函 at red, 约谈 at two consecutive reds or red >30 days"; items in three forms.
- 银川 2025 [P11]: "planned this month, not started" yellow, red after three months: "monthly list, 督办函".
- 三亚 2022 [P12]: "yellow: person 约谈; two yellows running: vice-mayor talks to the owner's and department's heads;
  red: leader 约谈".
- 华亭 2017 [P13]: "蓝色督办单 reminder | 黄色 when blue expires | 约谈 + 红色 when yellow expires".
- 三明 2017 [P14]: "蓝 | 橙 if blue ignored; urgent/major may start at orange | 红 if orange ignored".
- 枞阳 [P51]: "three escalating forms 交办单 → 催办单 → 督办单, with 报备案 and link to performance".

No source gives days for the answers: 5 working days (3 for what is urgent) are ours.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from workflow.letters.kinds import Colour, LetterKind, SignedBy, To, Trigger
from workflow.letters.rungs import RungLine

_CLOSE = "请于{回复期限}前书面回复办理情况，说明滞后原因、整改措施和完成时限。"
REMINDER = (
    "{项目}（{项目编号}）{触发情形}。\n亮灯理由：{理由}。\n"
    "请你单位高度重视，会同首席责任人{首席责任人}逐项分析原因，倒排工期，尽快赶上计划进度。\n" + _CLOSE
)
SUPERVISION = (
    "{项目}（{项目编号}）{触发情形}。\n亮灯理由：{理由}。\n"
    "该项目推进已明显滞后。请你单位主要负责人亲自研究，首席责任人{首席责任人}现场督办，明确责任人和完成时限，"
    "限期扭转滞后局面。\n" + _CLOSE + "逾期未回复的，将按规定约谈。"
)
TALK = (
    "{项目}（{项目编号}）{触发情形}。\n亮灯理由：{理由}。\n"
    "经研究，决定对你单位进行约谈，请首席责任人{首席责任人}参加，并准备书面汇报材料（进展、滞后原因、整改措施、时间表）。"
    "约谈时间、地点另行通知。\n请于{回复期限}前书面确认参加人员。"
)
ASSIGNMENT = (
    "现将下列事项交你单位办理：\n{事项}（{事项编号}），完成时限{事项期限}。\n情况：{触发情形}。\n"
    "请于{回复期限}前签收并书面回复办理安排。"
)
URGE = (
    "你单位承办的下列事项尚未办结：\n{事项}（{事项编号}），完成时限{事项期限}。\n情况：{触发情形}。\n"
    "请抓紧办理，并于{回复期限}前书面回复办理结果；不能按期办结的，说明进展和原因。"
)
SLIP = (
    "你单位承办的下列事项经催办仍未办结：\n{事项}（{事项编号}），完成时限{事项期限}。\n情况：{触发情形}。\n"
    "现予督办，请主要负责人牵头限期办结，并于{回复期限}前书面回复。督办情况报备案，纳入考核。"
)
COLOURED = (
    "{项目}（{项目编号}）{触发情形}。\n亮灯理由：{理由}。\n"
    "请你单位对照计划限期整改，首席责任人{首席责任人}负责督促落实。\n" + _CLOSE
)
COLOURED_AGAIN = "前发{上一文号}（{项目}），{触发情形}。\n现予升级督办，请你单位主要负责人牵头限期整改。\n" + _CLOSE


def _of(level: int, trigger: str, kind: str, title: str, body: str, **more: object) -> RungLine:
    return replace(RungLine(level, trigger, kind, title, body), **more)  # type: ignore[arg-type]


_REMIND = _of(1, Trigger.YELLOW, LetterKind.REMINDER, "关于{项目}进度滞后的提醒函", REMINDER, signer=SignedBy.OFFICE)
_SUPERVISE = _of(2, Trigger.RED, LetterKind.SUPERVISION, "关于加快推进{项目}的督办函", SUPERVISION)
_TALK = _of(3, Trigger.TWO_REDS, LetterKind.TALK, "关于{项目}的约谈通知", TALK, recipient=To.HEAD, reply_days=3)
_TALK_LONG = replace(_TALK, trigger=Trigger.RED_LONG, days=30)
_ASSIGN = _of(
    1, Trigger.ITEM_UNSIGNED, LetterKind.ASSIGNMENT, "关于{事项}的交办单", ASSIGNMENT, days=2, reply_days=3,
    signer=SignedBy.OFFICE,
)  # fmt: skip
_URGE = _of(
    2, Trigger.ITEM_LATE, LetterKind.URGE, "关于{事项}的催办单", URGE, days=1, reply_days=3, signer=SignedBy.OFFICE
)
_SLIP = _of(3, Trigger.ITEM_LATE, LetterKind.SLIP, "关于{事项}的督办单", SLIP, days=4, reply_days=3)
_ITEMS = (_ASSIGN, _URGE, _SLIP)


def _coloured(level: int, trigger: str, colour: str, body: str) -> RungLine:
    title = "关于{项目}进度滞后的" + f"{Colour(colour).label}督办单"
    signer = SignedBy.OFFICE if level == 1 else SignedBy.LEADER
    return _of(level, trigger, LetterKind.SLIP, title, body, colour=colour, signer=signer)


@dataclass(frozen=True)
class Preset:
    """A named starting point."""

    code: str
    label: str
    source: str
    rungs: tuple[RungLine, ...]

    def worded(self, word: str) -> list[RungLine]:
        """With the word of the number of the office."""
        return [replace(one, word=word) for one in self.rungs]


PRESETS: tuple[Preset, ...] = (
    Preset(
        "default",
        "默认",
        "黄灯提醒函，红灯督办函，连续两个月红灯或红灯超过30天约谈；交办事项交办单、催办单、督办单",
        (_REMIND, _SUPERVISE, _TALK, _TALK_LONG, *_ITEMS),
    ),
    Preset("yinchuan", "银川", "银川2025：红灯（连续3个月未按计划开工等）每月列清单并发督办函", (
        _SUPERVISE, *_ITEMS,
    )),
    Preset("sanya", "三亚", "三亚2022：黄灯约谈具体责任人，连续两次黄灯约谈主要负责人，红灯由领导约谈", (
        replace(_TALK, level=1, trigger=Trigger.YELLOW, recipient=To.CHIEF, signer=SignedBy.OFFICE),
        replace(_TALK, level=2, trigger=Trigger.TWO_YELLOWS),
        replace(_TALK, level=3, trigger=Trigger.RED),
        *_ITEMS,
    )),
    Preset("huating", "华亭", "华亭2017：蓝色督办单提醒，到期未办转黄色，黄色到期未办约谈并发红色督办单", (
        _coloured(1, Trigger.YELLOW, Colour.BLUE, COLOURED),
        _coloured(1, Trigger.RED, Colour.BLUE, COLOURED),
        _coloured(2, Trigger.NO_REPLY, Colour.YELLOW, COLOURED_AGAIN),
        _coloured(3, Trigger.NO_REPLY, Colour.RED, COLOURED_AGAIN),
        replace(_TALK, level=3, trigger=Trigger.NO_REPLY),
    )),
    Preset("sanming", "三明", "三明2017：蓝色督办单，未落实转橙色，仍未落实转红色；紧急、重大的可直接从橙色开始", (
        _coloured(1, Trigger.YELLOW, Colour.BLUE, COLOURED),
        _coloured(2, Trigger.NO_REPLY, Colour.ORANGE, COLOURED_AGAIN),
        _coloured(2, Trigger.RED, Colour.ORANGE, COLOURED),
        _coloured(3, Trigger.NO_REPLY, Colour.RED, COLOURED_AGAIN),
    )),
    Preset("zongyang", "枞阳", "枞阳经开区：交办单、催办单、督办单三单递进，报备案并与绩效挂钩", (
        _ASSIGN, _URGE, replace(_SLIP, trigger=Trigger.NO_REPLY, days=0),
    )),
)  # fmt: skip
BY_CODE = {one.code: one for one in PRESETS}
