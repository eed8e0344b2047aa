"""The state of one walk: who asks, what came, what was made on the way."""

from __future__ import annotations

import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Callable, Mapping

from ..core import Core, retry_after
from ..transport import Answer, Request
from ..uploads import Upload, form
from .rules import Broken, expect, skip
from .typed import Typed

NOWHERE = "00000000-0000-4000-8000-000000000000"
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PATIENCE = 5
LANDING = ("district", "park", "township")


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, kept for the rules that hold everywhere."""

    method: str
    target: str
    answer: Answer

    @property
    def where(self) -> str:
        """For a reason."""
        return f"{self.method} {self.target.partition('?')[0]}"


@dataclass
class Walk:
    """``keys``: main, second, verifier, narrow, revoked, expired; ``mark`` begins every external_ref that is made here.

    ``receiver``: host and port at which the server may reach the kit; ``undo``: done when all rules were tried.
    """

    keys: dict[str, Core]
    read_only: bool = False
    organisation: str = ""
    receiver: str = ""
    mark: str = field(default_factory=lambda: f"conformance-{int(time.time()):x}{uuid.uuid4().hex[:4]}")
    exchanges: list[Exchange] = field(default_factory=list)
    made: list[str] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)
    undo: list[Callable[[], object]] = field(default_factory=list)

    def client(self, by: str = "main") -> Typed:
        """The typed client of a key, for calls as a vendor makes them; a refusal is raised (``ApiProblem``)."""
        core = self.keys[by]
        return Typed(core, lambda request: self.pass_on(request, core))

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        by: str = "main",
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        bare: bool = False,
    ) -> Answer:
        """One request as it is, one answer as it is. ``bare``: without any key. Waits where the server says 429."""
        core = self.keys[by]
        target = path if path.startswith(core.root) else core.root + path
        extra = dict(headers or {})
        if content is None:
            content = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
            if body is not None or method in ("POST", "PUT", "PATCH"):
                extra.setdefault("Content-Type", "application/json")
        return self.pass_on(Request(method, target, extra, content), core, bare=bare)

    def pass_on(self, request: Request, core: Core, *, bare: bool = False) -> Answer:
        """Send and write down; nothing is repaired."""
        for _ in range(PATIENCE):
            answer = core.transport.send(request) if bare else core.once(request)
            self.exchanges.append(Exchange(request.method, request.target, answer))
            wait = retry_after(answer) if answer.status == 429 else None
            if wait is None or wait > core.retry.longest:
                break
            core.retry.sleep(wait)
        return answer

    def get(self, path: str, **how: Any) -> Answer:
        """Read."""
        return self.send("GET", path, **how)

    def post(
        self, path: str, body: Any = None, *, version: int | None = None, once: str | None = None, by: str = "main"
    ) -> Answer:
        """Create or act, with a new Idempotency-Key unless one is given."""
        headers = {"Idempotency-Key": once or uuid.uuid4().hex}
        if version is not None:
            headers["If-Match"] = f'"{version}"'
        return self.send("POST", path, {} if body is None else body, headers=headers, by=by)

    def upload(self, project: str, kind: str) -> Answer:
        """A small document for a project."""
        content, content_type = form({"kind": kind, "title": "自检材料", "file": Upload("zijian.pdf", PDF)}, ("file",))
        headers = {"Idempotency-Key": uuid.uuid4().hex, "Content-Type": content_type}
        return self.send("POST", f"/projects/{project}/evidence/", content=content, headers=headers)

    def rows(self, path: str) -> list[dict[str, Any]]:
        """The first page of a list."""
        answer = self.get(path)
        if answer.status == 403:
            skip(f"密钥没有读取 {path} 的权限范围")
        return list(good(answer, f"GET {path}")["results"])

    def some(self, noun: str) -> dict[str, Any]:
        """Any one object of a list: what this walk made, or else the first."""
        if noun in self.kept:
            return dict(self.kept[noun])
        rows = self.rows(f"/{noun}/?page_size=1")
        return rows[0] if rows else skip(f"/{noun}/ 里没有数据")

    def document(self) -> dict[str, Any]:
        """The server's own OpenAPI description; asked for once."""
        if "document" not in self.kept:
            answer = self.get("/schema/?format=json")
            self.kept["document"] = answer.data if answer.status == 200 else None
        found = self.kept["document"]
        expect(isinstance(found, dict) and "paths" in found, "GET /schema/?format=json 没有给出 JSON 的接口说明")
        return dict(found)

    def project(self) -> dict[str, Any]:
        """The project of this walk, made when first asked for, and as it is now."""
        if "project" not in self.kept:
            self.kept["project"] = self._new_project()
        found = good(self.get(f"/projects/{self.kept['project']['id']}/"), "读取刚建立的项目")
        self.kept["project"] = found
        return dict(found)

    def may_write(self) -> None:
        """Skips the rule when the key may make no project."""
        self.project()

    def body(self, code: str, number: str = "1") -> dict[str, Any]:
        """A project as a vendor would send it."""
        return {
            "name": f"接口自检项目{self.mark[-8:]}-{number}",
            "external_ref": f"{self.mark}-{number}",
            "landing_organisation": code,
            "total_investment_wan": "80000",
            "industry": "C38",
            "negotiating_on": "2026-05-02",
            "investors": [{"name": f"接口自检企业{self.mark[-8:]}"}],
        }

    def note(self, what: str, shown: Mapping[str, Any]) -> None:
        """Remember something that now exists, for the list at the end."""
        self.made.append(f"{what} {shown['id']} {shown.get('external_ref') or shown.get('name') or ''}".strip())

    def _new_project(self) -> dict[str, Any]:
        said = ""
        for code in self._places():
            answer = self.post("/projects/", self.body(code))
            if answer.status == 201:
                self.organisation = code
                self.note("项目", answer.data)
                return dict(answer.data)
            if answer.status == 403:
                skip("密钥没有 project:write，无法建立自检项目")
            said = f"{answer.status} {problem(answer).get('detail', '')}"
        raise Broken(f"无法建立自检项目，请用 --organisation 给出本单位代码。最后一次应答：{said}")

    def _places(self) -> list[str]:
        if self.organisation:
            return [self.organisation]
        known = [str(row["landing_organisation"]) for row in self.rows("/projects/?page_size=1")]
        units = [str(row["code"]) for row in self.rows("/organisations/?page_size=200") if row["kind"] in LANDING]
        return list(dict.fromkeys([*known, *units]))[:12]


def problem(answer: Answer) -> dict[str, Any]:
    """The body of a refusal, empty when there is none to read."""
    return answer.data if isinstance(answer.data, dict) else {}


def good(answer: Answer, what: str, status: int = 200) -> dict[str, Any]:
    """The body of a success, or Broken with what the server said."""
    said = problem(answer).get("detail", "")
    expect(answer.status == status, f"{what}：应为 {status}，实为 {answer.status} {said}".rstrip())
    expect(isinstance(answer.data, dict), f"{what}：应答不是 JSON 对象")
    return dict(answer.data)


def refused(answer: Answer, status: int, code: str, what: str) -> dict[str, Any]:
    """A refusal with this status and code, or Broken. Its form is judged elsewhere, for all refusals at once."""
    found = problem(answer)
    came = f"{answer.status} {found.get('code', '')}".strip()
    expect((answer.status, found.get("code")) == (status, code), f"{what}：应为 {status} {code}，实为 {came}")
    return found
