"""The page 值守 at one glance: is all well, what is wrong, who does what about it; and what is only a consequence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from notifications.watch.signs import OFFICE, Level, Sign, alarming


@dataclass
class Task:
    """One thing to do, and what gets well by itself once it is done."""

    sign: Sign
    consequences: list[str] = field(default_factory=list)

    @property
    def is_failure(self) -> bool:
        """Does the system fail? What waits for a decision of the office is work, and no failure."""
        return self.sign.is_alarm and self.sign.who != OFFICE

    @property
    def colour(self) -> str:
        """Red only for failures."""
        return "red" if self.is_failure else "yellow"

    @property
    def word(self) -> str:
        """故障, 待处置 or 留意."""
        return "待处置" if self.sign.who == OFFICE else self.sign.level.label


@dataclass(frozen=True)
class Glance:
    """``tasks``: the troubles first. ``fine``: nothing to do."""

    tasks: Sequence[Task]
    fine: Sequence[Sign]

    @property
    def failures(self) -> int:
        """How many things fail, without those that others explain."""
        return sum(task.is_failure for task in self.tasks)

    @property
    def colour(self) -> str:
        """Of the whole."""
        return "red" if self.failures else "yellow" if self.tasks else "green"

    @property
    def verdict(self) -> str:
        """In one sentence."""
        if self.failures:
            return f"有 {self.failures} 项故障，需要马上处理"
        if self.tasks:
            return f"系统正常，有 {len(self.tasks)} 件事要办"
        return "一切正常"

    @property
    def meaning(self) -> str:
        """What that means for the reminders."""
        if any(task.is_failure and task.sign.stops for task in self.tasks):
            return "恢复之前，到期的提醒可能发不出去；恢复后自动补发一次，不会丢失，也不会重复。"
        if any(task.sign.who == OFFICE for task in self.tasks):
            return "到期的提醒按时产生；下面这些需要调度办公室处置。"
        if self.tasks:
            return "到期的提醒都已产生并发出。"
        return "到期的提醒都已产生并发出，没有需要处理的事。没有收到提醒，就是没有到期的事项。"


def glance(signs: Sequence[Sign]) -> Glance:
    """Sorted by what the reader has to do."""
    told = alarming(signs)
    tasks = {sign.key: Task(sign) for sign in told}
    for sign in signs:
        if sign.is_alarm and sign.key not in tasks:
            cause = next((key for key in sign.because if key in tasks), "")
            if cause:
                tasks[cause].consequences.append(sign.label)
    watched = [Task(sign) for sign in signs if sign.level == Level.WATCH]
    ordered = sorted([*tasks.values(), *watched], key=lambda task: not task.is_failure)
    return Glance(ordered, [sign for sign in signs if sign.level == Level.GOOD])
