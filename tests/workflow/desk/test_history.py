"""The timeline of a project: every source, one sentence an entry, filtered, paged, in a fixed number of queries."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from projects.ledger.models import Change, Evidence, Project, RowChange, RowKind
from projects.ledger.services import (
    add_phase,
    amend_responsibility,
    update_phase,
    update_project,
    withdraw_evidence,
    withdraw_phase,
)
from projects.ledger.stages import Step
from projects.plans.presets import PLANT
from projects.plans.services import apply_template, confirm_plan
from tests.factories import NOW, TODAY, City, at_stage, give_chief, new_project, submitted, upload
from tests.workflow.amendments.samples import approved, requested
from workflow.amendments.services import withdraw_amendment
from workflow.desk.queries.happenings import Asked
from workflow.desk.queries.history import Cursor, Entry, Timeline, read_cursor, timeline
from workflow.steps.services import return_claim

SECOND = timedelta(seconds=1)


@pytest.fixture
def told(city: City) -> Project:
    """A signed project to which something of every kind happened."""
    project = new_project(city)
    update_project(project.pk, {"chain": "光伏"}, by=city.clerk, now=NOW, why="定了产业链")
    give_chief(city, project)
    project = at_stage(project, "signed", city)
    approved(city, project)
    again = requested(city, project, values={"total_investment_wan": Decimal("99000")}, now=NOW + SECOND)
    withdraw_amendment(again.pk, by=city.clerk, now=NOW + 2 * SECOND, note="再核实")
    phase = add_phase(project.pk, {"number": 2, "total_wan": Decimal(15000)}, by=city.clerk, now=NOW + 3 * SECOND)
    phase = update_phase(phase.pk, {"capacity": "10万套"}, by=city.clerk, now=NOW + 4 * SECOND, why="扩产",
                         expected_version=phase.version)  # fmt: skip
    withdraw_phase(phase.pk, why="并入一期", by=city.clerk, now=NOW + 5 * SECOND, expected_version=phase.version)
    paper = upload(city, project, "other", now=NOW + 6 * SECOND)
    withdraw_evidence(paper.pk, reason="传错文件", by=city.clerk, now=NOW + 7 * SECOND)
    claim = submitted(city, project, Step.REGISTER, now=NOW + 8 * SECOND)
    return_claim(claim.pk, by=city.verifier_of(Step.REGISTER), now=NOW + 9 * SECOND, note="执照不清楚")
    return Project.objects.get(pk=project.pk)


def page(client: Client, city: City, project: Project, **query: str) -> str:
    client.force_login(city.clerk)
    text: str = client.get(reverse("desk:project", args=[project.pk]), {"tab": "history", **query}).content.decode()
    return text


def entries_of(found: Timeline) -> list[Entry]:
    """The entries of one page, folded ones too."""
    return [entry for _, deeds in found.days for deed in deeds for entry in deed.entries]


SENTENCES = {
    "fields": ["填写「产业链」：光伏", "理由：定了产业链"],
    "amounts": ["把「总投资」由 8.00 亿元 改为 9.50 亿元", "申请金额变更（增资）", "同意李填的金额变更申请"],
    "steps": ["签约：在谈 → 已签约", "提交注册申报", "退回注册申报", "执照不清楚"],
    "money": ["登记分期「", "修改分期「", "10万套", "理由：扩产", "作废分期「", "理由：并入一期"],
    "duty": ["指定 张区长 为首席责任人"],
    "evidence": ["上传其他「other」", "作废其他「other」", "理由：传错文件"],
}  # fmt: skip


@pytest.mark.parametrize("group", SENTENCES)
def test_each_kind_is_told_and_found_by_its_filter(city: City, client: Client, told: Project, group: str) -> None:
    whole, own = page(client, city, told), page(client, city, told, kind=group)
    for sentence in SENTENCES[group]:
        assert sentence in whole and sentence in own, sentence
    for other in set(SENTENCES) - {group}:
        assert SENTENCES[other][0] not in own


@pytest.mark.parametrize(
    ("words", "there", "gone"),
    [
        ("扩产", "10万套", "定了产业链"),
        ("定了产业链", "填写「产业链」", "10万套"),
        ("追加二期", "申请金额变更", "填写「产业链」"),
        ("传错", "作废其他", "填写「产业链」"),
        ("签约", "在谈 → 已签约", "10万套"),
        ("%", "没有符合条件的记录", "填写「产业链」"),
    ],
)
def test_words_narrow_the_history(city: City, client: Client, told: Project, words: str, there: str, gone: str) -> None:
    text = page(client, city, told, words=words)
    assert there in text and gone not in text


def test_a_word_nobody_used_says_so_and_a_broken_cursor_is_the_first_page(
    city: City, client: Client, told: Project
) -> None:
    assert "没有符合条件的记录" in page(client, city, told, words="火星")
    for cursor in ("x", "2026-11-18~1", "~", "2026-99-18T00:00:00+08:00~1", "2026-11-18T00:00:00+08:00~九"):
        assert read_cursor(cursor) is None
        assert "扩产" in page(client, city, told, before=cursor)


def test_a_part_that_was_set_right_is_told_among_those_who_answer(city: City, client: Client) -> None:
    project = new_project(city)
    give_chief(city, project)
    held = project.responsibilities.get()
    amend_responsibility(held.pk, {"basis": "纪要5号"}, by=city.dispatcher, now=NOW + SECOND)
    text = page(client, city, project, kind="duty")
    assert "修改责任「首席责任人 张区长」" in text and "纪要5号" in text
    assert "修改责任" not in page(client, city, project, kind="other")


def test_a_draft_of_a_claim_is_told_to_nobody(city: City, client: Client) -> None:
    project = new_project(city)
    assert "起草" not in page(client, city, project) and "录入项目" in page(client, city, project)


@pytest.fixture
def long(city: City) -> Project:
    """2,000 entries, many within one instant, and a hundred files."""
    project = new_project(city, now=NOW - timedelta(days=30))
    moments = [NOW - timedelta(minutes=number // 7) for number in range(1000)]
    known: dict[str, Any] = {"project": project, "by": city.clerk}
    Change.objects.bulk_create(
        Change(**known, at=at, field="chain", label="产业链", before=f"链{number}", after=f"链{number + 1}")
        for number, at in enumerate(moments)
    )
    RowChange.objects.bulk_create(
        RowChange(**known, at=at, kind=RowKind.FUND, row=uuid4(), title=f"第{number}笔", after={"金额": str(number)})
        for number, at in enumerate(moments[:900])
    )
    for number in range(100):
        Evidence.objects.create(
            project=project, kind="other", title=f"材料{number}", file=f"{project.pk}/{number}", filename="a.pdf",
            content_type="application/pdf", size=9, sha256="0" * 64, uploaded_by=city.clerk,
            uploaded_at=moments[number],
        )  # fmt: skip
    return project


def test_every_entry_of_two_thousand_is_shown_exactly_once_newest_first(city: City, long: Project) -> None:
    asked, start, seen = Asked(long, city.clerk), None, []
    for _ in range(60):
        found = timeline(asked, start=start)
        assert found.count <= 50
        seen += entries_of(found)
        if found.after is None:
            break
        start = read_cursor(str(found.after))
        assert start == Cursor(found.after.at, found.after.skip)
    assert len(seen) == len({one.told.sentence for one in seen}) == 2000
    assert [one.at for one in seen] == sorted((one.at for one in seen), reverse=True)


@pytest.mark.parametrize("query", [{}, {"kind": "fields"}, {"words": "链"}, {"before": str(Cursor(NOW, 3))}])
def test_a_page_of_a_long_history_takes_as_few_queries_as_one_of_a_short(
    city: City,
    client: Client,
    long: Project,
    query: dict[str, str],
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    page(client, city, long)
    with django_assert_max_num_queries(19):
        answer = client.get(reverse("desk:project", args=[long.pk]), {"tab": "history", **query})
    assert answer.status_code == 200 and answer.content.decode().count("timeline-row") <= 51


def test_a_confirmed_plan_is_one_folded_deed_and_every_node_of_it_is_there(city: City, client: Client) -> None:
    project = new_project(city)
    draft = apply_template(project.pk, PLANT.nodes, name="建安", starts_on=TODAY, by=city.clerk, now=NOW)
    confirm_plan(draft.pk, by=city.clerk, now=NOW + SECOND)
    deeds = [deed for _, deeds in timeline(Asked(project, city.clerk, "nodes")).days for deed in deeds]
    assert deeds[0].is_folded
    assert len(deeds[0].entries) >= len(PLANT.nodes)
    text = page(client, city, project, kind="nodes")
    assert f"一次办理 {len(deeds[0].entries)} 项" in text


def test_a_few_entries_of_one_act_are_read_one_by_one(city: City, told: Project) -> None:
    deeds = [deed for _, deeds in timeline(Asked(told, city.clerk, "money")).days for deed in deeds]
    assert deeds and not any(deed.is_folded for deed in deeds)
