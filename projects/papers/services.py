"""A number is taken in the transaction of the document that bears it."""

from __future__ import annotations

from django.db import transaction

from projects.errors import Invalid
from projects.lines import check_line
from projects.papers.models import NumberSeries
from projects.papers.numbers import Number
from projects.people.models import Organisation

LONGEST_WORD = 20


def take_number(organisation: Organisation, *, word: str, year: int) -> Number:
    """The next number of ``word`` in ``year``: without gap and never twice, because its row is locked until the end.

    Called inside the transaction that writes the document: if that fails, the number is free again.
    """
    word = checked_word(word)
    with transaction.atomic():
        series, _ = NumberSeries.objects.get_or_create(organisation=organisation, word=word, year=year)
        series = NumberSeries.objects.select_for_update(no_key=True).get(pk=series.pk)
        series.last += 1
        series.save(update_fields=["last"])
    return Number(word, year, series.last)


def checked_word(word: str) -> str:
    """The issuing word without brackets or digits, or ``Invalid``."""
    clean = check_line(word, "文号代字", "word")
    if not clean or len(clean) > LONGEST_WORD or any(sign in clean for sign in "〔〕[]()（）0123456789号"):
        raise Invalid("请填写文号代字，例如“芜招办”：不含括号、数字和“号”，不超过20个字。", "word")
    return clean
