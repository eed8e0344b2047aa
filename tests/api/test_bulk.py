"""Many projects in one request: each row by the rules of one, and its own answer."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from projects.audit.models import Entry
from projects.ledger.api.bulk import MOST_BYTES, MOST_ROWS
from projects.ledger.models import Change, Clash, Enterprise, MatchKey, Project
from tests.api.callers import BASE, READ, Caller, body_of, caller
from tests.factories import City, at_stage

BULK = "/projects/bulk/"


def row(city: City, ref: str, **over: Any) -> dict[str, Any]:
    return {**body_of(city, name=f"{ref}号产业园项目", investors=[], external_ref=ref), **over}


def sent(system: Caller, rows: Any, query: str = "") -> list[dict[str, Any]]:
    results: list[dict[str, Any]] = system.post(f"{BULK}{query}", {"items": rows}).made(200)["results"]
    assert [one["index"] for one in results] == list(range(len(rows)))
    return results


def codes(result: dict[str, Any]) -> list[tuple[str, str]]:
    assert result["status"] == "refused"
    assert (result["id"], result["version"]) == (None, None)
    return [(error["field"], error["code"]) for error in result["errors"]]


def test_rows_are_created_changed_or_left_as_they_are(city: City, fanchang: Caller) -> None:
    fanchang.post("/projects/", row(city, "A")).made()
    fanchang.post("/projects/", row(city, "B")).made()
    results = sent(fanchang, [row(city, "A"), {"external_ref": "B", "site": "开发区一号"}, row(city, "C")])
    assert [(one["status"], one["version"], one["errors"]) for one in results] == [
        ("unchanged", 1, []),
        ("updated", 2, []),
        ("created", 1, []),
    ]
    assert [one["external_ref"] for one in results] == ["A", "B", "C"]
    assert fanchang.get(f"/projects/{results[1]['id']}/").body["site"] == "开发区一号"


@pytest.mark.parametrize(
    ("over", "field"),
    [({"external_ref": 1001}, "external_ref"), ({"external_ref": 3.5}, "external_ref"), ({"version": "1"}, "version"),
     ({"version": 1.0}, "version"), ({"version": True}, "version")],
)  # fmt: skip
def test_a_reference_and_a_version_are_taken_only_as_what_they_are(
    city: City, fanchang: Caller, over: dict[str, Any], field: str
) -> None:
    """A number for a text would be no reference, and a text for a number no version: a stale row would go through."""
    fanchang.post("/projects/", row(city, "A")).made()
    (refused,) = sent(fanchang, [{**row(city, "A", name="改过的名称"), **over}])
    assert codes(refused)[0][0] == field
    assert list(Project.objects.values_list("name", "external_ref")) == [("A号产业园项目", "A")]


def told_of(project: str) -> dict[str, Any]:
    """Everything the tables hold of a project but its number, its name and its times."""
    apart = {"id", "number", "external_ref", "created_at", "updated_at"}
    found: dict[str, Any] = {
        k: v for k, v in Project.objects.filter(pk=project).values().get().items() if k not in apart
    }
    found["investors"] = sorted(Project.objects.get(pk=project).investors.values_list("name", flat=True))
    found["tags"] = sorted(Project.objects.get(pk=project).tags.values_list("name", flat=True))
    found["keys"] = sorted(MatchKey.objects.filter(project=project).values_list("kind", "key"))
    found["changes"] = sorted(Change.objects.filter(project=project).values_list("field", "before", "after"))
    entries = Entry.objects.filter(object_id=project).order_by("seq")
    found["audit"] = [(one.action, json.loads(one.changes or "[]"), one.actor, one.object_name) for one in entries]
    return json.loads(json.dumps(found, default=str).replace("R1", "R").replace("R2", "R"))


FULL = {
    "summary": "新建产线",
    "lead_organisation": "340200",
    "total_investment_wan": "120000.5",
    "foreign_currency": "USD",
    "foreign_amount_wan": "100",
    "foreign_rate": "7.1",
    "foreign_rate_on": "2026-11-01",
    "foreign_rate_source": "外汇交易中心",
    "tags": ["光伏", "出口"],
    "investors": [{"name": "芜湖甲能源有限公司"}],
    "company_name": "芜湖乙科技有限公司",
    "expected_jobs": 120,
}


def test_a_row_leaves_exactly_what_one_request_by_reference_leaves(city: City, fanchang: Caller) -> None:
    """The rules exist once: row, investors, tags, history, match keys and audit entries are the same."""
    one = fanchang.send("PUT", "/projects/by-ref/R1/", row(city, "R1", name="同一项目", **FULL)).made()["id"]
    (many,) = sent(fanchang, [row(city, "R2", name="同一项目", **FULL)])
    assert told_of(many["id"]) == told_of(one)
    change = {"total_investment_wan": "1", "tags": ["光伏"], "investors": [], "company_name": "", "name": "另一名称"}
    fanchang.send("PUT", "/projects/by-ref/R1/", change, If_Match='"1"').made(200)
    sent(fanchang, [{"external_ref": "R2", **change}])
    assert told_of(many["id"]) == told_of(one)


def test_each_wrong_row_says_in_chinese_what_is_wrong_and_the_others_are_written(city: City, fanchang: Caller) -> None:
    rows: list[Any] = [
        row(city, "A"),
        row(city, "B", total_investment_wan="一亿", industry="Z99"),
        row(city, "C", stage="signed"),
        row(city, "D", landing_organisation="340207"),
        {"external_ref": "E", "name": "没有单位"},
        row(city, "F", negotiating_on="2099-01-01"),
        row(city, ""),
        "不是对象",
        row(city, "G", investors=[{"name": "甲", "uscc": "91340200MA2N000000"}]),
        row(city, " H"),
        row(city, "Z"),
    ]
    results = sent(fanchang, rows)
    assert [one["status"] for one in results] == ["created", *["refused"] * 9, "created"]
    assert codes(results[1]) == [("total_investment_wan", "invalid")]
    assert codes(results[2]) == [("stage", "unknown_field")]
    assert [code for _, code in codes(results[3])] == ["unknown_organisation"]
    assert codes(results[4]) == [("landing_organisation", "required")]
    assert codes(results[6]) == [("external_ref", "required")]
    assert codes(results[8]) == [("investors", "invalid_uscc")]
    assert all(one["errors"][0]["detail"].endswith("。") for one in results[4:8])
    assert Project.objects.count() == 2
    assert sorted(Project.objects.values_list("number", flat=True)) == ["XM-2026-00001", "XM-2026-00002"]


def test_what_no_database_takes_is_refused_row_by_row(city: City, fanchang: Caller) -> None:
    """A NUL and a turn of the reading direction, wherever a row is looked up before it is read."""
    rows = [
        {**row(city, "A"), **wrong}
        for sign in ("\x00", "\u202e")
        for wrong in (
            {"external_ref": f"A{sign}"},
            {"investors": [{"name": f"甲{sign}"}]},
            {"investors": [{"name": "甲", "uscc": sign}]},
            {"investors": [sign]},
            {"landing_organisation": sign},
            {"name": f"甲{sign}"},
        )
    ]
    for one in rows:
        assert sent(fanchang, [one])[0]["status"] == "refused", one
    assert not Project.objects.exists()


def test_the_second_row_with_one_reference_is_refused(city: City, fanchang: Caller) -> None:
    first, second = sent(fanchang, [row(city, "A", site="甲"), row(city, "A", site="乙")])
    assert first["status"] == "created"
    assert codes(second) == [("external_ref", "repeated_ref")]
    assert Project.objects.get().site == "甲"


def test_amounts_after_signing_are_refused_as_by_patch(city: City, fanchang: Caller) -> None:
    made = fanchang.post("/projects/", row(city, "A", investors=[{"name": "中信博新能源"}])).made()
    project = Project.objects.get(pk=made["id"])
    at_stage(project, "signed", city)
    version = Project.objects.get(pk=project.pk).version
    refused, = sent(fanchang, [{"external_ref": "A", "total_investment_wan": "1", "site": "新址"}])  # fmt: skip
    assert codes(refused) == [("", "needs_amendment")]
    (taken,) = sent(fanchang, [{"external_ref": "A", "site": "新址"}])
    assert (taken["status"], taken["version"]) == ("updated", version + 1)
    assert Project.objects.get(pk=project.pk).stage == "signed"


def test_a_version_that_was_not_seen_last_is_refused(city: City, fanchang: Caller) -> None:
    sent(fanchang, [row(city, "A")])
    stale, new = sent(fanchang, [{"external_ref": "A", "site": "甲", "version": 9}, row(city, "B", version=1)])
    assert codes(stale) == [("", "stale")]
    assert codes(new) == [("", "stale")]
    assert sent(fanchang, [{"external_ref": "A", "site": "甲", "version": 1}])[0]["version"] == 2


def test_all_or_nothing_writes_nothing_when_one_row_is_refused(city: City, fanchang: Caller) -> None:
    rows = [row(city, "A", investors=[{"name": "新登记企业甲"}]), row(city, "B", name="")]
    refused = fanchang.post(f"{BULK}?atomic=true", {"items": rows}).refused(422, "invalid")
    assert [one["status"] for one in refused["results"]] == ["refused", "refused"]
    assert refused["results"][0]["errors"][0]["code"] == "not_written"
    assert codes(refused["results"][1])[0][0] == "name"
    assert "2行中有1行" in refused["detail"]
    assert not Project.objects.exists()
    assert not Enterprise.objects.filter(name="新登记企业甲").exists()
    assert [one["status"] for one in sent(fanchang, rows[:1], "?atomic=true")] == ["created"]


def test_a_refused_row_registers_no_firm_and_a_taken_one_does(city: City, fanchang: Caller) -> None:
    firm = [{"name": "芜湖新来企业"}]
    results = sent(
        fanchang, [row(city, "A", investors=firm, negotiating_on="2099-01-01"), row(city, "B", investors=firm)]
    )
    assert [one["status"] for one in results] == ["refused", "created"]
    assert [str(one) for one in Project.objects.get().investors.all()] == ["芜湖新来企业"]
    assert Enterprise.objects.filter(name="芜湖新来企业").count() == 1


def test_rows_raise_clashes_with_another_unit_and_none_among_themselves(
    city: City, fanchang: Caller, jiujiang: Caller
) -> None:
    firm = [{"name": "芜湖撞单科技有限公司"}]
    jiujiang.post("/projects/", body_of(city, landing_organisation="340207", investors=firm)).made()
    sent(fanchang, [row(city, "A", investors=firm), row(city, "B", investors=firm)])
    clashes = Clash.objects.all()
    assert {(one.first.landing_organisation.code, one.later.external_ref) for one in clashes} == {
        ("340207", "A"),
        ("340207", "B"),
    }


def test_a_repeated_request_is_answered_from_memory(city: City, fanchang: Caller) -> None:
    body = {"items": [row(city, "A")]}
    first = fanchang.post(BULK, body, key="k1")
    again = fanchang.post(BULK, body, key="k1")
    assert again.response.content == first.response.content
    assert again.response["Idempotent-Replayed"] == "true"
    assert Project.objects.count() == 1
    answer = fanchang.client.generic(
        "POST", BASE + BULK, json.dumps(body), "application/json", headers={"Authorization": f"Bearer {fanchang.key}"}
    )
    assert answer.status_code == 400


def test_the_log_has_one_entry_a_row_and_one_for_the_call(city: City, fanchang: Caller) -> None:
    sent(fanchang, [row(city, "A"), row(city, "B"), row(city, "C", name="")])
    told = Entry.objects.order_by("seq").filter(action__startswith="project.").values_list("action", "detail")
    assert [action for action, _ in told] == ["project.create", "project.create", "project.upsert_many"]
    assert list(told)[-1][1] == "新增2行，更新0行，未变0行，未通过1行"


def test_what_another_unit_entered_under_a_reference_is_another_project(
    city: City, fanchang: Caller, jiujiang: Caller
) -> None:
    fanchang.post("/projects/", row(city, "A")).made()
    (made,) = sent(jiujiang, [row(city, "A", landing_organisation="340207")])
    assert made["status"] == "created"
    assert Project.objects.count() == 2


def test_a_key_without_the_scope_and_a_request_too_large_are_refused(city: City, fanchang: Caller) -> None:
    caller(city.district, *READ).post(BULK, {"items": []}).refused(403, "not_allowed")
    many = [{"external_ref": str(number)} for number in range(MOST_ROWS + 1)]
    fanchang.post(BULK, {"items": many}).refused(413, "too_large")
    fanchang.post(BULK, {"items": [row(city, "A", summary="长" * (MOST_BYTES // 6 + 1))]}).refused(413, "too_large")
    for wrong in ({"items": []}, {}, [], {"items": {}}):
        fanchang.post(BULK, wrong).refused(422, "invalid")
    fanchang.post(BULK, {"rows": []}).refused(400, "unknown_field")
    assert not Project.objects.exists()


def test_a_thousand_rows_take_more_bytes_than_other_doors_and_a_list_alone_is_taken(
    city: City, fanchang: Caller
) -> None:
    rows = [row(city, str(number), summary="长" * 3_900) for number in range(120)]
    assert len(json.dumps(rows)) > 2 * 1024 * 1024
    results = fanchang.post(BULK, rows).made(200)["results"]
    assert {one["status"] for one in results} == {"created"}


@pytest.mark.parametrize("verb", ["created", "updated"])
def test_more_rows_take_no_more_reads(city: City, fanchang: Caller, verb: str) -> None:
    """Twenty rows cost at most as many statements as two, but for the batches in which rows are written."""

    def cost(first: int, number: int) -> int:
        rows = [row(city, str(ref), site=verb, tags=["甲"]) for ref in range(first, first + number)]
        if verb == "updated":
            sent(fanchang, [{**one, "site": "旧址"} for one in rows])
        with CaptureQueriesContext(connection) as seen:
            assert {one["status"] for one in sent(fanchang, rows)} == {verb}
        return len([one for one in seen.captured_queries if one["sql"].startswith(("SELECT", "WITH"))])

    cost(900, 1)  # counters and tags that there are not yet
    assert cost(100, 20) <= cost(0, 2) + 1
