"""What the walk made goes out again, as far as a key can do it."""

from __future__ import annotations

from .journey import known_claim
from .routes import today
from .rules import rule
from .walk import Walk, good


@rule("journey.leave", "POST steps/ 办理退库：201；自检项目不留在库内", writes=True)
def leave(walk: Walk) -> None:
    """What was made here goes out again, as far as a key can do it."""
    _call_back(walk)
    for row in walk.rows(f"/projects/?q={walk.mark[-8:]}&page_size=50"):
        if str(row["external_ref"]).startswith(walk.mark) and row["standing"] in ("active", "suspended"):
            step = "withdraw" if row["stage"] == "negotiating" else "terminate"
            body = {"step": step, "effective_on": f"{today()}", "reason": "其他", "note": "接口自检结束"}
            good(walk.post(f"/projects/{row['id']}/steps/", body, version=row["version"]), f"办理 {step}", 201)
            walk.made.append(f"  项目 {row['id']} 已办理{'退库' if step == 'withdraw' else '终止'}")


def _call_back(walk: Walk) -> None:
    if "claim" in walk.kept:
        claim = known_claim(walk)
        if claim["state"] == "submitted":
            walk.post(f"/claims/{claim['id']}/withdraw/", {"note": "自检结束"}, version=claim["version"])
