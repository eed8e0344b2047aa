"""Examples of the OpenAPI document are of the described shape, and every code that is thrown is in the table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from clients.schema import ROOT, load
from config.api import GENERAL, NAMED
from projects.gateway.codes import CODES, table

THROWN = re.compile(r'Refusal\(\s*\d{3}, "([a-z_]+)"')


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """As it is in docs."""
    return load()


def contents(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Where, and the media type's object, for each request and answer that is no file."""
    for path, item in document["paths"].items():
        for method, one in item.items():
            sent = one.get("requestBody", {}).get("content", {})
            came = {f"{s} {m}": c for s, r in one["responses"].items() for m, c in r.get("content", {}).items()}
            for media, content in {**sent, **came}.items():
                if not media.endswith("octet-stream"):
                    yield f"{method} {path} {media}", content


def test_every_request_and_every_answer_has_an_example_of_its_schema(document: dict[str, Any]) -> None:
    components, checked, wrong = document["components"], set(), []
    for where, content in contents(document):
        examples = content.get("examples")
        assert examples, where
        for example in examples.values():
            name = example.get("$ref", "").rsplit("/", 1)[-1]
            if (name, str(content["schema"])) in checked:
                continue
            checked.add((name, str(content["schema"])))
            value = components["examples"][name]["value"] if name else example["value"]
            found = Draft202012Validator({**content["schema"], "components": components}).iter_errors(value)
            wrong += [f"{where} {name}: {error.message}" for error in found]
    assert wrong == []


def test_every_code_that_is_thrown_is_in_the_table_and_in_the_document(document: dict[str, Any]) -> None:
    known = {one.code for one in CODES}
    folders = [ROOT / name for name in ("projects", "workflow", "notifications", "config")]
    thrown = {code for folder in folders for path in folder.rglob("*.py") for code in THROWN.findall(path.read_text())}
    assert thrown | NAMED | set(GENERAL.values()) <= known
    assert table() in document["info"]["description"]
    assert all(f"problem_{code}" in document["components"]["examples"] for code in known)


def test_the_guide_shows_every_code() -> None:
    guide = (ROOT / "docs" / "api-guide.md").read_text("utf-8")
    assert [one.code for one in CODES if f"`{one.code}`" not in guide] == []
