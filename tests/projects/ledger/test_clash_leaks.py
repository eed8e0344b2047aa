"""The second reporter is told that a claim exists, and nothing else: not on any page, route, letter or refusal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from urllib.parse import quote

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from notifications.outbox.models import Occurrence
from notifications.reminders.services import scan
from projects.errors import DomainError
from projects.ledger.models import Clash
from projects.ledger.services import assign, rule_clash
from tests.api.callers import CLERK, caller
from tests.factories import NOW, TODAY, City, build_city, sign_in, submitted
from tests.projects.ledger.clash_samples import BEFORE, entered, firm

pytestmark = pytest.mark.django_db

SECRET_FIRM, SECRET_NAME = "秘投科技有限公司", "秘名光伏基地"
TEXTS = {
    "summary": "秘密建设内容",
    "external_ref": "MIMI-2026-1",
    "site": "秘密地块",
    "chain": "秘密链",
    "fair_competition_reviewed_by": "秘审人",
    "tags": ["秘密标签"],
}
LATER = NOW + timedelta(minutes=10)


@pytest.fixture
def city() -> City:
    return build_city()


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(LATER, tick=True):
        yield


@pytest.fixture
def clash(city: City) -> Clash:
    """鸠江区 has told everything about its project; 繁昌区 comes an hour later."""
    scan(BEFORE - timedelta(minutes=5))
    clerk = city.sibling_clerk
    investors = (firm(clerk), firm(clerk, SECRET_FIRM))
    first = entered(clerk, SECRET_NAME, *investors, now=BEFORE, total_investment_wan=Decimal("73219.4455"), **TEXTS)
    assign(first.pk, role="secretary", officer=clerk, valid_from=TODAY, basis="秘密文件", by=clerk, now=BEFORE)
    later = entered(city.clerk, "支架制造总部", firm(city.clerk, "中信博新能源有限公司"))
    found = Clash.objects.get(later=later)
    scan(LATER)
    return found


def canaries(clash: Clash, city: City) -> list[str]:
    """What only the first project's unit may know."""
    first = clash.first
    texts = [text for value in TEXTS.values() for text in ([value] if isinstance(value, str) else value)]
    amounts = ["73219.4455", "7.32"]
    return [*texts, *amounts, "秘密文件", SECRET_NAME, first.number, str(first.pk), city.sibling_clerk.name,
            city.sibling_clerk.username, city.sibling.name]  # fmt: skip


def told_by(text: str, clash: Clash, city: City) -> list[str]:
    return [canary for canary in canaries(clash, city) if canary in text]


def pages(clash: Clash) -> list[str]:
    later = clash.later_id
    search = [f"/projects/?q={quote(word)}" for word in ("支架", "光伏", "中信博", "中信博新能源股份有限公司")]
    tabs = [
        f"/projects/{later}/?tab={tab}"
        for tab in ("", "responsibilities", "evidence", "claims", "history", "plan", "funds")
    ]
    clashes = [f"/clashes/?tab={tab}" for tab in ("open", "done", "transfers")]
    firms = [
        reverse("ledger:enterprise", args=[one.pk]) for one in clash.first.investors.all() if one.name != SECRET_FIRM
    ]
    own = [reverse("ledger:enterprise", args=[one.pk]) for one in clash.later.investors.all()]
    return [
        "/", "/board/", *search, *tabs, *clashes, *firms, *own, f"/clashes/{clash.pk}/", f"/projects/{later}/edit/",
        f"/projects/{later}/transfers/new/", "/claims/", f"/projects/{later}/claims/sign/", "/reminders/",
        "/enterprises/options/?investors-0-name=xnyzxb", f"/projects/{clash.first_id}/",
        f"/projects/{clash.first_id}/edit/", "/audit/",
    ]  # fmt: skip


def body(response: HttpResponse) -> str:
    return response.content.decode() if not response.streaming else ""


def test_no_page_of_the_second_reporter_tells(clash: Clash, city: City, client: Client) -> None:
    sign_in(client, city.clerk)
    leaks, seen = {}, set()
    for address in pages(clash):
        response = client.get(address)
        seen.add(response.status_code)
        found = set(told_by(body(response), clash, city)) - said_anyway(address, clash, city)
        if found:
            leaks[address] = found
    assert leaks == {}
    assert 200 in seen and not [status for status in seen if status >= 500]


def said_anyway(address: str, clash: Clash, city: City) -> set[str]:
    """What the asker typed himself; and the units of the city, all offered where a project is passed on."""
    typed = {str(clash.first_id)} if str(clash.first_id) in address else set()
    return typed | ({city.sibling.name} if address.endswith("/transfers/new/") else set())


