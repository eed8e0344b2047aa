"""The OpenAPI document as the generators read it: operations with Python names."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "openapi.yaml"
PREFIX = "/api/v1"
METHODS = ("get", "post", "put", "patch", "delete")
JSON, FORM = "application/json", "multipart/form-data"
VERBS = {"put": "replace", "patch": "update", "delete": "delete"}


@cache
def load(path: Path = DOCUMENT) -> dict[str, Any]:
    """The document; read once, changed by nobody."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, Any] = yaml.load(path.read_text("utf-8"), loader)  # noqa: S506 - a safe loader, the fast one
    return found


def identifier(name: str) -> str:
    """``name`` as a Python identifier."""
    plain = re.sub(r"\W", "_", name)
    return f"{plain}_" if keyword.iskeyword(plain) else plain


@dataclass(frozen=True)
class Operation:
    """One method of one route. ``path`` below /api/v1."""

    method: str
    path: str
    raw: dict[str, Any] = field(repr=False)
    siblings: frozenset[str] = frozenset()

    @property
    def summary(self) -> str:
        """One Chinese line."""
        return str(self.raw.get("summary", "")).strip().rstrip("。")

    @property
    def tag(self) -> str:
        """The chapter."""
        return str((self.raw.get("tags") or ["其他"])[0])

    @property
    def group(self) -> str:
        """The attribute of the client: the first word of the path."""
        return identifier(self.path.strip("/").split("/")[0])

    @property
    def name(self) -> str:
        """The method of the group: the fixed words of the path, and what is done."""
        _, *rest = self.path.strip("/").split("/")
        words = [word for word in rest if not word.startswith("{")]
        ends_fixed = not rest or not rest[-1].startswith("{")
        verb = VERBS.get(self.method, "")
        if self.method == "get":
            verb = "list" if self.is_paged else "get" if not words or not ends_fixed else ""
        elif self.method == "post" and ends_fixed and ("get" in self.siblings or not rest):
            verb = "create"
        if words == ["by-ref"]:
            verb = ""
        return identifier("_".join([*words, *([verb] if verb else [])]).replace("-", "_"))

    def parameters(self, where: str) -> list[dict[str, Any]]:
        """Of the path, the query or the headers; of the path in its own order."""
        found = [one for one in self.raw.get("parameters", []) if one["in"] == where]
        return sorted(found, key=lambda one: self.path.find("{" + one["name"] + "}")) if where == "path" else found

    def header(self, name: str) -> dict[str, Any] | None:
        """A header of the request, if it is described."""
        return next((one for one in self.parameters("header") if one["name"] == name), None)

    @property
    def body(self) -> dict[str, Any] | None:
        """The schema of the request's body."""
        content = self.raw.get("requestBody", {}).get("content", {})
        found: dict[str, Any] | None = next((one["schema"] for one in content.values()), None)
        return found

    @property
    def takes(self) -> frozenset[str]:
        """Media types of the request."""
        return frozenset(self.raw.get("requestBody", {}).get("content", {}))

    @property
    def answer(self) -> tuple[str, dict[str, Any]] | None:
        """Media type and schema of the success; nothing where it has no content."""
        for status, one in sorted(self.raw["responses"].items()):
            if status.startswith("2"):
                for media, content in one.get("content", {}).items():
                    return media, content.get("schema", {})
        return None

    @property
    def is_paged(self) -> bool:
        """Does it answer one page of results of several? A list that comes whole takes no cursor."""
        answer = self.answer
        is_page = bool(answer and answer[1].get("$ref", "").endswith("Page"))
        return is_page and any(one["name"] == "cursor" for one in self.raw.get("parameters", []))


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    """All, in the order of the document."""
    for path, item in document["paths"].items():
        methods = frozenset(method for method in item if method in METHODS)
        for method in METHODS:
            if method in methods:
                yield Operation(method, path.removeprefix(PREFIX), item[method], methods)
