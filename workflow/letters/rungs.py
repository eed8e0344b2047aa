"""One rung of a ladder as it is laid down, and the rules that a whole ladder has to keep. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from projects.errors import Invalid
from projects.lines import check_line
from workflow.letters.kinds import OF_ITEMS, SLIPS, WITH_DAYS, Colour, Days, LetterKind, SignedBy, To, Trigger
from workflow.letters.texts import check_text

MOST_RUNGS, MOST_LEVEL, MOST_DAYS, MOST_REPLY = 12, 6, 366, 90
MOST_TITLE, MOST_BODY = 120, 3000


@dataclass(frozen=True)
class RungLine:
    """``level``: of all rungs that hold for one subject only those of the highest level speak.

    ``days``: see ``Trigger``. ``reply_days``: within which the unit answers, 0: no answer is asked for.
    """

    level: int
    trigger: str
    kind: str
    title: str
    body: str
    days: int = 0
    colour: str = Colour.NONE
    word: str = ""
    reply_days: int = 5
    reply_count: str = Days.WORKING
    signer: str = SignedBy.LEADER
    recipient: str = To.LEAD

    @property
    def code(self) -> str:
        """What stays the same from one version of the ladder to the next: part of a proposal's unique key."""
        return f"{self.trigger}:{self.kind}:{self.colour}"

    @property
    def named(self) -> str:
        """蓝色督办单."""
        return named(self.kind, self.colour)

    @property
    def when(self) -> str:
        """The trigger in words."""
        return str(Trigger(self.trigger).label).replace(" N ", str(self.days))

    @property
    def recipient_label(self) -> str:
        """牵头单位."""
        return str(To(self.recipient).label)

    @property
    def signer_label(self) -> str:
        """领导."""
        return str(SignedBy(self.signer).label)

    @property
    def term(self) -> str:
        """3 个工作日内回复."""
        unit = "个工作日" if self.reply_count == Days.WORKING else "日"
        return f"{self.reply_days}{unit}内回复" if self.reply_days else "不要求回复"

    @property
    def text(self) -> str:
        """The rung as the audit log says it."""
        parts = (self.when, self.named, self.recipient_label, self.signer_label, self.term, self.word)
        return f"第{self.level}级：{'；'.join(one for one in parts if one)}"

    def values(self) -> dict[str, Any]:
        """By name."""
        return asdict(self)


def named(kind: str, colour: str) -> str:
    """蓝色督办单, 提醒函."""
    return f"{Colour(colour).label if colour else ''}{LetterKind(kind).label}"


def check_rungs(lines: Sequence[RungLine]) -> None:
    """``Invalid`` for a ladder that cannot work, with the rung it is about."""
    if not 1 <= len(lines) <= MOST_RUNGS:
        raise Invalid(f"督办规则至少一级、最多{MOST_RUNGS}条，请核对。", "rungs")
    for place, line in enumerate(lines, start=1):
        _check_words(line, place)
        _check_choices(line, place)
        _check_numbers(line, place)
    codes = [line.code for line in lines]
    if len(set(codes)) != len(codes):
        raise Invalid("同一情形、同一文种只能有一条规则，请合并重复的行。", "rungs", "rung_taken")
    levels = {line.level for line in lines}
    for place, line in enumerate(lines, start=1):
        if line.trigger == Trigger.NO_REPLY and line.level - 1 not in levels:
            raise Invalid(f"第{place}条以“上一级未回复”为条件，但没有第{line.level - 1}级，请补上或改级别。", "rungs")


def _check_choices(line: RungLine, place: int) -> None:
    known = (
        (line.trigger, Trigger.values, "触发情形"),
        (line.kind, LetterKind.values, "文种"),
        (line.colour, Colour.values, "颜色"),
        (line.signer, SignedBy.values, "签发人"),
        (line.recipient, To.values, "发往"),
        (line.reply_count, Days.values, "时限单位"),
    )
    for value, values, label in known:
        if value not in values:
            raise Invalid(f"第{place}条的“{label}”不在可选范围内，请重新选择。", "rungs")
    if line.trigger in OF_ITEMS and line.kind not in SLIPS:
        raise Invalid(f"第{place}条：交办事项用交办单、催办单或督办单。", "rungs", "kind_of_item")


def _check_numbers(line: RungLine, place: int) -> None:
    if not 1 <= line.level <= MOST_LEVEL:
        raise Invalid(f"第{place}条的级别应为1至{MOST_LEVEL}。", "rungs")
    if line.trigger in WITH_DAYS and not 0 <= line.days <= MOST_DAYS:
        raise Invalid(f"第{place}条的天数应为0至{MOST_DAYS}。", "rungs")
    if line.trigger not in WITH_DAYS and line.days:
        raise Invalid(f"第{place}条的触发情形不按天数计，请把天数留空。", "rungs")
    if not 0 <= line.reply_days <= MOST_REPLY:
        raise Invalid(f"第{place}条的回复时限应为0至{MOST_REPLY}，0为不要求回复。", "rungs")


def _check_words(line: RungLine, place: int) -> None:
    if not check_line(line.word, "文号代字", "rungs") or len(line.word) > 20:
        raise Invalid(f"第{place}条请填写文号代字，如“芜招办”，最多20个字。", "rungs")
    check_text(line.title, f"第{place}条的标题模板", MOST_TITLE, field="rungs", one_line=True)
    check_text(line.body, f"第{place}条的正文模板", MOST_BODY, field="rungs")
