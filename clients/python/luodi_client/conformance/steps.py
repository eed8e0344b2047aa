"""Steps that do not lead forward: at once, or by a second person; the record tells each."""

from __future__ import annotations

from typing import Any

from .routes import today
from .rules import expect, rule, skip
from .typed import needing
from .walk import Walk, refused

SCOPES = ("project:write",)
WHY = {"reason": "other", "note": "接口自检"}
GOING_ON = ("active", "suspended")
BACK = {"resume": "suspended", "restore": "withdrawn"}
"""The step → the standing that it leads out of."""


@rule("steps.precondition", "steps/ 不带 If-Match 为 428，版本不对为 412，都不办理", writes=True)
def precondition(walk: Walk) -> None:
    """Nothing is done over what was not seen."""
    project = _project(walk)
    path, body = f"/projects/{project['id']}/steps/", _body("suspend")
    answer = walk.post(path, body)
    if answer.status == 403:
        skip("密钥没有办理节点的权限范围")
    refused(answer, 428, "precondition_required", "办理节点不带 If-Match")
    refused(walk.post(path, body, version=project["version"] + 1000), 412, "stale", "带别的版本办理节点")
    now = _project(walk)
    expect(now["standing"] == "active", f"被拒绝的办理把状态改成了 {now['standing']}")
    expect(now["version"] == project["version"], "被拒绝的办理改变了版本")


@rule("steps.unknown", "steps/ 不认识的节点、缺事由的办理为 422，不办理", writes=True)
def unknown(walk: Walk) -> None:
    """A stage is not reached this way either."""
    project = _project(walk)
    path, version = f"/projects/{project['id']}/steps/", project["version"]
    for body in ({**_body("suspend"), "step": "sign"}, {**_body("suspend"), "reason": "", "note": ""}):
        answer = walk.post(path, body, version=version)
        if answer.status == 403:
            skip("密钥没有办理节点的权限范围")
        expect(answer.status == 422, f"办理 {body['step']}（事由“{body['reason']}”）应为 422，实为 {answer.status}")
    expect(_project(walk)["standing"] == "active", "被拒绝的办理改变了状态")


@rule("steps.suspend", "缓建：201，状态变为 suspended，流转记录写明日期、事由和办理人", writes=True)
def suspend(walk: Walk) -> None:
    """At once, by the key itself."""
    _take(walk, "suspend", "suspended")


@rule(
    "steps.second_person",
    "恢复建设须第二人：202 和待认定的申报，状态不变；本单位密钥不能认定，撤回后仍不变",
    writes=True,
)
def second_person(walk: Walk) -> None:
    """Asked for, refused to the one who asks, and taken back."""
    claim = _asked(walk, "resume")
    answer = walk.post(f"/claims/{claim['id']}/approve/", {"note": "自检"}, version=claim["version"])
    code = (answer.data or {}).get("code")
    expect(answer.status == 403 and code in ("four_eyes", "not_allowed"), f"应为 403，实为 {answer.status} {code}")
    back = walk.client().claims.withdraw(claim["id"], {"note": "自检"}, version=claim["version"])
    expect(back["state"] == "withdrawn", f"撤回后的状态应为 withdrawn，实为 {back['state']}")
    expect(_project(walk)["standing"] == "suspended", "没有认定，状态却变了")


@rule("steps.resume", "恢复建设：认定后状态为 active，流转记录写明两人", writes=True, keys=("verifier",))
def resume(walk: Walk) -> None:
    """The other system verifies."""
    _given_back(walk, "resume")


@rule("steps.withdraw", "退库：201，状态变为 withdrawn，流转记录写明", writes=True)
def withdraw(walk: Walk) -> None:
    """At once."""
    _take(walk, "withdraw", "withdrawn")


@rule("steps.restore", "恢复入库：认定后状态为 active，流转记录写明两人", writes=True, keys=("verifier",))
def restore(walk: Walk) -> None:
    """The other system verifies."""
    _given_back(walk, "restore")


@rule("steps.terminate", "终止：201，状态变为 terminated，此后不能再缓建（409）", writes=True)
def terminate(walk: Walk) -> None:
    """At once; what is over cannot wait."""
    project = _take(walk, "terminate", "terminated")
    path = f"/projects/{project['id']}/steps/"
    refused(walk.post(path, _body("suspend"), version=project["version"]), 409, "conflict", "终止后办理缓建")


@rule("steps.revoke", "撤销认定：认定后退回上一阶段，原记录标为 revoked，不删除", writes=True, keys=("verifier",))
def revoke(walk: Walk) -> str:
    """What was reached is taken back; that it was reached is not forgotten."""
    project = walk.project()
    if project["stage"] != "signed":
        skip("自检项目没有经认定签约，没有可撤销的认定")
    if walk.upload(project["id"], "check_record").status != 201:
        skip("核查记录没有传成")
    before = len(walk.rows(f"/projects/{project['id']}/transitions/"))
    claim = _ask(walk, project, "revoke")
    _approve(walk, claim)
    now = walk.project()
    expect(now["stage"] == "negotiating", f"撤销签约认定后阶段应为 negotiating，实为 {now['stage']}")
    expect(now["signed_on"] is None, "撤销签约认定后 signed_on 应为空")
    rows = walk.rows(f"/projects/{project['id']}/transitions/")
    expect(len(rows) == before + 1, f"撤销后流转记录应多 1 条，实为 {len(rows) - before} 条")
    signed = next(row for row in rows if row["step"] == "sign")
    expect(signed["revoked"] is True, "被撤销的签约记录没有标为 revoked")
    expect(rows[-1]["step"] == "revoke" and not rows[-1]["revoked"], "流转记录的最后一条不是撤销认定")
    return f"流转记录 {len(rows)} 条"


