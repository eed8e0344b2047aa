"""Every write of the room."""

from workflow.spotchecks.services.adding import add_to_record, propose_revocation
from workflow.spotchecks.services.assigning import assign_inspectors
from workflow.spotchecks.services.exporting import record_export
from workflow.spotchecks.services.recording import Position, record_visit
from workflow.spotchecks.services.rounds import edit_round, fix_round, plan_round

__all__ = [
    "Position",
    "add_to_record",
    "assign_inspectors",
    "edit_round",
    "fix_round",
    "plan_round",
    "propose_revocation",
    "record_export",
    "record_visit",
]
