"""The page of 文件交换, the commands, the program of the guide."""

from __future__ import annotations

import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.urls import reverse

from notifications.exchange.models import Incoming, Outgoing
from notifications.exchange.tasks import carry_packages
from projects.audit.models import Entry
from projects.ledger.models import Project
from projects.people.models import Officer
from projects.people.roles import Role
from projects.people.services import add_officer
from tests.api.callers import body_of
from tests.factories import NOW, PASSWORD, City, sign_in
from tests.notifications.exchange.conftest import EXAMPLE, District, cut_off

pytestmark = pytest.mark.django_db


@pytest.fixture
def security(city: City) -> Officer:
    """Who carries the disc."""
    return add_officer(
        city.district, username="anguan", name="安管", roles=[Role.SECURITY_ADMIN], password=PASSWORD, by=None, now=NOW
    )


@pytest.fixture
def browser(security: Officer) -> Browser:
    return sign_in(Browser(), security)


def at(name: str, pk: Any) -> str:
    return reverse(f"exchange:{name}", args=[pk])


def uploaded(browser: Browser, name: str, district: District, content: bytes) -> Any:
    file = SimpleUploadedFile("file", content)
    return browser.post(at(name, district.client.pk), {"file": file}, follow=True)


def test_a_disc_is_carried_there_and_back_on_the_page(
    browser: Browser, security: Officer, district_office: District
) -> None:
    there = district_office
    answer = browser.post(at("make", there.client.pk), follow=True)
    assert "等待回执" in answer.content.decode()
    package = Outgoing.objects.get()
    disc = browser.post(at("download", package.pk))
    assert disc["Content-Disposition"] == 'attachment; filename="luodi-changes-1.zip"'
    again = browser.post(at("download", package.pk))
    assert again.content == disc.content
    answer = uploaded(browser, "receipt", there, there.take(disc.content, errors=("少一个字段",)))
    page = answer.content.decode()
    assert "交接完成" in page
    assert "少一个字段" in page
    made = Entry.objects.filter(actor=security.username, action__startswith="exchange.")
    assert list(made.order_by("seq").values_list("action", flat=True)) == [
        "exchange.make",
        "exchange.hand_out",
        "exchange.hand_out",
        "exchange.take_receipt",
    ]


def test_a_package_of_calls_is_carried_out_by_the_clockwork(
    browser: Browser, city: City, district_office: District
) -> None:
    content = district_office.pack(1, {"method": "POST", "path": "/api/v1/projects/", "body": body_of(city)})
    assert "已收下" in uploaded(browser, "submit", district_office, content).content.decode()
    package = Incoming.objects.get()
    assert browser.post(at("answers", package.pk)).status_code == 409
    carry_packages()
    assert "已办完" in browser.get(at("client", district_office.client.pk)).content.decode()
    answers = district_office.read(browser.post(at("answers", package.pk)).content)
    assert [one["status"] for one in answers] == [201]
    assert "没有重复办理" in uploaded(browser, "submit", district_office, content).content.decode()
    assert Project.objects.count() == 1


def test_what_is_wrong_is_said_on_the_page(browser: Browser, district_office: District) -> None:
    there = district_office
    refused = uploaded(browser, "submit", there, b"hello")
    assert refused.status_code == 422
    assert "不是完整的 zip" in refused.content.decode()
    refused = uploaded(browser, "receipt", there, b"{}")
    assert "回执应有 content" in refused.content.decode()
    refused = browser.post(at("submit", there.client.pk))
    assert "请选择文件" in refused.content.decode()


def test_a_client_outside_the_subtree_does_not_exist(browser: Browser, city: City, tmp_path: Path) -> None:
    other = cut_off(city.sibling, tmp_path)
    assert browser.get(at("client", other.client.pk)).status_code == 404
    assert browser.post(at("make", other.client.pk)).status_code == 404
    assert not Outgoing.objects.exists()


def test_an_attribute_of_a_request_comes_over_no_wire(district_office: District) -> None:
    for headers in ({"Vouched": district_office.key.public_id}, {"X-Vouched": district_office.key.public_id}):
        assert Browser().get("/api/v1/projects/", headers=headers).status_code == 401


def run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(EXAMPLE), *words], capture_output=True, text=True, check=False)


def test_commands_and_the_program_of_the_guide_carry_a_disc(
    city: City, district_office: District, tmp_path: Path
) -> None:
    client, said = str(district_office.client.pk), StringIO()
    secret, disc, receipt = tmp_path / "secret.txt", tmp_path / "out.zip", tmp_path / "receipt.json"
    calls, answers, requests = tmp_path / "calls.zip", tmp_path / "answers.zip", tmp_path / "requests.jsonl"
    secret.write_text(district_office.secret + "\n")
    call_command("exchange_out", client=client, to=disc, stdout=said)
    checked = run("check", str(disc), "--secret", str(secret), "--receipt", str(receipt))
    assert (checked.returncode, checked.stderr) == (0, "")
    account = district_office.client.account.username
    call_command("exchange_receipt", receipt, client=account, stdout=said)
    requests.write_text(
        '{"method": "GET", "path": "/api/v1/projects/"}\n{"method": "POST", "path": "/api/v1/projects/"}\n'
    )
    made = run("pack", str(requests), "--client", client, "--number", "1", "--secret", str(secret), "--to", str(calls))
    assert made.returncode == 0, made.stderr
    call_command("exchange_in", calls, client=client, to=answers, stdout=said)
    told = run("answers", str(answers), "--secret", str(secret), "--of", str(calls))
    assert [line.split("\t")[:2] for line in told.stdout.splitlines()] == [["1", "200"], ["2", "422"]], told
    assert "第1号申报包已办完：2 条，被拒绝 1 条" in said.getvalue()
    with pytest.raises(CommandError, match="已存在"):
        call_command("exchange_in", calls, client=client, to=answers)
    secret.write_text("whsec_" + "A" * 43 + "=")
    forged = run("check", str(disc), "--secret", str(secret), "--receipt", str(tmp_path / "none.json"))
    assert (forged.returncode, (tmp_path / "none.json").exists()) == (1, False)
