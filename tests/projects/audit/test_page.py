"""审计记录: for the audit administrator alone; search, one entry, check, state of the chain."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from projects.audit import queries, words
from projects.audit.models import Check, Entry, Result
from projects.audit.services import Difference, audited, record
from projects.audit.sources import Source, coming_from
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.factories import NOW, City, build_city
from tests.projects.audit.samples import Act, as_owner, auditor, enter, raw, write
from tests.workflow.pages import PAGE_TEST

pytestmark = PAGE_TEST


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(NOW + timedelta(hours=3), tick=False) as moving:
        yield moving


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture
def heshen(city: City) -> Officer:
    return auditor(city.city)


@pytest.fixture
def browser(heshen: Officer) -> Client:
    return enter(heshen)


def act(name: str, **over: Any) -> Entry:
    values = {"by": None, "now": NOW, "name": name} | over
    source = values.pop("source", Source())
    with coming_from(source), audited():
        record(Act.TRY, **values)
    return Entry.objects.order_by("-seq")[0]


def shown(browser: Client, query: str = "") -> list[int]:
    answer = browser.get(f"/audit/{query}")
    assert answer.status_code == 200
    return [entry.seq for entry in answer.context["page"].rows]


def test_a_refused_request_names_its_page_without_method_or_identifier(browser: Client) -> None:
    name = "GET /projects/2f0b9e8c-5b03-467e-8090-fb67d8c34012/edit/"
    act(name)
    page = browser.get("/audit/").content.decode()
    assert "网页地址 /projects/…/edit/" in page
    assert name not in page


def test_nobody_but_the_audit_administrator_sees_the_log(city: City, browser: Client) -> None:
    system = add_officer(city.city, username="xitong", name="席统", roles=[Role.SYSTEM_ADMIN], by=None, now=NOW)
    security = add_officer(city.city, username="anquan", name="安全", roles=[Role.SECURITY_ADMIN], by=None, now=NOW)
    seq = Entry.objects.order_by("-seq")[0].seq
    people = [city.clerk, city.dispatcher, city.leader, city.verifier_of("sign"), system, security]
    for officer in people:
        for path in ("/audit/", f"/audit/{seq}/", "/audit/999999/"):
            assert enter(officer).get(path).status_code == 403
        for path in ("/audit/check/", "/audit/export/"):
            assert enter(officer).post(path).status_code == 403
    assert Client().get("/audit/").status_code == 302
    assert browser.get("/audit/").status_code == 200
    assert not Check.objects.exists()


def test_a_row_reads_in_chinese_and_opens_to_all_facts(city: City, browser: Client) -> None:
    changes = [Difference("name", "名称", "旧名", "新名"), Difference("site", "地块", "", "B-12")]
    source = Source("web", "10.1.2.3", "abc123")
    entry = act("", subject=city.district, by=city.clerk, changes=changes, detail="改了名称", source=source)
    page = browser.get("/audit/").content.decode()
    assert "试一试" in page
    assert "李填" in page
    assert "单位" in page
    assert "10.1.2.3" in page
    detail = browser.get(f"/audit/{entry.seq}/").content.decode()
    for fact in ("旧名", "新名", "（空）", "B-12", "改了名称", "abc123", entry.hash, entry.previous, "litian", "网页"):
        assert fact in detail, fact


def test_an_entry_leads_to_those_of_the_same_object_person_and_request(city: City, browser: Client) -> None:
    source = Source("web", "10.1.2.3", "abc123")
    first = act("", subject=city.district, by=city.clerk, source=source)
    second = act("", subject=city.district, by=city.chief)
    third = act("乙", by=city.clerk)
    fourth = act("丙", by=city.leader, source=source)
    near = queries.neighbours_of(first)
    assert [one.seq for one in near.of_object][:1] == [second.seq]
    assert third in near.of_person
    assert near.of_request == [fourth]
    assert (near.older, near.newer) == (first.seq - 1, second.seq)
    page = browser.get(f"/audit/{first.seq}/").content.decode()
    for link in ("request=abc123", f"object_id={city.district.pk}", "actor=litian", f"/audit/{second.seq}/"):
        assert link in page, link


@pytest.mark.parametrize("seq", ["0", "999999", "9" * 30])
def test_an_entry_that_is_not_there_is_not_found(browser: Client, seq: str) -> None:
    assert browser.get(f"/audit/{seq}/").status_code == 404


FILTERS = [
    "person=litian",
    "person=李填",
    "actor=litian",
    "unit=繁昌",
    "action=sample.try",
    "object_type=people.organisation",
    "object=繁昌",
    "object_id={pk}",
    "result=refused",
    "channel=api",
    "address=10.1.",
    "request=abc123",
    "q=少见的话",
    "q=换来的值",
    "from_at=2026-11-18T08:30&to_at=2026-11-18T08:30",
    "from_at=2026-11-18T08:30",
    "action=sample.try&result=refused&person=李填&q=少见",
]


@pytest.mark.parametrize("query", FILTERS)
def test_each_filter_finds_the_one_and_stays_in_the_address(city: City, browser: Client, query: str) -> None:
    raw_entries = Entry.objects.count()
    assert raw_entries > 1
    with as_owner():
        raw("DELETE FROM audit_entry")
    act("甲", by=city.leader, now=NOW - timedelta(hours=3))
    source = Source("api", "10.1.2.3", "abc123")
    one = act(
        "",
        subject=city.district,
        by=city.clerk,
        now=NOW - timedelta(minutes=30),
        detail="少见的话",
        result=Result.REFUSED,
        changes=[Difference("a", "甲", "", "换来的值")],
        source=source,
    )
    query = query.format(pk=city.district.pk)
    expected = [one.seq] if query != "action=sample.try" else [one.seq, one.seq - 1]
    assert shown(browser, f"?{query}") == expected
    answer = browser.get(f"/audit/?{query}").content.decode()
    assert quote(query.split("=")[1].split("&")[0]) in answer or query.split("=")[1].split("&")[0] in answer
    assert 'class="chip"' in answer


@pytest.mark.parametrize(
    "query", ["person=nobody", "action=no.such", "object_type=no.such", "result=failed", "from_at=2027-01-01"]
)
def test_a_filter_that_fits_nothing_says_what_to_do(browser: Client, query: str) -> None:
    answer = browser.get(f"/audit/?{query}").content.decode()
    assert "没有符合条件的记录" in answer
    assert "清除筛选" in answer


@pytest.mark.parametrize("query", ["from_at=yesterday", "result=maybe", "before=x", "after=-3", "before=" + "9" * 40])
def test_what_cannot_be_read_narrows_nothing_and_breaks_nothing(browser: Client, query: str) -> None:
    assert shown(browser, f"?{query}") == shown(browser)


def test_a_search_for_words_looks_back_ninety_days_and_says_so(browser: Client) -> None:
    act("很久以前", now=NOW - timedelta(days=100))
    assert shown(browser, "?q=很久以前") == []
    assert "最近 90 天" in browser.get("/audit/?q=很久以前").content.decode()
    assert len(shown(browser, "?q=很久以前&from_at=2026-01-01")) == 1


def test_pages_go_on_by_number_without_a_count_and_without_a_gap(browser: Client) -> None:
    write(queries.PAGE * 2 + 7)
    every = list(Entry.objects.order_by("-seq").values_list("seq", flat=True))
    seen: list[int] = []
    query = ""
    while True:
        with CaptureQueriesContext(connection) as ran:
            page = browser.get(f"/audit/{query}").context["page"]
        assert not any("COUNT(" in one["sql"] or "OFFSET" in one["sql"] for one in ran if "audit_entry" in one["sql"])
        seen += [entry.seq for entry in page.rows]
        if page.older is None:
            break
        write(1)  # what is added meanwhile moves nothing
        query = f"?before={page.older}"
    assert seen == every
    back = browser.get(f"/audit/?after={page.newer}").context["page"]
    assert [entry.seq for entry in back.rows] == seen[-len(page.rows) - queries.PAGE : -len(page.rows)]


def test_a_page_costs_the_same_number_of_queries_however_long_the_log_is(browser: Client) -> None:
    counts = []
    browser.get("/audit/")  # the first request of a session writes it down
    for _ in range(2):
        with CaptureQueriesContext(connection) as ran:
            browser.get("/audit/")
        counts.append(len(ran))
        write(60)
    assert counts[0] == counts[1]
    assert counts[0] <= 12


def test_the_banner_tells_how_the_chain_stands(browser: Client) -> None:
    assert "审计链尚未核对" in browser.get("/audit/").content.decode()
    answer = browser.post("/audit/check/", follow=True).content.decode()
    assert "审计链完好" in answer
    assert "立即核对" in answer
    with as_owner():
        raw("UPDATE audit_entry SET detail = 'x' WHERE seq = 3")
    answer = browser.post("/audit/check/", follow=True).content.decode()
    assert "发现 1 处异常" in answer
    assert "第 3 条内容与摘要不符" in answer
    assert "365 天" in answer
    Check.objects.filter(amiss__gt=0).delete()
    Check.objects.update(at=timezone.now() - timedelta(minutes=71))
    assert "已超过一小时没有核对" in browser.get("/audit/").content.decode()


def test_the_page_opens_when_the_head_is_gone(browser: Client) -> None:
    with as_owner():
        raw("DELETE FROM audit_head")
    assert "审计链末端记录不存在" in browser.get("/audit/").content.decode()
    answer = browser.post("/audit/check/", follow=True).content.decode()
    assert "审计库被清空或破坏" in answer


def test_the_administrator_s_own_acts_are_in_the_log(browser: Client) -> None:
    browser.post("/audit/check/")
    assert list(browser.post("/audit/export/?result=done").streaming_content)  # type: ignore[attr-defined]
    mine = Entry.objects.filter(actor="heshen").order_by("seq")
    assert [one.action for one in mine] == ["audit.check", "audit.export"]
    assert shown(browser, "?actor=heshen") == [one.seq for one in mine][::-1]


def test_every_kind_of_object_and_every_act_has_a_chinese_name() -> None:
    labels = [label for _, group in words.acts() for _, label in group] + [label for _, label in words.object_types()]
    assert all(any("\u4e00" <= char <= "\u9fff" for char in label) for label in labels), labels
    assert dict(words.object_types())["ledger.project"] == "项目"
    assert words.object_label("gone.model") == "gone.model"
    assert words.act_label("audit.check") == "核对审计链"


def test_a_row_that_was_tampered_with_still_opens(browser: Client) -> None:
    entry = act("甲")
    with as_owner():
        raw("UPDATE audit_entry SET changes = '{broken', result = 'odd' WHERE seq = %s", entry.seq)
    assert "{broken" in browser.get(f"/audit/{entry.seq}/").content.decode()
    assert browser.get("/audit/").status_code == 200


def test_markup_in_an_entry_is_shown_and_not_obeyed(browser: Client) -> None:
    entry = act("<script>alert(1)</script>", detail="<img src=x>")
    for path in ("/audit/", f"/audit/{entry.seq}/", "/audit/?q=<script>alert(1)</script>"):
        answer = browser.get(path).content.decode()
        assert "<script>alert" not in answer
        assert "<img src=x" not in answer
    assert timezone.now() > NOW
