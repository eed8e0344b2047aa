"""Reads: the packages of a client, and the bytes that are kept of them."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from uuid import UUID

from notifications.exchange.models import Content, Incoming, Outgoing
from projects.gateway.models import Client
from projects.gateway.queries import clients_for
from projects.people.models import Officer

SHOWN = 30
"""Packages of each direction on the page, the newest first."""


@dataclass(frozen=True)
class Shelf:
    """What the page of a client shows. ``open``: the package that waits for its receipt."""

    open: Outgoing | None
    outgoing: list[Outgoing]
    incoming: list[Incoming]


def shelf_of(client: Client) -> Shelf:
    """Newest first, at most ``SHOWN`` each."""
    people = ("created_by", "received_by")
    outgoing = list(Outgoing.objects.filter(client=client).select_related(*people).order_by("-number")[:SHOWN])
    incoming = list(Incoming.objects.filter(client=client).select_related("created_by").order_by("-number")[:SHOWN])
    waiting = outgoing[0] if outgoing and outgoing[0].received_at is None else None
    return Shelf(waiting, outgoing, incoming)


def outgoing_for(officer: Officer, package_id: UUID) -> Outgoing | None:
    """A package of a client the officer keeps."""
    found = Outgoing.objects.filter(client__in=clients_for(officer).values("pk"), pk=package_id)
    return found.select_related("client__account__organisation").first()


def incoming_for(officer: Officer, package_id: UUID) -> Incoming | None:
    """A package of a client the officer keeps."""
    found = Incoming.objects.filter(client__in=clients_for(officer).values("pk"), pk=package_id)
    return found.select_related("client__account__organisation").first()


def last_outgoing(client: Client) -> Outgoing | None:
    """The newest package made for the client."""
    return Outgoing.objects.filter(client=client).select_related("client__account").order_by("-number").first()


def last_incoming(client: Client) -> Incoming | None:
    """The newest package the client brought."""
    return Incoming.objects.filter(client=client).order_by("-number").first()


def kept(owner: UUID, role: str) -> bytes:
    """The bytes of a zip that is kept."""
    return bytes(Content.objects.get(owner=owner, role=role).data)


def members_of(content: bytes) -> dict[str, bytes]:
    """Members of a zip that was inspected or made before."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
