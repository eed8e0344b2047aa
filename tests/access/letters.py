"""Letters in the matrix: what the rows are, the pages, the operations.

Of every place one letter in each state: unsent ones are for the office alone (``secret``), issued ones for whoever sees
the project. The unit of the place receives and answers; the office of the city judges.
"""

from __future__ import annotations

import hashlib
from typing import Any

from django.core.files.base import ContentFile

from tests.access.routes import Act, Fill, door
from tests.access.sending import MEET, ORGANISE, SEE, get, post, said
from tests.access.world import Place, World, canary
from tests.factories import NOW, PDF, TODAY
from workflow.letters.models import Answer, Attachment, Copy, Ladder, Letter, Rung, Talk
from workflow.letters.presets import BY_CODE

STATES = ("draft", "signing", "sent", "received", "answered", "accepted")
WORD = "芜招办"


def fill_letters(world: World) -> None:
    """Rows as the services would leave them."""
    city = world.units["city"]
    ladder = Ladder.objects.create(
        organisation=city, number=1, preset="default", issuer="芜湖", valid_from=TODAY, created_at=NOW,
        created_by=world.people["office"],
    )  # fmt: skip
    lines = BY_CODE["default"].worded(WORD)
    Rung.objects.bulk_create([Rung(ladder=ladder, position=at, **one.values()) for at, one in enumerate(lines, 1)])
    for number, (name, place) in enumerate(world.places.items()):
        letters = {state: _letter(world, place, state, 10 * number + at) for at, state in enumerate(STATES, 1)}
        place.ladder, place.letter_draft, place.letter_signing = ladder, letters["draft"], letters["signing"]
        place.letter, place.letter_received = letters["sent"], letters["received"]
        place.letter_answered, place.letter_accepted = letters["answered"], letters["accepted"]
        for format_ in ("pdf", "docx"):
            Copy.objects.create(letter=place.letter, format=format_, content=PDF, size=len(PDF), sha256=_digest(PDF))
        answer = Answer.objects.create(
            letter=place.letter_answered, sequence=1, text=f"{canary(name)}回复", by=place.filler, at=NOW
        )
        place.letter_file = Attachment.objects.create(
            answer=answer, file=ContentFile(PDF, "a.pdf"), filename=f"{canary(name)}.pdf", size=len(PDF),
            content_type="application/pdf", sha256=_digest(PDF), uploaded_by=place.filler, uploaded_at=NOW,
        )  # fmt: skip
        place.talk = Talk.objects.create(
            organisation=city, project=place.project, unit=place.unit, trigger=f"{canary(name)}红灯", held_at=NOW,
            place=f"{canary(name)}会议室", led_by=f"{canary(name)}市长", attendees=canary(name), recorded_at=NOW,
            outcome=f"{canary(name)}整改", recorded_by=place.filler,
        )  # fmt: skip


def _letter(world: World, place: Place, state: str, number: int) -> Letter:
    is_issued = state not in ("draft", "signing")
    word = canary(place.name) if is_issued else canary(place.name, "qs")
    signed: dict[str, Any] = {}
    if is_issued:
        signed = {"signed_by": world.people["audit_admin"], "signed_at": NOW, "year": 2026, "sequence": number,
                  "due_on": TODAY}  # fmt: skip
    if state != "draft":
        signed |= {"submitted_by": world.people["audit_admin" if not is_issued else "system_admin"],
                   "submitted_at": NOW, "signer": world.people["office"]}  # fmt: skip
    return Letter.objects.create(
        organisation=world.units["city"], project=place.project if is_issued else None, kind="supervision",
        trigger=f"{word}红灯", state=state, issuer="芜湖", word=WORD, unit=place.unit, addressee=f"{word}单位",
        title=f"{word}督办函", body=f"{word}正文", created_at=NOW, updated_at=NOW, **signed,
    )  # fmt: skip


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def of(name: str) -> Fill:
    """The letter of the place in that state."""
    return {"letter_id": name}


