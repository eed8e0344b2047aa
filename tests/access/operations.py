"""Operations of the API in the matrix: one line each."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.figures import FIGURE_OPERATIONS
from tests.access.items import ITEM_OPERATIONS
from tests.access.letters import LETTER_OPERATIONS
from tests.access.making import (
    CLAIM,
    FILL,
    ITSELF,
    MEET,
    NOWHERE,
    ORGANISE,
    OUTSIDE,
    PROJECT,
    SEE,
    TODAY_TEXT,
    VERIFY,
    read,
    said,
    write,
)
from tests.access.meeting_minutes import MINUTES_OPERATIONS
from tests.access.meetings import MEETING_OPERATIONS
from tests.access.report_calls import REPORT_OPERATIONS
from tests.access.routes import Act, Fill, door
from tests.access.webhooks import WEBHOOK_OPERATIONS
from tests.access.world import Place, World
from tests.factories import PDF


def new_project(world: World, place: Place) -> dict[str, Any]:
    """The least that a project needs."""
    return {"name": "新项目", "landing_organisation": place.unit.code}


def rows(world: World, place: Place) -> dict[str, Any]:
    """One row: refused by itself where the unit is out of reach."""
    return {"items": [{**new_project(world, place), "external_ref": "NEU-1"}]}


def announced(world: World, place: Place) -> dict[str, Any]:
    """A file that will come in parts."""
    return {"kind": "other", "filename": "a.pdf", "size": 9, "sha256": "0" * 64}


def document(world: World, place: Place) -> dict[str, Any]:
    """A small real file, as a form."""
    return {"kind": "other", "title": "材料", "file": SimpleUploadedFile("a.pdf", PDF)}


def decided(world: World, place: Place) -> dict[str, Any]:
    """Something for the own unit to do."""
    return {"text": "报送进展", "lead": place.unit.code, "days": 5}


def member(world: World, place: Place) -> dict[str, Any]:
    """The clerk of the own unit becomes a member."""
    return {"role": "member", "officer": str(world.people["clerk"].pk), "valid_from": TODAY_TEXT}


def claim(world: World, place: Place) -> dict[str, Any]:
    """A draft."""
    return {"project": str(place.project.pk), "step": "sign", "effective_on": TODAY_TEXT}


def amended(world: World, place: Place) -> dict[str, Any]:
    """Another total."""
    amounts = {"total_investment_wan": "1"}
    return {"kind": "correction", "effective_on": TODAY_TEXT, "reason": "更正", "amounts": amounts}


def reviewed(world: World, place: Place) -> dict[str, Any]:
    """Fair."""
    return {"reviewer": "审查员", "reviewed_on": TODAY_TEXT, "conclusion": "fit", "document_number": "1号"}


def spoken_of(world: World, place: Place) -> dict[str, Any]:
    """One more project of the own unit."""
    return {"project": str(world.places["own"].claimed.pk), "detail": "协调"}


def arrived(world: World, place: Place) -> dict[str, Any]:
    """One more arrival, with its slip."""
    assert place.slip is not None
    return {"arrived_on": TODAY_TEXT, "amount_wan": "100", "origin": "local", "bank_name": "徽商银行",
            "slip_number": f"新{place.name}", "slip": str(place.slip.pk)}  # fmt: skip


def passed_on(world: World, place: Place) -> dict[str, Any]:
    """To a unit that does not have it."""
    to = world.units["sibling" if place.unit == world.units["elsewhere"] else "elsewhere"]
    return {"to": to.code, "sender_percent": "50", "why": "对方有用地"}


ARRIVAL: Fill = {"pk": "arrival"}
FUND: Fill = {"project_id": "project", "pk": "fund"}


def obstructed(world: World, place: Place) -> dict[str, Any]:
    """A problem that the city must solve: everybody knows the city."""
    return {"kind": "land", "level": "city", "title": "缺地", "need": "协调",
            "asked_organisation": world.units["city"].code}  # fmt: skip


LETTER: Fill = {"pk": "occurrence"}
SUSPENDED = said(step="suspend", effective_on=TODAY_TEXT, reason="land", note="等用地")

OPERATIONS: tuple[Act, ...] = (
    read("organisations-list", SEE),
    read("changes", SEE),
    read("organisations-detail", SEE, of="unit", by={"pk": "unit"}),
    read("officers-list", SEE),
    read("officers-detail", SEE, of="unit", by={"pk": "filler"}),
    read("officer-load", SEE, of="unit", by={"pk": "filler"}),
    read("enterprises-list", SEE),
    write("POST", "enterprises-list", FILL, body=said(name="新企业"), ok=201),
    read("enterprises-detail", SEE, of="firm", by={"pk": "firm"}),
    write("PATCH", "enterprises-detail", FILL, of="firm", rule="unit", by={"pk": "firm"}, version="firm",
          body=said(origin_region="苏州")),
    read("contacts-list", SEE, of="project", by={"enterprise_id": "firm"}),
    read("contacts-detail", SEE, of="project", by={"enterprise_id": "firm", "pk": "contact"}),
    write("POST", "contacts-list", FILL, of="project", rule="unit", by={"enterprise_id": "firm"}, ok=201,
          body=said(name="新联系人")),
    write("PATCH", "contacts-detail", FILL, of="project", rule="unit", by={"enterprise_id": "firm", "pk": "contact"},
          version="contact", body=said(title="董事")),
    read("projects-list", SEE),
    read("projects-list", SEE, query="page_size=200&ordering=number"),
    write("POST", "projects-list", FILL, of="landing", body=new_project, ok=201, hidden=OUTSIDE),
    read("projects-detail", SEE, of="project", by=ITSELF),
    write("PATCH", "projects-detail", FILL, of="project", rule="unit", by=ITSELF, body=said(site="新址"),
          version="project"),
    read("project-next-steps", SEE, of="project", by=ITSELF),
    write("PUT", "project-by-ref", FILL, of="landing", by={"external_ref": "=NEU-1"}, body=new_project, ok=201,
          hidden=OUTSIDE),
    replace(write("POST", "project-bulk", FILL, of="landing", body=rows, hidden=OUTSIDE), query="atomic=true"),
    write("POST", "project-uploads", FILL, of="project", rule="unit", by=PROJECT, body=announced, ok=201),
    read("upload-detail", FILL, of="project", rule="unit", by=ARRIVAL),
    write("PATCH", "upload-detail", FILL, of="project", rule="unit", by=ARRIVAL, ok=415),  # no part without its type
    write("POST", "upload-complete", FILL, of="project", rule="unit", by=ARRIVAL, ok=409),  # not a byte came yet
    write("DELETE", "upload-detail", FILL, of="project", rule="unit", by=ARRIVAL, ok=204),
    read("evidence-list", SEE, of="project", by=PROJECT),
    write("POST", "evidence-list", FILL, of="project", rule="unit", by=PROJECT, body=document, ok=201, with_file=True),
    read("evidence-detail", SEE, of="project", by={**PROJECT, "pk": "evidence"}),
    write("POST", "evidence-withdraw", FILL, VERIFY, of="project", also=(FILL,), rule="unit",
          by={**PROJECT, "pk": "evidence"}, body=said(reason="传错"), version="evidence"),
    read("funds-list", SEE, of="project", by=PROJECT),
    read("funds-detail", SEE, of="project", by=FUND),
    write("POST", "funds-list", FILL, of="project", rule="unit", by=PROJECT, body=arrived, ok=201),
    write("PATCH", "funds-detail", FILL, of="project", rule="unit", by=FUND, body=said(note="补充"), version="fund"),
    write("POST", "fund-confirm", VERIFY, ORGANISE, of="project", rule="confirms", by=FUND, version="fund"),
    write("POST", "fund-return", VERIFY, ORGANISE, of="project", rule="confirms", by=FUND, body=said(reason="改"),
          version="fund"),
    write("POST", "fund-withdraw", FILL, VERIFY, ORGANISE, of="project", also=(FILL,), rule="unit", by=FUND,
          body=said(reason="重复"), version="fund"),
    read("evidence-file", SEE, of="project", by={**PROJECT, "pk": "evidence"}),
    *(
        act
        for route, kind, typed, changed in (
            ("phases", "phase", {"number": 2}, {"name": "二期"}),
            ("year-plans", "year_plan", {"year": 2027, "amount_wan": "1"}, {"content": "主体"}),
            ("marks", "mark", {"kind": "returnee"}, {"reason": "新证书"}),
        )
        for act in (
            read(f"{route}-list", SEE, of="project", by=PROJECT),
            write("POST", f"{route}-list", FILL, of="project", rule="unit", by=PROJECT, body=said(**typed), ok=201),
            read(f"{route}-detail", SEE, of="project", by={**PROJECT, "pk": kind}),
            write("PATCH", f"{route}-detail", FILL, of="project", rule="unit", by={**PROJECT, "pk": kind},
                  body=said(**changed), version=kind),
        )
    ),
    read("project-credits", SEE, of="project", by=PROJECT),
    write("PUT", "project-credits", FILL, ORGANISE, of="project", rule="unit", by=PROJECT, body=said(credits=[]),
          version="project"),
    read("responsibilities-list", SEE, of="project", by=PROJECT),
    write("POST", "responsibilities-list", FILL, ORGANISE, of="project", rule="unit", by=PROJECT, body=member, ok=201),
    read("responsibilities-detail", SEE, of="project", by={**PROJECT, "pk": "responsibility"}),
    write("PATCH", "responsibilities-detail", FILL, ORGANISE, of="project", rule="unit", body=said(valid_to=TODAY_TEXT),
          by={**PROJECT, "pk": "responsibility"}, version="responsibility"),
    read("plan-nodes-list", SEE, of="project", by=PROJECT),
    write("POST", "plan-nodes-list", FILL, of="project", rule="unit", by=PROJECT, ok=201,
          body=said(name="论证", stage="signed", planned_start_on=TODAY_TEXT, planned_on=TODAY_TEXT)),
    read("plan-nodes-detail", SEE, of="project", by={**PROJECT, "pk": "node"}),
    write("PATCH", "plan-nodes-detail", FILL, of="project", rule="unit", by={**PROJECT, "pk": "node"}, version="node",
          body=said(note="改")),
    read("progress-reports-list", SEE, of="project", by=PROJECT),
    write("POST", "progress-reports-list", FILL, of="project", rule="unit", by=PROJECT, ok=201,
          body=said(period="2026-10", news="封顶")),
    read("progress-reports-detail", SEE, of="project", by={**PROJECT, "pk": "report"}),
    write("PATCH", "progress-reports-detail", FILL, of="project", rule="unit", by={**PROJECT, "pk": "report"},
          body=said(news="改后"), version="report"),
    read("issues-list", SEE, of="project", by=PROJECT),
    write("POST", "issues-list", FILL, of="project", rule="unit", by=PROJECT, body=obstructed, ok=201),
    read("issues-detail", SEE, of="project", by={**PROJECT, "pk": "problem"}),
    write("PATCH", "issues-detail", FILL, ORGANISE, VERIFY, of="project", also=(FILL,), rule="unit",
          by={**PROJECT, "pk": "problem"}, body=said(title="缺地"), version="problem"),
    read("transitions-list", SEE, of="project", by={"project_id": "suspended"}),
    read("transitions-detail", SEE, of="project", by={"project_id": "suspended", "pk": "transition"}),
    write("POST", "steps-list", FILL, CLAIM, VERIFY, of="project", also=(FILL, CLAIM), rule="unit",
          by={"project_id": "claimed"}, body=SUSPENDED, version="claimed", ok=201),
    read("project-as-of", SEE, of="project", by=PROJECT),
    read("proposals-list", SEE),
    read("proposals-detail", SEE, of="project", by={"pk": "proposal"}),
    read("project-amendments", SEE, VERIFY, of="project", by=PROJECT),
    write("POST", "project-amendments", FILL, of="project", rule="unit", by=PROJECT, body=amended, version="project",
          ok=409),  # not verified yet: no request is needed
    read("amendment-detail", SEE, VERIFY, of="project", by={"pk": "amendment"}),
    write("POST", "amendment-approve", VERIFY, of="project", rule="verifies", by={"pk": "amendment"},
          version="amendment", ok=409),
    write("POST", "amendment-return", VERIFY, of="project", rule="verifies", by={"pk": "amendment"},
          body=said(note="补"), version="amendment"),
    write("POST", "amendment-withdraw", FILL, of="project", rule="author", by={"pk": "amendment"},
          version="amendment"),
    read("confirmations-list", SEE, of="project", by=PROJECT),
    read("confirmations-detail", SEE, of="project", by={**PROJECT, "pk": "confirmation"}),
    write("POST", "confirmations-list", VERIFY, ORGANISE, of="project", also=(ORGANISE,), rule="dispatches", by=PROJECT,
          body=said(kind="library", confirmed_on=TODAY_TEXT, basis="批次"), ok=409),  # not started: too early
    write("POST", "confirmation-withdraw", VERIFY, ORGANISE, of="project", also=(ORGANISE,), rule="dispatches",
          by={**PROJECT, "pk": "confirmation"}, body=said(why="误登"), version="confirmation"),
    read("decision-list", SEE, VERIFY),
    read("project-decisions", SEE, VERIFY, of="project", by=PROJECT),
    write("POST", "project-decisions", CLAIM, of="project", rule="unit", by=PROJECT, version="project", ok=201),
    read("decision-detail", SEE, VERIFY, of="project", by={"pk": "decision"}),
    write("POST", "decision-pass", VERIFY, of="project", rule="verifies", by={"pk": "decision"}, version="decision"),
    write("POST", "decision-return", VERIFY, of="project", rule="verifies", by={"pk": "decision"},
          body=said(note="补"), version="decision"),
    write("POST", "decision-reject", VERIFY, of="project", rule="verifies", by={"pk": "decision"},
          body=said(note="否"), version="decision"),
    write("POST", "decision-resubmit", CLAIM, of="project", rule="author", by={"pk": "decision"},
          body=said(note="补"), version="decision", ok=409),  # nobody sent it back
    write("POST", "decision-withdraw", CLAIM, of="project", rule="author", by={"pk": "decision"},
          version="decision"),
    read("project-fair-competition-reviews", SEE, VERIFY, of="project", by=PROJECT),
    write("POST", "project-fair-competition-reviews", FILL, of="project", rule="unit", by=PROJECT, body=reviewed,
          version="project", ok=201),
    read("fair-competition-review-detail", SEE, VERIFY, of="project", by={"pk": "review"}),
    write("POST", "fair-competition-review-withdraw", FILL, of="project", rule="unit", by={"pk": "review"},
          body=said(reason="有误"), version="review"),
    read("clashes-list", SEE),
    read("clashes-detail", SEE, of="project", by={"pk": "clash"}),
    write("POST", "clash-state", FILL, of="project", rule="unit", by={"pk": "clash"}, body=said(text="先谈"),
          ok=403),  # both projects of this clash are the unit's own: it speaks for neither
    write("POST", "clash-rule", ORGANISE, of="project", rule="dispatches", by={"pk": "clash"}, version="clash",
          body=said(outcome="not_same", reason="两回事")),
    write("POST", "clash-reopen", ORGANISE, of="project", rule="dispatches", by={"pk": "clash"}, version="clash",
          body=said(reason="新证据"), ok=409),  # not ruled yet
    write("POST", "project-transfers", FILL, ORGANISE, of="project", rule="dispatches",
          by={"project_id": "drafted"}, body=passed_on, version="drafted", ok=201),
    read("transfers-list", SEE),
    read("transfers-detail", SEE, of="project", by={"pk": "transfer"}),
    *(
        write("POST", f"transfer-{word}", FILL, *more, of="project", rule="dispatches", by={"pk": "transfer"},
              body=said(note="答复"), version="transfer", ok=ok)
        for word, more, ok in (
            ("accept", (), 409),  # the sender has it no more: whoever may answer is told so
            ("decline", (), 200),
            ("withdraw", (ORGANISE,), 200),
        )
    ),
    read("spot-checks-list", SEE),
    read("spot-checks-detail", SEE, of="project", by={"pk": "spot_round"}),
    read("spot-checks-detail", SEE, of="secret", by={"pk": "spot_open"}),
    read("spot-check-records-list", SEE),
    read("spot-check-records-detail", SEE, of="project", by={"pk": "spot_visit"}),
    *REPORT_OPERATIONS,
    read("claims-list", SEE, CLAIM, VERIFY),
    write("POST", "claims-list", CLAIM, of="project", rule="unit", body=claim, ok=201),
    read("claims-detail", SEE, CLAIM, VERIFY, of="project", by={"pk": "claim"}),
    read("claims-detail", SEE, CLAIM, VERIFY, of="draft", by={"pk": "draft"}),
    write("PATCH", "claims-detail", CLAIM, of="draft", rule="author", by={"pk": "draft"}, body=said(note="改"),
          version="draft"),
    write("POST", "claim-submit", CLAIM, of="draft", rule="author", by={"pk": "draft"}, version="draft"),
    write("POST", "claim-withdraw", CLAIM, of="draft", rule="author", by={"pk": "draft"}, version="draft"),
    write("POST", "claim-approve", VERIFY, of="project", rule="verifies", by={"pk": "claim"}, version="claim"),
    write("POST", "claim-return", VERIFY, of="project", rule="verifies", by={"pk": "claim"}, body=said(note="补"),
          version="claim"),
    write("POST", "claim-reject", VERIFY, of="project", rule="verifies", by={"pk": "claim"}, body=said(note="否"),
          version="claim"),
    *ITEM_OPERATIONS,
    *LETTER_OPERATIONS,
    *FIGURE_OPERATIONS,
    *WEBHOOK_OPERATIONS,
    read("meetings-list", MEET),
    read("meetings-detail", MEET, of="meeting", by={"pk": "meeting"}),
    write("PATCH", "meetings-detail", ORGANISE, of="meeting", rule="dispatches", by={"pk": "meeting"},
          body=said(place="新会场", reason="装修"), version="meeting"),
    read("meeting-decisions", MEET, of="meeting", by={"pk": "meeting"}),
    write("POST", "meeting-decisions", ORGANISE, of="meeting", rule="dispatches", by={"pk": "meeting"},
          body=decided, ok=409),  # the sitting lies ahead
    write("POST", "meeting-decision-drop", ORGANISE, of="meeting", rule="dispatches",
          by={"pk": "meeting", "decision_id": f"={NOWHERE}"}, body=said(reason="另议"), ok=404),
    replace(read("meeting-minutes", MEET, of="meeting", by={"pk": "meeting"}), ok=frozenset({404})),
    write("POST", "meeting-minutes-acknowledge", MEET, of="meeting", by={"pk": "meeting"}, ok=404),
    *MINUTES_OPERATIONS,
    replace(read("meeting-minutes-file", MEET, of="meeting", by={"pk": "meeting", "kind": "=pdf"}),
            ok=frozenset({404})),
    read("meeting-agenda", MEET, of="meeting", by={"pk": "meeting"}),
    read("meeting-packs", MEET, of="meeting", by={"pk": "meeting"}),
    write("POST", "meeting-packs", ORGANISE, of="meeting", rule="dispatches", by={"pk": "meeting"},
          body=said(reason="补充"), ok=201),
    read("meeting-pack", MEET, of="meeting", by={"pk": "meeting"}),
    write("POST", "meeting-pack", ORGANISE, of="meeting", rule="dispatches", by={"pk": "meeting"},
          body=said(reason="补充"), ok=201),
    read("pack-detail", MEET, of="meeting", by={"pk": "pack"}),
    read("pack-file", MEET, of="meeting", by={"pk": "pack", "kind": "=xlsx"}),
    read("meeting-series-pack-plan", MEET, of="meeting", by={"pk": "series"}),
    write("PUT", "meeting-series-pack-plan", ORGANISE, of="meeting", rule="dispatches", by={"pk": "series"},
          body=said(is_on=False), version="pack_plan"),
    write("POST", "meeting-agenda", ORGANISE, of="meeting", rule="dispatches", by={"pk": "meeting"}, body=spoken_of,
          ok=201),
    *MEETING_OPERATIONS,
    read("reminder-list", SEE),
    read("reminder-list", SEE, query="late=true&channel=email&project=zq"),
    read("reminder-detail", SEE, of="letter", by=LETTER),
    write("POST", "reminder-resend", ORGANISE, of="letter", by=LETTER, body=said(reason="未收到"),
          version="occurrence", ok=409),  # its delivery is uncertain: that is decided first
    write("POST", "delivery-decide", ORGANISE, of="letter", by={"pk": "delivery"}, body=said(decision="sent"),
          version="delivery"),
    read("reminder-accounts", SEE),
    write("PUT", "reminder-accounts", SEE, body=said(accounts=[]), ok=428),  # nobody's but the own: no version here
    read("receipt-list", SEE, query="state=overdue"),
    write("POST", "receipt-acknowledge", SEE, of="addressee", by=LETTER, ok=409),  # its rule asks for no answer
    read("reminder-why", SEE, of="reader", by={"rule": "=claim_waiting", "person_id": "filler", "subject_id": "claim"}),
    read("reminder-preferences", SEE, rule="person"),
    write("PATCH", "reminder-preferences", SEE, rule="person", body=said(digest_hour=9), version="unset"),
    read("reminder-preset-list", ORGANISE),
    read("reminder-preset-detail", ORGANISE, of="landing", by={"pk": "unit"}),
    write("PUT", "reminder-preset-detail", ORGANISE, of="landing", by={"pk": "unit"}, body=said(digest_hours=[9]),
          version="unset"),
    write("POST", "reminder-preset-drop", ORGANISE, of="landing", by={"pk": "unit"}, version="unset", ok=404),
    write("POST", "reminder-preset-preview", ORGANISE, of="landing", by={"pk": "unit"}),
    read("duty", ORGANISE),
    Act("api:failure-act", "POST", door(ORGANISE), {"pk": "failure"}, said(act="aside", reason="有误"), "failure",
        ok=frozenset({200, 403})),  # only the city's office answers for the whole
)  # fmt: skip
