"""Every write of the ledger."""

from projects.ledger.services.deputies import end_deputy, register_deputy
from projects.ledger.services.enterprises import (
    check_company_name,
    create_enterprise,
    register_enterprise,
    update_enterprise,
)
from projects.ledger.services.evidence import add_evidence
from projects.ledger.services.projects import (
    apply_values,
    create_project,
    differences_of,
    locked_project,
    save_version,
    update_project,
    upsert_project,
)
from projects.ledger.services.responsibilities import assign, end_responsibility, hand_over, post_of

__all__ = [
    "add_evidence",
    "apply_values",
    "assign",
    "check_company_name",
    "create_enterprise",
    "create_project",
    "differences_of",
    "end_deputy",
    "end_responsibility",
    "hand_over",
    "locked_project",
    "post_of",
    "register_deputy",
    "register_enterprise",
    "save_version",
    "update_enterprise",
    "update_project",
    "upsert_project",
]
