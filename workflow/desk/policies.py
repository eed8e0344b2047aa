"""Who may share a saved view with whom, and who may start a run over many projects."""

from __future__ import annotations

from dataclasses import dataclass

from projects.errors import Invalid, NotAllowed
from projects.people.models import Officer, Organisation
from projects.people.roles import Permission

PRIVATE, UNIT, SCOPE = "", "unit", "scope"


@dataclass(frozen=True)
class Share:
    """One way to share: nobody, the own unit, everything the dispatch office dispatches."""

    key: str
    label: str
    organisation: Organisation | None = None


def share_choices(by: Officer) -> list[Share]:
    """What ``by`` may choose: a clerk the own unit, the dispatch office also the whole of its area."""
    found = [Share(PRIVATE, "仅自己使用")]
    unit, root = by.organisation, by.scope_root
    writes = by.may(Permission.PROJECT_WRITE) or by.may(Permission.DISPATCH_WRITE)
    if writes and unit is not None:
        found.append(Share(UNIT, f"本单位及下属（{unit.label}）", unit))
    if by.may(Permission.DISPATCH_WRITE) and root is not None and root != unit:
        found.append(Share(SCOPE, f"全范围（{root.label}）", root))
    return found


def shared_unit(by: Officer, key: str) -> Organisation | None:
    """The unit behind a choice. ``Invalid`` for one that is not offered to ``by``."""
    chosen = next((share for share in share_choices(by) if share.key == key), None)
    if chosen is None:
        raise Invalid("您不能共享到这个范围：填报员可共享给本单位，全市共享由调度办公室办理。", "share")
    return chosen.organisation


def may_run_bulk(by: Officer) -> bool:
    """Clerks and the dispatch office; each row is judged by its own service all the same."""
    return by.may(Permission.PROJECT_WRITE) or by.may(Permission.DISPATCH_WRITE)


def check_may_run_bulk(by: Officer) -> None:
    """``NotAllowed`` unless ``may_run_bulk``."""
    if not may_run_bulk(by):
        raise NotAllowed("批量办理需要填报项目或组织调度的权限，请联系管理员授予角色。")