def _project(walk: Walk) -> dict[str, Any]:
    """A project of its own, as it is now."""
    if "stepped" not in walk.kept:
        body: Any = walk.body(walk.project()["landing_organisation"], "steps")
        with needing(*SCOPES):
            made: dict[str, Any] = dict(walk.client().projects.create(body))
        walk.note("项目", made)
        walk.kept["stepped"] = made["id"]
    return dict(walk.client().projects.get(walk.kept["stepped"]))


def _standing(walk: Walk, wanted: str) -> dict[str, Any]:
    """That project, suspended or withdrawn first where it has to be."""
    project = _project(walk)
    if project["standing"] != wanted:
        if project["standing"] != "active":
            skip(f"自检项目的状态为 {project['standing']}，没有认定单位的密钥就不能恢复")
        step = {"suspended": "suspend", "withdrawn": "withdraw", "terminated": "terminate"}[wanted]
        _take(walk, step, wanted)
        project = _project(walk)
    return project


def _body(step: str) -> dict[str, Any]:
    return {"step": step, "effective_on": f"{today()}", **WHY}


def _take(walk: Walk, step: str, wanted: str) -> dict[str, Any]:
    """A step at once, and what is told of it; the project after it."""
    project = _project(walk)
    if project["standing"] == wanted or project["standing"] not in GOING_ON:
        skip(f"自检项目的状态为 {project['standing']}，没有认定单位的密钥就不能恢复")
    body: Any = _body(step)
    with needing(*SCOPES):
        taken = walk.client().projects.steps(project["id"], body, version=project["version"])
    came = walk.exchanges[-1].answer.status
    expect(came == 201, f"办理 {step} 应为 201，实为 {came}")
    now = _project(walk)
    expect(now["standing"] == wanted, f"办理 {step} 后状态应为 {wanted}，实为 {now['standing']}")
    expect(now["version"] > project["version"], "办理后 version 没有增加")
    row = _told(walk, step)
    expect(row["id"] == taken["id"], f"流转记录的最后一条不是刚办理的 {step}")
    expect(row["note"] == WHY["note"] and row["by"], f"{step} 的流转记录没有写明情况和办理人")
    expect((row["source"], row["target"]) == (project["stage"], project["stage"]), f"{step} 的流转记录改了阶段")
    return now


def _told(walk: Walk, step: str) -> dict[str, Any]:
    """The last of the record."""
    rows = walk.rows(f"/projects/{walk.kept['stepped']}/transitions/?page_size=200")
    expect(rows and rows[-1]["step"] == step, f"流转记录的最后一条不是 {step}")
    expect(rows[-1]["effective_on"] == f"{today()}", f"{step} 的流转记录日期不对")
    expect(not rows[-1]["revoked"], f"{step} 的流转记录标为已撤销")
    return rows[-1]


def _asked(walk: Walk, step: str) -> dict[str, Any]:
    """A claim for that project, and nothing more than asked."""
    project = _standing(walk, BACK[step])
    claim = _ask(walk, project, step)
    expect(_project(walk)["standing"] == project["standing"], f"申请 {step} 还没有认定，状态却变了")
    return claim


def _ask(walk: Walk, project: dict[str, Any], step: str) -> dict[str, Any]:
    body: Any = _body(step)
    with needing("claim:write"):
        claim: dict[str, Any] = dict(walk.client().projects.steps(project["id"], body, version=project["version"]))
    came = walk.exchanges[-1].answer.status
    expect(came == 202, f"申请 {step} 应为 202，实为 {came}")
    expect(claim["state"] == "submitted", f"申请 {step} 应为 submitted，实为 {claim['state']}")
    return claim


def _given_back(walk: Walk, step: str) -> None:
    """Asked for, verified, told with both."""
    _approve(walk, _asked(walk, step))
    now = _project(walk)
    expect(now["standing"] == "active", f"认定 {step} 后状态应为 active，实为 {now['standing']}")
    row = _told(walk, step)
    expect(row["by"]["id"] != (row["verified_by"] or row["by"])["id"], f"{step} 的流转记录没有写明申请与认定两人")


def _approve(walk: Walk, claim: dict[str, Any]) -> None:
    with needing("claim:verify"):
        done = walk.client("verifier").claims.approve(claim["id"], {"note": "自检"}, version=claim["version"])
    if done["state"] == "submitted":
        skip("这项认定须经第二轮，一把认定密钥办不完")
    expect(done["state"] == "approved", f"认定后的状态应为 approved，实为 {done['state']}")
