"""After a signing has been verified the amounts of a project stand: they change by a request and a second person.

Domain.md 2.7 and 3; the request itself is ``workflow.amendments``. Verifying a claim may set them, for there a second
person decides as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from projects.errors import Conflict
from projects.ledger.fields import AMOUNT_FIELDS, LABELS
from projects.ledger.models import Project
from projects.ledger.stages import Stage


def amounts_stand(project: Project) -> bool:
    """Has a signing been verified?"""
    return project.stage != Stage.NEGOTIATING


def check_amounts_stand(project: Project, cleaned: Mapping[str, Any]) -> None:
    """``Conflict`` (``needs_amendment``) when ``cleaned`` would change an amount that stands; equal values pass."""
    if not amounts_stand(project):
        return
    moved = [LABELS[name] for name in AMOUNT_FIELDS if name in cleaned and cleaned[name] != getattr(project, name)]
    if moved:
        raise Conflict(
            f"项目已经过签约认定，“{'、'.join(moved)}”不能直接修改。请在项目档案“操作”中提出金额变更申请"
            "（更正、增资或减资），写明理由并附依据，由认定单位的另一人审定后生效。",
            "needs_amendment",
        )
