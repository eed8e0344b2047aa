"""Every write of the ledger."""

from projects.ledger.services.amending import amend_responsibility, change_responsibility
from projects.ledger.services.arrivals import (
    add_part,
    begin_arrival,
    complete_arrival,
    give_up_arrival,
    open_arrival,
    sweep_arrivals,
)
from projects.ledger.services.chains import add_chain, merge_chain, update_chain
from projects.ledger.services.clashes import follow_standing, look_for_clashes, state_position
from projects.ledger.services.contacts import add_contact, reveal_contact, update_contact, withdraw_contact
from projects.ledger.services.credits import Share, set_credits
from projects.ledger.services.deputies import end_deputy, register_deputy
from projects.ledger.services.drafting import differences_of
from projects.ledger.services.enterprises import (
    check_company_name,
    create_enterprise,
    register_enterprise,
    update_enterprise,
)
from projects.ledger.services.evidence import add_evidence, add_files, extend_item, twins_of, withdraw_evidence
from projects.ledger.services.marks import add_mark, update_mark, withdraw_mark
from projects.ledger.services.mergers import merge_enterprises, preview_merger
from projects.ledger.services.needs import follow_rules
from projects.ledger.services.phases import (
    add_phase,
    add_year_plan,
    update_phase,
    update_year_plan,
    withdraw_phase,
    withdraw_year_plan,
)
from projects.ledger.services.projects import (
    apply_values,
    create_project,
    locked_project,
    save_version,
    update_project,
    upsert_project,
)
from projects.ledger.services.recognitions import add_recognition, withdraw_recognition
from projects.ledger.services.responsibilities import assign, end_responsibility, hand_over, post_of
from projects.ledger.services.rows import keep_row, shown_row
from projects.ledger.services.rulings import reopen_clash, rule_clash
from projects.ledger.services.sweeping import sweep_files
from projects.ledger.services.transfers import (
    accept_transfer,
    decline_transfer,
    transfer_project,
    withdraw_transfer,
)
from projects.ledger.services.upserting import NotAllTaken, Outcome, Wanted, upsert_projects

__all__ = [
    "NotAllTaken",
    "Outcome",
    "Share",
    "Wanted",
    "accept_transfer",
    "add_chain",
    "add_contact",
    "add_evidence",
    "add_files",
    "add_mark",
    "add_part",
    "add_phase",
    "add_recognition",
    "add_year_plan",
    "amend_responsibility",
    "apply_values",
    "assign",
    "begin_arrival",
    "change_responsibility",
    "check_company_name",
    "complete_arrival",
    "create_enterprise",
    "create_project",
    "decline_transfer",
    "differences_of",
    "end_deputy",
    "end_responsibility",
    "extend_item",
    "follow_rules",
    "follow_standing",
    "give_up_arrival",
    "hand_over",
    "keep_row",
    "locked_project",
    "look_for_clashes",
    "merge_chain",
    "merge_enterprises",
    "open_arrival",
    "post_of",
    "preview_merger",
    "register_deputy",
    "register_enterprise",
    "reopen_clash",
    "reveal_contact",
    "rule_clash",
    "save_version",
    "set_credits",
    "shown_row",
    "state_position",
    "sweep_arrivals",
    "sweep_files",
    "transfer_project",
    "twins_of",
    "update_chain",
    "update_contact",
    "update_enterprise",
    "update_mark",
    "update_phase",
    "update_project",
    "update_year_plan",
    "upsert_project",
    "upsert_projects",
    "withdraw_contact",
    "withdraw_evidence",
    "withdraw_mark",
    "withdraw_phase",
    "withdraw_recognition",
    "withdraw_transfer",
    "withdraw_year_plan",
]
