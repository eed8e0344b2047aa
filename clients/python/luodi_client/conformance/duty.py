"""Who answers for a project: a part is set right against the version seen, and another person is another part."""

from __future__ import annotations

from typing import Any

from .rules import expect, rule, skip
from .walk import Walk, good, refused

BASIS = "接口自检依据"


@rule(
    "responsibilities.change",
    "责任的 PATCH：不带 If-Match 为 428，版本不对为 412；可更正依据文件，不能换人",
    writes=True,
)
def change(walk: Walk) -> None:
    """What was seen is set right; the rest stays as it was."""
    made = _given(walk)
    path = f"/projects/{made['project']}/responsibilities/{made['id']}/"
    refused(walk.send("PATCH", path, {"basis": BASIS}), 428, "precondition_required", "更正责任不带 If-Match")
    stale = made["version"] + 1000
    refused(_patch(walk, path, {"basis": BASIS}, stale), 412, "stale", "带别的版本更正责任")
    refused(_patch(walk, path, {"officer": made["officer"]}, made["version"]), 400, "unknown_field", "用 PATCH 换人")
    found = good(_patch(walk, path, {"basis": BASIS}, made["version"]), "更正依据文件")
    expect(found["basis"] == BASIS, f"更正后的 basis 应为“{BASIS}”，实为“{found['basis']}”")
    expect(found["version"] > made["version"], "更正后版本没有增加")
    same = ("id", "role", "officer", "post", "valid_from", "valid_to")
    moved = [name for name in same if found[name] != made[name]]
    expect(not moved, f"只更正了 basis，却变了：{'、'.join(moved)}")
    expect(good(walk.get(path), "读取责任")["basis"] == BASIS, "更正没有保存")


def _patch(walk: Walk, path: str, body: dict[str, Any], version: int) -> Any:
    return walk.send("PATCH", path, body, headers={"If-Match": f'"{version}"'})


def _given(walk: Walk) -> dict[str, Any]:
    """Somebody of the own unit, or whoever can be named, as 专班成员 of the project of this walk."""
    project = walk.project()
    people = walk.rows("/officers/?page_size=20")
    for one in sorted(people, key=lambda row: row["organisation"] != walk.organisation):
        body = {"role": "member", "officer": one["id"]}
        answer = walk.post(f"/projects/{project['id']}/responsibilities/", body)
        if answer.status == 403:
            skip("密钥没有指定责任人的权限范围")
        if answer.status == 201:
            return dict(answer.data)
    skip("没有可以指定为责任人的人员")
