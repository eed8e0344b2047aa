"""Operations of the API in the matrix: one line each."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.access.routes import Act, Body, Fill, door
from tests.access.world import Place, World
from tests.factories import PDF, TODAY

SEE, MEET = "project:read", "dispatch:read"
FILL, CLAIM, VERIFY, ORGANISE = "project:write", "claim:write", "claim:verify", "dispatch:write"
PROJECT: Fill = {"project_id": "project"}
ITSELF: Fill = {"pk": "project"}
OUTSIDE = frozenset({403, 422})
TODAY_TEXT = TODAY.isoformat()


def read(name: str, *needs: str, by: Fill | None = None, query: str = "", **rules: Any) -> Act:
    """A GET."""
    return Act(f"api:{name}", "GET", door(*needs, **rules), by or {}, query=query)


def write(
    method: str,
    name: str,
    *needs: str,
    body: Body | None = None,
    by: Fill | None = None,
    version: str = "",
    ok: int = 200,
    hidden: frozenset[int] = frozenset({404}),
    with_file: bool = False,
    **rules: Any,
) -> Act:
    """Anything that changes something."""
    return Act(f"api:{name}", method, door(*needs, **rules), by or {}, body or said(), version,
               ok=frozenset({ok}), hidden=hidden, with_file=with_file)  # fmt: skip


def said(**words: Any) -> Body:
    """Fixed values."""
    return lambda world, place: dict(words)


def new_project(world: World, place: Place) -> dict[str, Any]:
    """The least that a project needs."""
    return {"name": "新项目", "landing_organisation": place.unit.code}


def document(world: World, place: Place) -> dict[str, Any]:
    """A small real file, as a form."""
    return {"kind": "other", "title": "材料", "file": SimpleUploadedFile("a.pdf", PDF)}


def member(world: World, place: Place) -> dict[str, Any]:
    """The clerk of the own unit becomes a member."""
    return {"role": "member", "officer": str(world.people["clerk"].pk), "valid_from": TODAY_TEXT}


def claim(world: World, place: Place) -> dict[str, Any]:
    """A draft."""
    return {"project": str(place.project.pk), "step": "sign", "effective_on": TODAY_TEXT}


def spoken_of(world: World, place: Place) -> dict[str, Any]:
    """One more project of the own unit."""
    return {"project": str(world.places["own"].claimed.pk), "detail": "协调"}


SUSPENDED = said(step="suspend", effective_on=TODAY_TEXT, reason="land", note="等用地")

OPERATIONS: tuple[Act, ...] = (
    read("organisations-list", SEE),
    read("organisations-detail", SEE, of="unit", by={"pk": "unit"}),
    read("officers-list", SEE),
    read("officers-detail", SEE, of="unit", by={"pk": "filler"}),
    read("officer-load", SEE, of="unit", by={"pk": "filler"}),
    read("enterprises-list", SEE),
    write("POST", "enterprises-list", FILL, body=said(name="新企业"), ok=201),
    read("enterprises-detail", SEE, of="firm", by={"pk": "firm"}),
    write("PATCH", "enterprises-detail", FILL, of="firm", rule="unit", by={"pk": "firm"}, version="firm",
          body=said(origin_region="苏州")),
    read("projects-list", SEE),
    read("projects-list", SEE, query="page_size=200&ordering=number"),
    write("POST", "projects-list", FILL, of="landing", body=new_project, ok=201, hidden=OUTSIDE),
    read("projects-detail", SEE, of="project", by=ITSELF),
    write("PATCH", "projects-detail", FILL, of="project", rule="unit", by=ITSELF, body=said(site="新址"),
          version="project"),
    read("project-next-steps", SEE, of="project", by=ITSELF),
    write("PUT", "project-by-ref", FILL, of="landing", by={"external_ref": "=NEU-1"}, body=new_project, ok=201,
          hidden=OUTSIDE),
    read("evidence-list", SEE, of="project", by=PROJECT),
    write("POST", "evidence-list", FILL, of="project", rule="unit", by=PROJECT, body=document, ok=201, with_file=True),
    read("evidence-detail", SEE, of="project", by={**PROJECT, "pk": "evidence"}),
    read("evidence-file", SEE, of="project", by={**PROJECT, "pk": "evidence"}),
    read("responsibilities-list", SEE, of="project", by=PROJECT),
    write("POST", "responsibilities-list", FILL, ORGANISE, of="project", rule="unit", by=PROJECT, body=member, ok=201),
    read("responsibilities-detail", SEE, of="project", by={**PROJECT, "pk": "responsibility"}),
    write("PATCH", "responsibilities-detail", FILL, ORGANISE, of="project", rule="unit", body=said(valid_to=TODAY_TEXT),
          by={**PROJECT, "pk": "responsibility"}, version="responsibility"),
    read("transitions-list", SEE, of="project", by={"project_id": "suspended"}),
    read("transitions-detail", SEE, of="project", by={"project_id": "suspended", "pk": "transition"}),
    write("POST", "steps-list", FILL, CLAIM, VERIFY, of="project", also=(FILL, CLAIM), rule="unit", by=PROJECT,
          body=SUSPENDED, version="project", ok=201),
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
    read("meetings-list", MEET),
    read("meetings-detail", MEET, of="meeting", by={"pk": "meeting"}),
    write("PATCH", "meetings-detail", ORGANISE, of="meeting", rule="dispatches", by={"pk": "meeting"},
          body=said(place="新会场", reason="装修"), version="meeting"),
    read("meeting-agenda", MEET, of="meeting", by={"pk": "meeting"}),
    write("POST", "meeting-agenda", ORGANISE, of="meeting", rule="dispatches", by={"pk": "meeting"}, body=spoken_of,
          ok=201),
)  # fmt: skip
