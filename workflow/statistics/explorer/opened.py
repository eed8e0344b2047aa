"""One number opened: its question in words, and its value asked again."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from projects.people.models import Officer, Organisation
from workflow.statistics import keys, queries
from workflow.statistics.explorer.tables import Form, Number, form_of
from workflow.statistics.explorer.words import money_title, question_words
from workflow.statistics.figures import Over, Question


@dataclass(frozen=True)
class Opened:
    """A number with its money, and the question behind it."""

    key: str
    question: Question
    words: tuple[str, ...]
    count: Number
    amount: Number
    money_title: str
    unit: str

    @property
    def title(self) -> str:
        """What is counted."""
        return self.words[0]


def opened(key: str, officer: Officer) -> Opened:
    """The number of ``key`` as the officer sees it; ``NotFound`` for a key that is none."""
    cell = queries.value_of(officer, key)
    return opened_question(keys.decode(key), key, officer, count=cell.count, amount=cell.amount, cell=cell.label)


def opened_question(
    question: Question, key: str, officer: Officer, *, count: int, amount: Decimal | None, cell: str = ""
) -> Opened:
    """The same where the value is known. ``cell``: name of the line of a split."""
    code = question.filters.organisation
    unit = Organisation.objects.filter(code=code).first() if code else None
    words = question_words(question, cell=cell, organisation=unit.label if unit else code)
    return Opened(
        key=key,
        question=question,
        words=tuple(words),
        count=Number(count, Form.COUNT, key),
        amount=Number(amount or Decimal(0), form_of(question.measure), key),
        money_title=money_title(question.measure),
        unit="笔" if question.over == Over.ARRIVALS else "个",
    )
