"""Every write about district systems: clients, their keys, and what their calls leave behind."""

from projects.gateway.services.calls import note_limit, note_refusal, note_use, purge_records, remember
from projects.gateway.services.checks import MOST_A_MINUTE, checked_networks, checked_scopes
from projects.gateway.services.clients import PER_MINUTE, create_client, disable_client, enable_client, update_client
from projects.gateway.services.issuing import LONGEST, USUAL, issue_key, revoke_key

__all__ = [
    "LONGEST",
    "MOST_A_MINUTE",
    "PER_MINUTE",
    "USUAL",
    "checked_networks",
    "checked_scopes",
    "create_client",
    "disable_client",
    "enable_client",
    "issue_key",
    "note_limit",
    "note_refusal",
    "note_use",
    "purge_records",
    "remember",
    "revoke_key",
    "update_client",
]
