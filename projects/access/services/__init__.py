"""Every write of this room: tries, sign-in, sessions, second factor, passwords, accounts, and requests of two."""

from projects.access.services.accounts import (
    Outcome,
    change_account,
    end_sessions,
    open_administrator,
    unlock,
)
from projects.access.services.attempts import Locked, may_note
from projects.access.services.factors import begin_enrolment, enrol, renew_recovery
from projects.access.services.passwords import choose_password
from projects.access.services.requests import confirm_request, refuse_request, withdraw_request
from projects.access.services.sessions import carry_over, end_own, is_held, key_of, sign_in, sign_out
from projects.access.services.signing import enter_code, enter_password
from projects.access.services.upkeep import disable_unused, purge

__all__ = [
    "Locked",
    "Outcome",
    "begin_enrolment",
    "carry_over",
    "change_account",
    "choose_password",
    "confirm_request",
    "disable_unused",
    "end_own",
    "end_sessions",
    "enrol",
    "enter_code",
    "enter_password",
    "is_held",
    "key_of",
    "may_note",
    "open_administrator",
    "purge",
    "refuse_request",
    "renew_recovery",
    "sign_in",
    "sign_out",
    "unlock",
    "withdraw_request",
]