WORDS: dict[str, Any] = {
    "kind": "supervision", "trigger": "批示", "issuer": "芜湖", "word": WORD, "title": "督办函", "body": "请办理",
    "reply_days": 5, "reply_count": "working", "signer_kind": "leader", "recipient_kind": "lead",
}  # fmt: skip


def draft(world: World, place: Place) -> dict[str, Any]:
    """To a unit that everybody knows."""
    return {**WORDS, "unit": world.units["own"].pk}


def ladder(world: World, place: Place) -> dict[str, Any]:
    """One rung, tried out."""
    line = BY_CODE["default"].worded(WORD)[0]
    rows = {f"rungs-0-{name}": value for name, value in line.values().items()}
    return {"preset": "own", "issuer": "芜湖", "valid_from": TODAY, "is_active": "on", "do": "preview",
            "rungs-TOTAL_FORMS": 1, "rungs-INITIAL_FORMS": 0, **rows}  # fmt: skip


def talk(world: World, place: Place) -> dict[str, Any]:
    """With a unit that everybody knows."""
    return {"unit": world.units["own"].pk, "trigger": "红灯", "held_at": f"{NOW:%Y-%m-%dT%H:%M}", "place": "会议室",
            "led_by": "市长", "attendees": "主任", "outcome": "整改"}  # fmt: skip


LETTER_PAGES: tuple[Act, ...] = (
    get("letters:list", MEET),
    get("letters:list", MEET, query="tab=all&state=sent&q=zq"),
    get("letters:export", MEET),
    get("letters:new", ORGANISE),
    post("letters:new", ORGANISE, body=draft),
    get("letters:ladders", SEE),
    get("letters:ladder", SEE, of="unit", by={"organisation_id": "unit"}),
    post("letters:ladder", SEE, of="unit", also=(ORGANISE,), rule="dispatches", by={"organisation_id": "unit"},
         body=ladder, ok=frozenset({200})),
    post("letters:propose", ORGANISE, of="unit", rule="dispatches", by={"organisation_id": "unit"}, body=said(),
         ok=frozenset({302, 409})),  # only the city has rules, and no night was read
    get("letters:talks", MEET),
    get("letters:talk", MEET, of="project", by={"talk_id": "talk"}),
    get("letters:talk_new", ORGANISE),
    post("letters:talk_new", ORGANISE, body=talk),
    get("letters:attachment", MEET, of="project", by={"file_id": "letter_file"}),
    get("letters:detail", MEET, of="project", by=of("letter")),
    get("letters:detail", MEET, of="secret", by=of("letter_draft")),
    get("letters:detail", MEET, of="secret", by=of("letter_signing")),
    post("letters:detail", MEET, of="project", rule="handles", by=of("letter"), body=said(do="receive"),
         version="letter"),
    post("letters:detail", MEET, of="project", rule="handles", by=of("letter_received"), version="letter_received",
         body=said(do="answer", text="办结")),
    post("letters:detail", MEET, of="project", rule="names", by=of("letter_answered"), version="letter_answered",
         body=said(do="accept")),
    post("letters:detail", MEET, of="project", rule="names", by=of("letter_accepted"), version="letter_accepted",
         body=said(do="file")),
    post("letters:detail", MEET, of="secret", by=of("letter_signing"), version="letter_signing", body=said(do="sign")),
    post("letters:detail", MEET, of="secret", by=of("letter_draft"), version="letter_draft",
         body=said(do="drop", note="不发")),
    get("letters:edit", ORGANISE, of="secret", by=of("letter_draft")),
    post("letters:edit", ORGANISE, of="secret", by=of("letter_draft"), version="letter_draft", body=draft),
    get("letters:copy", MEET, of="project", by={"letter_id": "letter", "format_": "=pdf"}),
    get("letters:copy", MEET, of="secret", by={"letter_id": "letter_draft", "format_": "=pdf"}),
)  # fmt: skip
"""One line each."""


def read(name: str, *needs: str, query: str = "", **rules: Any) -> Act:
    """A GET of the API."""
    by = rules.pop("by", {})
    return Act(f"api:{name}", "GET", door(*needs, **rules), by, query=query)


