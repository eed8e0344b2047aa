"""District systems: clients, their keys, what was refused, what each POST answered the first time."""

from projects.gateway.models.clients import Client, Signing
from projects.gateway.models.keys import ApiKey, KeyRefusal
from projects.gateway.models.requests import IdempotencyRecord, SignedRequest

__all__ = ["ApiKey", "Client", "IdempotencyRecord", "KeyRefusal", "SignedRequest", "Signing"]
