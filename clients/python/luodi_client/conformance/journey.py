"""One project carried as far as the keys allow: enterprise, project, evidence, claim, and back out again."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any, Mapping

from .reading import onwards
from .routes import today
from .rules import expect, rule, skip
from .typed import needing
from .walk import PDF, Walk, good, refused

PARTY = {"fair_competition_reviewed_by": "自检", "total_investment_wan": "80000.5"}


@rule("journey.enterprise", "企业：录入 201，读到的与写入的相同，带 If-Match 可修改", writes=True)
def enterprise(walk: Walk) -> None:
    """Then it may be an investor."""
    enterprises = walk.client().enterprises
    body: Any = {"name": f"接口自检企业{walk.mark[-8:]}甲", "kind": "domestic", "origin_region": "上海市"}
    with needing("project:write"):
        made: dict[str, Any] = {**enterprises.create(body)}
    came = walk.exchanges[-1].answer.status
    expect(came == 201, f"录入企业应为 201，实为 {came}")
    walk.note("企业", made)
    walk.kept["enterprises"] = made
    expect(all(made[name] == value for name, value in body.items()), "读到的企业与写入的不同")
    changed = enterprises.update(made["id"], {"origin_region": "江苏省"}, version=made["version"])
    expect(changed["origin_region"] == "江苏省", "修改没有生效")


@rule("journey.money", "金额按十进制字符串往返，不丢小数位", writes=True)
def money(walk: Walk) -> None:
    """Four places of 万元."""
    before = walk.project()
    body: Any = {"total_investment_wan": "80000.0001"}
    after = walk.client().projects.update(before["id"], body, version=before["version"])
    expect(after["total_investment_wan"] == "80000.0001", f"写入 80000.0001，读到 {after['total_investment_wan']}")


@rule("journey.evidence", "材料：上传 201，给出 sha256 与 size；下载为附件，逐字节相同", writes=True)
def evidence(walk: Walk) -> None:
    """A small PDF."""
    project = walk.project()["id"]
    made = good(walk.upload(project, "investment_agreement"), "上传材料", 201)
    walk.note("材料", made)
    walk.kept["evidence"] = made
    expect(made["sha256"] == hashlib.sha256(PDF).hexdigest(), "sha256 与上传的文件不符")
    expect(made["size"] == len(PDF), f"size 应为 {len(PDF)}，实为 {made['size']}")
    came = walk.get(onwards(made["file"]))
    expect(came.status == 200 and came.content == PDF, "下载的文件与上传的不同")
    expect(came.headers.get("content-disposition", "").startswith("attachment"), "下载没有作为附件（attachment）")


@rule("journey.next_steps", "next-steps 列出可申报的节点和所缺的内容", writes=True)
def next_steps(walk: Walk) -> None:
    """A plain array."""
    found = walk.client().projects.next_steps(walk.project()["id"])
    expect(isinstance(found, list), "next-steps 应为 200 和一个数组")
    for one in found:
        expect({"step", "target", "may_take", "missing"} <= set(one), "各项应有 step、target、may_take、missing")
    expect("sign" in [one["step"] for one in found], "在谈项目的 next-steps 里没有 sign")


@rule("journey.draft", "申报：起草为 draft，PATCH 修改，submit/ 不带 If-Match 为 428", writes=True)
def draft(walk: Walk) -> None:
    """Not yet handed in."""
    claim = good(claim_of(walk), "起草申报", 201)
    walk.note("申报", claim)
    expect(claim["state"] == "draft", f"起草后的状态应为 draft，实为 {claim['state']}")
    walk.kept["claim"] = claim["id"]
    changed = walk.client().claims.update(claim["id"], {"note": "接口自检"}, version=claim["version"])
    expect(changed["note"] == "接口自检", "草稿的修改没有生效")
    refused(walk.post(f"/claims/{claim['id']}/submit/"), 428, "precondition_required", "submit/ 不带 If-Match")


@rule("journey.submit", "申报：submit/ 后为 submitted，withdraw/ 后为 withdrawn，项目阶段不变", writes=True)
def submit(walk: Walk) -> None:
    """Handed in and taken back."""
    claim = known_claim(walk)
    claims = walk.client().claims
    sent = claims.submit(claim["id"], version=claim["version"])
    expect(sent["state"] == "submitted", f"提交后的状态应为 submitted，实为 {sent['state']}")
    back = claims.withdraw(claim["id"], {"note": "自检"}, version=sent["version"])
    expect(back["state"] == "withdrawn", f"撤回后的状态应为 withdrawn，实为 {back['state']}")
    expect(walk.project()["stage"] == "negotiating", "没有认定，项目阶段却变了")


@rule("journey.four_eyes", "本单位的密钥不能认定自己的申报：403", writes=True)
def four_eyes(walk: Walk) -> None:
    """``four_eyes``, or ``not_allowed`` without the scope."""
    claim = good(claim_of(walk, submit=True), "再次申报", 201)
    walk.note("申报", claim)
    walk.kept["claim"] = claim["id"]
    answer = walk.post(f"/claims/{claim['id']}/approve/", {"note": "自检"}, version=claim["version"])
    code = (answer.data or {}).get("code")
    expect(answer.status == 403 and code in ("four_eyes", "not_allowed"), f"应为 403，实为 {answer.status} {code}")


@rule("journey.approve", "认定单位 approve/ 后项目进入下一阶段，流转记录写明两人", writes=True, keys=("verifier",))
def approve(walk: Walk) -> None:
    """The other system verifies."""
    claim = known_claim(walk)
    done = walk.client("verifier").claims.approve(claim["id"], {"note": "自检"}, version=claim["version"])
    expect(done["state"] == "approved", "认定后的状态不是 approved")
    project = walk.project()
    expect(project["stage"] == "signed", f"认定签约后阶段应为 signed，实为 {project['stage']}")
    expect(project["total_investment_wan"] == "80000.5000", "认定后的金额不是申报的金额")
    (row,) = walk.rows(f"/projects/{project['id']}/transitions/")
    expect(row["step"] == "sign" and row["revoked"] in (False, None), "流转记录里没有这次签约")
    expect(row["by"]["id"] != row["verified_by"]["id"], "流转记录里申报与认定是同一人")


@rule("journey.as_of", "as-of 给出今天的档案，与项目一致；录入之前的日子为 404", writes=True)
def as_of(walk: Walk) -> None:
    """The record begins on the day on which it was entered."""
    project = walk.project()
    path = f"/projects/{project['id']}/as-of/"
    now: dict[str, Any] = {**walk.client().projects.as_of(project["id"], on=f"{today()}")}
    for name in ("stage", "standing", "total_investment_wan", "landing_organisation"):
        expect(now[name] == project[name], f"as-of 今天的 {name} 为 {now[name]}，项目为 {project[name]}")
    refused(walk.get(f"{path}?on={today() - timedelta(days=400)}"), 404, "not_found", "录入之前的 as-of")


@rule("journey.figures", "统计数带 rows_url，明细条数与数相符", writes=True)
def figures(walk: Walk) -> str:
    """What is counted can be looked at."""
    first, last = f"{today().year}-01-01", f"{today()}"
    with needing("statistics:read"):
        figure: Any = walk.client().statistics.flow(step="sign", from_=first, to=last, compare="yoy")
    rows = rows_behind(walk, figure)
    told = sum(row["count"] for row in rows)  # an increase is a row, but counts as none
    expect(told == figure["count"], f"count 为 {figure['count']}，明细为 {told}")
    return f"count {figure['count']}"


def claim_of(walk: Walk, **more: Any) -> Any:
    """A claim to have signed, today, with the agreement that was uploaded."""
    documents = [walk.kept["evidence"]["id"]] if "evidence" in walk.kept else []
    body = {"project": walk.project()["id"], "step": "sign", "effective_on": f"{today()}", "evidence": documents}
    answer = walk.post("/claims/", {**body, **PARTY, **more})
    if answer.status == 403:
        skip("密钥没有 claim:write")
    return answer


def rows_behind(walk: Walk, figure: Mapping[str, Any]) -> list[dict[str, Any]]:
    """All that its ``rows_url`` opens, page by page."""
    return list(walk.client().follow(good(walk.get(onwards(figure["rows_url"])), "明细")))


def known_claim(walk: Walk) -> dict[str, Any]:
    """The claim of this walk as it is now."""
    if "claim" not in walk.kept:
        skip("没有可办理的申报")
    return good(walk.get(f"/claims/{walk.kept['claim']}/"), "读取申报")
