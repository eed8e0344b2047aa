"""The deadline of an item: a date, or a number of working or calendar days from the day it is issued."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from projects.days import check_plausible
from projects.errors import Invalid
from projects.workdays.queries import add_workdays, next_workday

COUNTINGS = {"working": "个工作日", "calendar": "天（自然日）"}
MOST_DAYS = 400


@dataclass(frozen=True)
class Deadline:
    """Either ``on``, or ``days`` counted by ``counting`` (``working``, ``calendar``); the day of issue never counts."""

    on: date | None = None
    days: int | None = None
    counting: str = "working"

    @property
    def words(self) -> str:
        """How it was given: 10个工作日, 15天（自然日）, or nothing for a plain date."""
        return "" if self.days is None else f"{self.days}{COUNTINGS[self.counting]}"

    def last_day(self, start: date, field: str = "due_on") -> date:
        """The last day. Calendar days that end on a day of rest end on the next working day.

        ``Invalid`` for neither, both or a past day; ``CalendarNotLoaded`` beyond the official years, with the command
        that loads the file. A date that was decided stays as it was decided, even on a day of rest.
        """
        if (self.on is None) == (self.days is None):
            raise Invalid("请填写办结期限：日期或天数，只填一项。", field, "required")
        if self.on is not None:
            check_plausible(self.on, field)
            if self.on < start:
                raise Invalid("办结期限不能早于今天。", field, "past")
            return self.on
        return self._counted(start)

    def _counted(self, start: date) -> date:
        days = self.days or 0
        if self.counting not in COUNTINGS:
            raise Invalid("请选择按工作日还是自然日计算期限。", "counting")
        if not 1 <= days <= MOST_DAYS:
            raise Invalid(f"天数应在1到{MOST_DAYS}之间。", "days")
        if self.counting == "working":
            return add_workdays(start, days)
        return next_workday(start + timedelta(days=days))
