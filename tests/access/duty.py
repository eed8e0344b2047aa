"""Pages of reminders and of the watch in the matrix."""

from __future__ import annotations

from typing import Any

from notifications.preferences.topics import Topic
from tests.access.routes import Act, Fill, door
from tests.access.sending import ORGANISE, SEE, get, post, said
from tests.access.world import Place, World

LETTER: Fill = {"pk": "occurrence"}
PEOPLE = "people:write"


def laid_down(world: World, place: Place) -> dict[str, Any]:
    """A preset of the own unit: everything optional, at once by default."""
    optional = [topic.value for topic in Topic if topic != Topic.SYSTEM]
    return {"do": "save", "opens_at": "08:00", "closes_at": "20:00", "digest_hours": ["9"],
            **{f"policies.{topic}": "immediate" for topic in optional}}  # fmt: skip


DUTY: tuple[Act, ...] = (
    get("outbox:ledger", SEE),
    get("outbox:ledger", SEE, query="late=on&project=zq&channel=email&state=sent"),
    post("outbox:export", SEE, body=said(), ok=frozenset({200})),
    get("outbox:occurrence", SEE, of="letter", by=LETTER),
    post("outbox:decide", ORGANISE, of="letter", by={"pk": "delivery"}, body=said(decision="sent")),
    post("outbox:resend", ORGANISE, of="letter", by=LETTER, body=said(reason="未收到"),
         ok=frozenset({409})),  # its delivery is uncertain: that is decided first
    get("receipts:receipts", SEE, query="state=waiting"),
    post("receipts:acknowledge", SEE, of="addressee", by=LETTER, body=said()),
    get("reminders:why", SEE, query="rule=claim_waiting&who=own&what=zq"),
    get("preferences:office", ORGANISE),
    post("preferences:office", ORGANISE, body=laid_down, version="unset"),
    get("watch:duty", ORGANISE, PEOPLE),
    Act("watch:failure", "POST", door(ORGANISE, PEOPLE), {"pk": "failure"}, said(act="aside", reason="数据有误"),
        ok=frozenset({302, 403})),  # other offices than the city's see no failures
)  # fmt: skip
"""One line each."""
