"""The history of rows of a file."""

from __future__ import annotations

from itertools import pairwise
from uuid import uuid4

import pytest

from projects.ledger.models import RowChange, RowKind
from projects.ledger.services import keep_row, shown_row
from tests.factories import NOW, City, build_city, new_project

pytestmark = pytest.mark.django_db
ROW = uuid4()


def test_a_row_entered_changed_and_withdrawn_keeps_each_whole_state() -> None:
    city: City = build_city()
    project = new_project(city)
    states = [{}, {"金额": "100", "年度": "2026"}, {"金额": "120", "年度": "2026"}, {}]
    for before, after in pairwise(states):
        keep_row(
            project, RowKind.FUND, ROW, title="第一笔", before=before, after=after, by=city.clerk, now=NOW, why="核对"
        )
    kept = RowChange.objects.order_by("id")
    assert [(one.before, one.after, one.why, one.by) for one in kept] == [
        (before, after, "核对", city.clerk) for before, after in pairwise(states)
    ]


def test_an_unchanged_row_leaves_nothing() -> None:
    city = build_city()
    same = {"金额": "100"}
    project = new_project(city)
    assert keep_row(project, RowKind.FUND, ROW, title="一", before=same, after=same, by=city.clerk, now=NOW) == []
    assert not RowChange.objects.exists()


def test_only_the_labels_that_differ_are_told() -> None:
    city = build_city()
    told = keep_row(
        new_project(city),
        RowKind.FUND,
        ROW,
        title="一",
        before={"金额": "100", "年度": "2026"},
        after={"金额": "120", "年度": "2026", "备注": "补"},
        by=city.clerk,
        now=NOW,
    )
    assert [(one.label, one.before, one.after) for one in told] == [("金额", "100", "120"), ("备注", "", "补")]


def test_a_row_is_shown_by_its_chinese_names_without_empty_ones() -> None:
    project = new_project(build_city())
    project.channel = "fund"
    assert shown_row(project, ("name", "channel", "site")) == {"项目名称": project.name, "招商方式": "基金招商"}
