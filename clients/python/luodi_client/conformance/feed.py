"""The feed of changes and bulk upserts."""

from __future__ import annotations

from typing import Any

from .reading import onwards
from .rules import expect, rule, skip
from .walk import Walk, good, refused


@rule("feed.order", "变更流 /changes/：不重不漏，从任一游标接着读得到同样的后续")
def order(walk: Walk) -> str:
    """Read twice: in one go, and again from the first page's cursor on."""
    first = walk.get("/changes/?page_size=5")
    if first.status == 403:
        skip("密钥没有读取变更流的权限范围")
    page = good(first, "GET /changes/")
    head, rest = list(page["results"]), list(_onwards(walk, page))
    ids = [row["id"] for row in head + rest]
    expect(len(ids) == len(set(ids)), "同一条变更出现了两次")
    again = [row["id"] for row in _onwards(walk, page)]
    expect(again[: len(rest)] == [row["id"] for row in rest], "从同一游标再读，后续的内容或次序变了")
    for row in head:
        lacking = [name for name in ("id", "type", "object", "occurred_at", "data") if name not in row]
        expect(not lacking, f"变更缺少字段：{'、'.join(lacking)}")
    if "project" in walk.kept:
        mine = walk.kept["project"]["id"]
        expect(any(mine in str(row) for row in head + rest), "变更流里没有刚建立的项目")
    return f"读到 {len(ids)} 条"


@rule("bulk.upsert", "批量 /projects/bulk/：逐条给出结果，再次提交为 unchanged，超过 1000 条为 413", writes=True)
def bulk(walk: Walk) -> None:
    """One good row and one that is refused."""
    good_row = walk.body(walk.project()["landing_organisation"], "bulk")
    rows = [good_row, {**good_row, "external_ref": f"{walk.mark}-bad", "total_investment_wan": "八万"}]
    results = good(walk.post("/projects/bulk/", {"items": rows}), "批量录入")["results"]
    states = [one["status"] for one in results]
    expect(states == ["created", "refused"], f"应为 created、refused，实为 {'、'.join(states)}")
    expect([one["index"] for one in results] == [0, 1], "results 的 index 与提交的次序不符")
    expect(results[1]["errors"], "被拒绝的一条没有写明 errors")
    walk.note("项目", results[0])
    again = good(walk.post("/projects/bulk/", {"items": rows[:1]}), "再次批量录入")["results"]
    expect(again[0]["status"] == "unchanged", f"原样再次提交应为 unchanged，实为 {again[0]['status']}")
    refused(walk.post("/projects/bulk/", {"items": rows[:1] * 1001}), 413, "too_large", "一次 1001 条")


@rule("bulk.atomic", "批量 ?atomic=true：一条不通过就一条也不写入，全部通过才全部写入", writes=True)
def atomic(walk: Walk) -> None:
    """A bad row among good ones, and then the good ones alone."""
    code = walk.project()["landing_organisation"]
    rows: list[Any] = [walk.body(code, f"all-{number}") for number in (1, 2)]
    bad = {**walk.body(code, "all-bad"), "total_investment_wan": "八万"}
    answer = walk.post("/projects/bulk/?atomic=true", {"items": [rows[0], bad, rows[1]]})
    results = refused(answer, 422, "invalid", "有一条不通过的整批").get("results") or []
    states = [one["status"] for one in results]
    expect(states == ["refused"] * 3, f"一条不通过时三条都应为 refused，实为 {'、'.join(states) or '没有 results'}")
    found = [one for row in rows for one in walk.rows(f"/projects/?external_ref={row['external_ref']}")]
    expect(not found, f"一条不通过，却写入了 {len(found)} 条")
    made = walk.client().projects.bulk({"items": rows}, atomic=True)["results"]
    for one in made:
        walk.note("项目", {**one})
    expect([one["status"] for one in made] == ["created", "created"], "全部通过时应全部为 created")
    found = [one for row in rows for one in walk.rows(f"/projects/?external_ref={row['external_ref']}")]
    expect(len(found) == len(rows), f"全部通过，却只写入了 {len(found)} 条")


def _onwards(walk: Walk, page: dict[str, Any]) -> Any:
    for _ in range(2000):
        if not page.get("next"):
            return
        page = good(walk.get(onwards(page["next"])), "变更流的下一页")
        if not page["results"]:
            return
        yield from page["results"]
