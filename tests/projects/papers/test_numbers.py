"""发文字号: without gap, never twice, written as the standard writes it."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from projects.errors import Invalid
from projects.papers.models import NumberSeries
from projects.papers.numbers import Number
from projects.papers.services import checked_word, take_number
from tests.factories import City, build_city
from tests.workflow.steps.test_races import at_once, winners


def test_a_number_is_written_with_the_brackets_of_the_standard() -> None:
    assert str(Number("芜招办", 2026, 8)) == "芜招办\u30142026\u30158号"


@pytest.mark.parametrize("word", ["", "  ", "芜招办〔2026〕", "芜招办8号", "（芜）", "芜" * 21, "芜\n招"])
def test_a_word_that_is_no_word_is_refused(word: str) -> None:
    with pytest.raises(Invalid):
        checked_word(word)


@pytest.mark.django_db
def test_each_word_and_each_year_counts_for_itself() -> None:
    city = build_city().city
    taken = [take_number(city, word=word, year=year) for word, year in
             (("芜招办", 2026), ("芜招办", 2026), ("芜督", 2026), ("芜招办", 2027))]  # fmt: skip
    assert [one.number for one in taken] == [1, 2, 1, 1]


@pytest.mark.django_db
def test_a_number_whose_document_failed_is_given_again() -> None:
    city = build_city().city
    with pytest.raises(RuntimeError), transaction.atomic():
        take_number(city, word="芜招办", year=2026)
        raise RuntimeError
    assert take_number(city, word="芜招办", year=2026).number == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_take_one_number_each() -> None:
    city: City = build_city()
    answers = at_once(*[lambda: take_number(city.city, word="芜招办", year=2026)] * 6)
    assert sorted(one.number for one in winners(answers)) == [1, 2, 3, 4, 5, 6], answers


@pytest.mark.django_db(transaction=True)
def test_negative_control_without_the_lock_two_get_one_number() -> None:
    """The same race with the guard taken away must break, or the test above would prove nothing."""
    city = build_city().city
    take_number(city, word="芜招办", year=2026)

    def unlocked() -> int:
        if connection.vendor == "sqlite":
            connection.transaction_mode = "DEFERRED"  # type: ignore[attr-defined]
        seen = NumberSeries.objects.get(organisation=city).last
        barrier.wait(timeout=30)
        NumberSeries.objects.filter(organisation=city).update(last=seen + 1)
        return seen + 1

    barrier = threading.Barrier(2)
    answers = at_once(unlocked, unlocked)
    assert len(set(answers)) == 1, answers