def deed(word: str, where: str, *needs: str, body: Any = None, method: str = "POST", **rules: Any) -> Act:
    """An act on the letter of the place in that state."""
    name = "letter-detail" if method == "PATCH" else f"letter-{word}"
    return Act(f"api:{name}", method, door(*needs, **rules), {"pk": where}, body or said(), where)


def new_letter(world: World, place: Place) -> dict[str, Any]:
    """By code."""
    return {**WORDS, "organisation": world.units["own"].code}


def new_talk(world: World, place: Place) -> dict[str, Any]:
    """By code."""
    held = {"held_at": NOW.isoformat(), "organisation": world.units["own"].code}
    return {"trigger": "红灯", "place": "会议室", "led_by": "市长", "attendees": "主任", "outcome": "整改", **held}


def rules(world: World, place: Place) -> dict[str, Any]:
    """The next version of the city's."""
    line = BY_CODE["default"].worded(WORD)[0].values()
    return {"organisation": world.units["city"].code, "rungs": [line]}


def published(world: World, place: Place) -> dict[str, Any]:
    """The same, from today on."""
    head = {"preset": "own", "issuer": "芜湖", "valid_from": TODAY.isoformat(), "after": 1}
    return {**rules(world, place), **head}


def asked(world: World, place: Place) -> dict[str, Any]:
    """The city."""
    return {"organisation": world.units["city"].code}


def submitted(world: World, place: Place) -> dict[str, Any]:
    """Before nobody that may sign."""
    return {"signer": str(world.people["clerk"].pk)}


MADE = frozenset({201})
LETTER_OPERATIONS: tuple[Act, ...] = (
    read("letter-list", MEET),
    read("letter-list", MEET, query="state=sent&kind=supervision&waiting=true"),
    Act("api:letter-list", "POST", door(ORGANISE), {}, new_letter, ok=MADE),
    read("letter-detail", MEET, of="project", by={"pk": "letter"}),
    read("letter-detail", MEET, of="secret", by={"pk": "letter_draft"}),
    deed("", "letter_draft", ORGANISE, of="secret", method="PATCH", body=said(title="改后")),
    Act("api:letter-submit", "POST", door(ORGANISE, of="secret"), {"pk": "letter_draft"}, submitted, "letter_draft",
        ok=frozenset({422})),
    deed("drop", "letter_draft", ORGANISE, of="secret", body=said(note="不发")),
    deed("recall", "letter_signing", ORGANISE, of="secret"),
    deed("sign", "letter_signing", MEET, of="secret"),
    deed("refuse", "letter_signing", MEET, of="secret", body=said(note="改")),
    deed("receive", "letter", MEET, of="project", rule="handles"),
    deed("answer", "letter_received", MEET, of="project", rule="handles", body=said(text="办结")),
    deed("accept", "letter_answered", ORGANISE, of="project", rule="names"),
    deed("return", "letter_answered", ORGANISE, of="project", rule="names", body=said(note="补")),
    deed("close", "letter_accepted", ORGANISE, of="project", rule="names"),
    read("letter-file-pdf", MEET, of="project", by={"pk": "letter"}),
    read("letter-file-docx", MEET, of="project", by={"pk": "letter"}),
    read("letter-attachment-file", MEET, of="project", by={"pk": "letter_file"}),
    read("letter-ladder-list", SEE),
    read("letter-ladder-detail", SEE, by={"pk": "ladder"}),  # rules of the city are known to everybody in it
    Act("api:letter-ladder-list", "POST", door(ORGANISE, rule="names"), {}, published, ok=MADE),
    Act("api:letter-ladder-trial", "POST", door(ORGANISE, rule="names"), {}, rules),
    Act("api:letter-ladder-look", "POST", door(ORGANISE, rule="names"), {}, asked, ok=frozenset({409})),
    read("letter-talk-list", MEET),
    read("letter-talk-detail", MEET, of="project", by={"pk": "talk"}),
    Act("api:letter-talk-list", "POST", door(ORGANISE), {}, new_talk, ok=MADE),
)  # fmt: skip
"""One line each."""
