"""More servers that break exactly one rule: filters, figures, steps, pushes, credentials, signatures."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode

from tests.clients.broken import MANGLES, Bend, Came, Mangle

NOWHERE = "00000000-0000-4000-8000-000000000000"
DAYS = ("signed", "registered", "started", "producing")
PLAIN = (
    *("organisation", "stage", "standing", "min_total_investment_wan", "max_total_investment_wan", "industry", "chain"),
    *("chief", "light", "tag", "updated_since", "external_ref", "q"),
)


def nothing(came: Came) -> None:
    """The answer as it is."""


@dataclass(frozen=True)
class Fault:
    """``first``: rules that are tried before the broken one, because it needs what they make."""

    mangle: Mangle = nothing
    bend: Bend = str
    first: str = ""


def deaf(*names: str, beside: str = "") -> Bend:
    """Does not read these parameters of a list of projects; only where the query holds ``beside``."""

    def bend(target: str) -> str:
        path, _, query = target.partition("?")
        if not path.endswith(("/projects/", "/projects/bulk/")) or beside not in query:
            return target
        left = [(name, value) for name, value in parse_qsl(query) if name not in names]
        return f"{path}?{urlencode(left)}" if left else path

    return bend


def told(where: str, change: Callable[[Any], Any], *, methods: str = "GET") -> Mangle:
    """Says something else in its good answers at addresses with ``where``."""

    def mangle(came: Came) -> None:
        if where in came.target and came.method in methods.split() and came.status < 300:
            found = json.loads(came.content)
            other = change(found)
            came.content = json.dumps(found if other is None else other, ensure_ascii=False).encode()

    return mangle


def answered(where: str, status: int, instead: int, *, sent: bytes = b"") -> Mangle:
    """Answers ``instead``: a success with an object of no meaning, a refusal with its words."""

    def mangle(came: Came) -> None:
        if where in came.target and came.status == status and sent in came.sent and came.has_key:
            came.status = instead
            if instead < 300:
                came.headers["content-type"] = "application/json"
                came.content = json.dumps({"id": NOWHERE, "results": []}).encode()
            else:
                came.content = came.content.replace(b'"status":%d' % status, b'"status":%d' % instead)

    return mangle


def one_more(cell: dict[str, Any]) -> None:
    """A figure that is one too many."""
    cell["count"] += 1


def of_each(change: dict[str, Any]) -> Callable[[Any], None]:
    """Rows that say something else."""
    return lambda page: [row.update(change) for row in page["results"]] and None


def no_second(page: Any) -> None:
    """The record does not tell who verified."""
    for row in page["results"]:
        row["verified_by"] = None


def no_challenge(came: Came) -> None:
    """401 without saying how, where a key was given."""
    if came.has_key:
        came.headers.pop("www-authenticate", None)


def skipping(came: Came) -> None:
    """Forgets a row where a page begins."""
    if "cursor=" in came.target and came.status == 200:
        page = json.loads(came.content)
        page["results"] = page["results"][1:]
        came.content = json.dumps(page, ensure_ascii=False).encode()


def no_base(found: Any) -> None:
    """A growth over nothing."""
    if found["compare"]["ratio"] is None:
        found["compare"]["ratio"] = "0.0"


def whole_percents(found: Any) -> None:
    """Rates without their places."""
    found["rates"] = {stage: "100" for stage in found["rates"]}


FAULTS: dict[str, Fault] = {
    **{rule: Fault(mangle) for rule, mangle in MANGLES.items()},
    **{f"filters.{name}": Fault(bend=deaf(name, beside="page_size=200")) for name in PLAIN},
    **{f"filters.{stage}": Fault(bend=deaf(f"{stage}_from", f"{stage}_to")) for stage in DAYS},
    "filters.wrong": Fault(bend=lambda target: target.replace("?ordering=no_such_order", "")),
    "filters.ordering": Fault(bend=deaf("ordering"), first="once."),
    "filters.pages": Fault(skipping, first="once.,by_ref."),
    "bulk.atomic": Fault(bend=deaf("atomic")),
    "figures.funnel": Fault(told("/funnel/", lambda found: one_more(found["stages"][0]))),
    "figures.groups": Fault(told("group_by=industry", lambda found: one_more(found["groups"][0]))),
    "figures.tiers": Fault(told("/tiers/", lambda found: one_more(found["nested"][0]))),
    "figures.cohort": Fault(told("/cohort/", whole_percents)),
    "figures.compare": Fault(told("compare=yoy", no_base)),
    "figures.keys": Fault(bend=lambda target: target.replace("&cursor=abc", "")),
    "responsibilities.change": Fault(told("/responsibilities/", lambda part: part.update(basis=""), methods="PATCH")),
    "route.meetings.id.agenda": Fault(answered("/agenda/", 428, 405)),
    "route.meetings.id.minutes": Fault(answered("/minutes/", 428, 405)),
    "steps.precondition": Fault(answered("/steps/", 428, 409)),
    "steps.unknown": Fault(answered("/steps/", 422, 409)),
    "steps.suspend": Fault(told("/transitions/", of_each({"effective_on": "2026-01-01"}))),
    "steps.second_person": Fault(told("/steps/", lambda claim: claim.update(state="draft"), methods="POST")),
    "steps.resume": Fault(told("/transitions/", no_second)),
    "steps.withdraw": Fault(told("/transitions/", of_each({"note": ""}))),
    "steps.restore": Fault(told("/transitions/", no_second)),
    "steps.terminate": Fault(answered("/steps/", 409, 422)),
    "steps.revoke": Fault(told("/transitions/", of_each({"revoked": False})), first="journey."),
    "webhooks.unsafe": Fault(answered("/webhooks/", 422, 201, sent=b"169.254")),
    "webhooks.secret": Fault(told("/webhooks/", lambda found: found.update(secret="whsec_x"))),
    "webhooks.deliveries": Fault(told("/deliveries/", lambda page: page["results"])),
    "webhooks.change": Fault(answered("/webhooks/", 428, 409)),
    "credentials.challenge": Fault(no_challenge),
    "credentials.expired": Fault(answered("/projects/", 401, 200)),
    "scopes.rooms": Fault(answered("/meetings/", 403, 200)),
}
"""The rule that must be found broken → how it is broken."""
SIGNING: dict[str, Fault] = {
    "signing.accepted": Fault(answered("page_size=2", 401, 200)),
    **{f"signing.{name}": Fault(answered("page_size=1", 401, 200)) for name in ("forged", "skewed", "replayed")},
}
"""With a key that signs."""
PUSHED: dict[str, Fault] = {
    "webhooks.signed": Fault(told("/webhooks/", lambda made: made.update(secret="whsec_" + "A" * 32), methods="POST")),
    "webhooks.retried": Fault(told("/deliveries/", of_each({"attempts": []}))),
    "webhooks.replayed": Fault(told("/replay/", lambda found: found.update(id=NOWHERE), methods="POST")),
}
"""With a receiver."""