def test_the_control_the_first_reporters_pages_and_the_office_do_tell(clash: Clash, city: City, client: Client) -> None:
    sign_in(client, city.sibling_clerk)
    own = body(client.get(f"/projects/{clash.first_id}/")) + body(
        client.get(f"/projects/{clash.first_id}/?tab=responsibilities")
    )
    assert len(told_by(own, clash, city)) >= 8
    office = body(sign_in(Client(), city.dispatcher).get(f"/clashes/{clash.pk}/"))
    assert SECRET_NAME in office and "支架制造总部" in office


def test_the_first_reporter_learns_as_little_of_the_second(clash: Clash, city: City, client: Client) -> None:
    sign_in(client, city.sibling_clerk)
    second = ["支架制造总部", clash.later.number, str(clash.later_id), city.clerk.name, city.district.name]
    for address in ("/", "/clashes/", f"/clashes/{clash.pk}/", f"/projects/{clash.first_id}/"):
        text = body(client.get(address))
        assert [one for one in second if one in text] == [], address


def test_entering_by_the_form_says_only_that_a_claim_exists(clash: Clash, city: City, client: Client) -> None:
    sign_in(client, city.clerk)
    form = {"investors-TOTAL_FORMS": "1", "investors-INITIAL_FORMS": "0", "investors-0-name": "中信博新能源有限公司",
            "investors-0-uscc": "", "name": "秘名光伏基地", "landing_organisation": city.district.pk,
            "total_investment_yi": "7.3", "negotiating_on": TODAY, "confirm_amounts": "on"}  # fmt: skip
    text = body(client.post("/projects/new/", form, follow=True))
    assert "已有其他单位在先申报同一企业或项目" in text and "不能签约" in text
    assert [one for one in told_by(text, clash, city) if one != SECRET_NAME] == []


def test_no_route_of_the_second_reporters_system_tells(clash: Clash, city: City) -> None:
    system = caller(city.district, *CLERK)
    later, first = clash.later_id, clash.first_id
    parts = ("", "next-steps/", "transitions/", "responsibilities/", "evidence/")
    own = [f"/projects/{later}/{part}" for part in parts]
    lists = ["/projects/", "/projects/?q=光伏", "/projects/?q=中信博", "/claims/", "/organisations/", "/officers/"]
    routes = [*own, *lists, f"/projects/{first}/", f"/projects/{first}/evidence/"]
    for route in routes:
        text = system.get(route).response.content.decode()
        found = [one for one in told_by(text, clash, city) if not (one == str(first) and str(first) in route)]
        assert found == [], route
    shown = system.get(f"/projects/{later}/").body
    assert shown["clash"] == {"state": "open", "deadline_on": clash.due_on.isoformat()}
    missing = [one["name"] for step in system.get(f"/projects/{later}/next-steps/").body for one in step["missing"]]
    assert "clash" in missing


def test_no_letter_tells_and_each_side_gets_one(clash: Clash, city: City) -> None:
    letters = Occurrence.objects.filter(recipient=city.clerk)
    assert [one.rule for one in letters] == ["clash_known"]
    assert told_by("".join(f"{one.title}{one.text}{one.html}" for one in letters), clash, city) == []
    mine = Occurrence.objects.get(recipient=city.sibling_clerk)
    assert "支架制造总部" not in mine.text + mine.html + mine.title


def test_no_refusal_tells(clash: Clash, city: City) -> None:
    with pytest.raises(DomainError) as refused:
        submitted(city, clash.later, "sign")
    said = [refused.value.detail, *(one.how for one in refused.value.missing)]
    with pytest.raises(DomainError) as refused:
        rule_clash(clash.pk, outcome="later", reason="我们先谈的", by=city.clerk, now=LATER)
    said.append(refused.value.detail)
    assert told_by("".join(said), clash, city) == []


@pytest.mark.parametrize("outcome", ["first", "later", "not_same"])
def test_after_the_ruling_as_little_as_before(clash: Clash, city: City, client: Client, outcome: str) -> None:
    rule_clash(clash.pk, outcome=outcome, reason="以首次洽谈纪要为准", by=city.dispatcher, now=LATER)
    scan(LATER + timedelta(minutes=1))
    sign_in(client, city.clerk)
    text = "".join(
        body(client.get(address))
        for address in (f"/clashes/{clash.pk}/", "/clashes/?tab=done", f"/projects/{clash.later_id}/")
    )
    text += "".join(f"{one.title}{one.text}{one.html}" for one in Occurrence.objects.filter(recipient=city.clerk))
    assert "以首次洽谈纪要为准" in text
    assert told_by(text, clash, city) == []
