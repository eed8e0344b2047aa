"""The vendors' sandbox: founded once, used, and put back whole with its keys valid."""

from __future__ import annotations

import sqlite3
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings

from config.sandbox.scene import DISTRICT
from projects.ledger.models import Evidence, Project
from tests.factories import build_city

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="a sandbox is a file"),
]


@pytest.fixture
def home(settings: Settings, tmp_path: Path) -> Path:
    settings.HOME, settings.MEDIA_ROOT = tmp_path, str(tmp_path / "evidence")
    settings.AUDIT_CHECKPOINTS = str(tmp_path / "checkpoints.jsonl")
    return tmp_path


def called() -> str:
    out = StringIO()
    call_command("api_sandbox", stdout=out)
    return out.getvalue()


def keys_of(said: str) -> dict[str, str]:
    return dict(line.split() for line in said.splitlines() if line.startswith("  --"))


def names(key: str) -> set[str]:
    answer = Client().get("/api/v1/projects/?fields=name", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code == 200, answer.content
    return {row["name"] for row in answer.json()["results"]}


def test_it_is_founded_with_a_project_at_each_stage_and_put_back_whole(home: Path) -> None:
    keys = keys_of(called())
    assert sorted(keys) == [
        "--expired-key", "--key", "--narrow-key", "--revoked-key", "--second-key", "--signing-secret", "--verifier-key",
    ]  # fmt: skip
    assert sorted(Project.objects.values_list("stage", flat=True)) == sorted(
        ["negotiating", "signed", "registered", "started", "producing"]
    )
    first, files = names(keys["--key"]), sorted(path.name for path in home.glob("evidence/**/*") if path.is_file())
    made = Client().put(
        "/api/v1/projects/by-ref/demo-1/",
        {"name": "厂商试建项目", "landing_organisation": DISTRICT, "total_investment_wan": "1", "industry": "C38",
         "negotiating_on": "2026-05-02", "investors": [{"name": "厂商试建公司"}]},
        content_type="application/json",
        headers={"Authorization": f"Bearer {keys['--key']}"},
    )  # fmt: skip
    assert made.status_code == 201, made.content
    (home / "evidence" / "left.pdf").write_bytes(b"%PDF")
    Project.objects.filter(name="沙箱甲项目").update(summary="改过")

    assert "已恢复" in called()

    assert names(keys["--key"]) == first
    assert Project.objects.get(name="沙箱甲项目").summary == ""
    assert sorted(path.name for path in home.glob("evidence/**/*") if path.is_file()) == files
    assert Evidence.objects.exists() and connection.check_constraints() is None


def test_a_reader_at_work_meanwhile_sees_the_sandbox_before_or_after(home: Path) -> None:
    called()
    Project.objects.filter(name="沙箱甲项目").update(summary="改过")
    reader = sqlite3.connect(str(connection.settings_dict["NAME"]))
    reader.execute("BEGIN")
    asked = "SELECT summary FROM ledger_project WHERE name = '沙箱甲项目'"
    assert reader.execute(asked).fetchone() == ("改过",)
    called()
    assert reader.execute(asked).fetchone() == ("改过",)
    reader.rollback()
    assert reader.execute(asked).fetchone() == ("",)
    reader.close()


def test_a_database_with_other_data_is_neither_made_a_sandbox_nor_emptied(home: Path) -> None:
    build_city()
    with pytest.raises(CommandError, match="空库"):
        called()
    assert not (home / "sandbox").exists()


def test_somebody_elses_city_beside_the_sandbox_stops_its_return(home: Path) -> None:
    called()
    build_city()
    with pytest.raises(CommandError, match="空库"):
        called()
    assert Project.objects.count() == 5
