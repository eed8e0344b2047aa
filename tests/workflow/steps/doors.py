"""Every door through which somebody may try to move a project: service, page, API, import, shell, database.

Each function tries once and says whether it was let in. A refusal must be one that the door promises (``DomainError``,
a status below 500, an error of the database); anything else is a defect and breaks the test.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from projects.errors import DomainError
from projects.ledger.models import Project
from projects.people.models import Officer
from tests.factories import NOW, TODAY, sign_in
from workflow.steps.models import Claim, Transition
from workflow.steps.services import approve_claim, ask_for_step, return_claim, take_step, withdraw_claim

API = "/api/v1"
WHY = {"reason": "other", "note": "情况说明"}


def served(act: Callable[[], Any]) -> bool:
    """A call of a service, as the shell would make it."""
    try:
        act()
    except DomainError:
        return False
    return True


class Doors:
    """The doors of one city; each officer's browser signs in once."""

    def __init__(self) -> None:
        self._browsers: dict[Any, Client] = {}

    def browser(self, by: Officer) -> Client:
        """The officer's browser; pages and API take the same session."""
        if by.pk not in self._browsers:
            self._browsers[by.pk] = sign_in(Client(), by)
        return self._browsers[by.pk]

    def page(self, by: Officer, name: str, args: list[Any], data: dict[str, Any]) -> bool:
        """A form sent; let in means a redirect."""
        answer = self.browser(by).post(reverse(name, args=args), data)
        assert answer.status_code < 500, answer.content
        return answer.status_code == 302

    def api(self, by: Officer, path: str, body: Any, version: int | None) -> bool:
        """A request to act; let in means 2xx."""
        headers = {"Idempotency-Key": uuid.uuid4().hex}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        sent = json.dumps(body)
        answer = self.browser(by).post(API + path, sent, content_type="application/json", headers=headers)
        assert answer.status_code < 500, answer.content
        return answer.status_code < 300

    def take(self, door: str, project: Project, step: str, by: Officer) -> bool:
        """A step without a claim."""
        if door == "page":
            said = {"effective_on": str(TODAY), **WHY, "do": "take", "version": project.version}
            return self.page(by, "steps:direct", [project.pk, step], said)
        if door == "api":
            body = {"step": step, "effective_on": str(TODAY), **WHY}
            return self.api(by, f"/projects/{project.pk}/steps/", body, project.version)
        return served(lambda: take_step(project.pk, step, by=by, effective_on=TODAY, now=NOW, **WHY))

    def ask(self, door: str, project: Project, step: str, by: Officer) -> bool:
        """A step that needs a second person, without documents."""
        if door == "api":
            return self.take("api", project, step, by)
        return served(lambda: ask_for_step(project.pk, step, by=by, now=NOW, effective_on=TODAY, **WHY))

    def answer(self, door: str, claim: Claim, deed: str, by: Officer) -> bool:
        """Approve, return or take back a claim."""
        if door == "page":
            said = {"do": deed, "note": "意见", "version": claim.version}
            return self.page(by, "steps:claim_detail", [claim.pk], said)
        if door == "api":
            return self.api(by, f"/claims/{claim.pk}/{deed}/", {"note": "意见"}, claim.version)
        if door == "shell":  # past the service, straight to the door that all of them use
            known: dict[str, Any] = {"by": by, "effective_on": claim.effective_on, "now": NOW, "claim": claim}
            return deed == "approve" and self._straight(claim, known)
        deeds = {"approve": approve_claim, "return": return_claim, "withdraw": withdraw_claim}
        return served(lambda: deeds[deed](claim.pk, by=by, now=NOW, note="意见"))

    def _straight(self, claim: Claim, known: dict[str, Any]) -> bool:
        """``take_step`` with the claim; whoever does so leaves the claim to be closed by hand."""
        with transaction.atomic():
            moved = served(
                lambda: take_step(claim.project_id, claim.step, note=claim.note, reason=claim.reason, **known)
            )
            if moved:
                Claim.objects.filter(pk=claim.pk).update(state="approved", decided_by=known["by"], decided_at=NOW)
        return moved

    def import_stage(self, project: Project, stage: str, by: Officer) -> bool:
        """A bulk upsert that carries a stage: read-only everywhere."""
        rows = [{"external_ref": f"S-{project.pk}", "name": project.name, "stage": stage}]
        self.api(by, "/projects/bulk/", rows, None)
        return False


FORGERIES = ("instance", "new", "update", "bulk_update", "sql", "machine", "record", "erase", "rewrite")


def forge(way: str, project: Project, stage: str, standing: str) -> bool:
    """Write the stage past the door; True when the database let it through."""
    try:
        with transaction.atomic():
            changed = _forge(way, project, stage, standing)
    except (DatabaseError, AttributeError, ValueError):
        return False
    return changed


def _forge(way: str, project: Project, stage: str, standing: str) -> bool:
    same = Project.objects.filter(pk=project.pk)
    if way == "instance":
        project.__dict__["stage"] = stage
        project.save()
    elif way == "new":
        Project(name="伪造", landing_organisation=project.landing_organisation, stage=stage, standing=standing).save()
    elif way == "update":
        same.update(stage=stage, standing=standing)
    elif way == "bulk_update":
        project.__dict__["standing"] = standing
        Project.objects.bulk_update([project], ["standing"])
    elif way == "sql":
        with connection.cursor() as cursor:
            cursor.execute(f"UPDATE ledger_project SET stage = '{stage}', version = version + 1")
    elif way == "machine":
        getattr(project, next(iter(project.legal_moves())))()
        project.save()
    else:
        return _forge_record(way, project, stage)
    return True


def _forge_record(way: str, project: Project, stage: str) -> bool:
    """A made-up record that would explain a leap; then the records there are."""
    known = project.transitions.order_by("-sequence").first()
    if known is None:
        return False
    if way == "erase":
        known.delete()
    elif way == "rewrite":
        Transition.objects.filter(pk=known.pk).update(target=stage)
    else:
        known.pk, known.claim, known.revokes = uuid.uuid4(), None, None
        known.sequence, known.project_version = known.sequence + 1, project.version + 1
        known.step, known.source, known.target = "sign", project.stage, stage
        known.save(force_insert=True)
        Project.objects.filter(pk=project.pk).update(stage=stage, version=project.version + 1)
    return True
