"""异常线索, the page."""

from __future__ import annotations

from html import unescape

import pytest
from django.urls import reverse

from projects.people.models import Officer
from tests.factories import NOW, TODAY, City
from tests.workflow.anomalies.samples import DAY, back_dated, lines, month_end
from tests.workflow.pages import PAGE_TEST, enter
from workflow.anomalies.models import Clearance

pytestmark = PAGE_TEST
LIST = "/anomalies/"


def page(officer: Officer, query: str = "") -> str:
    answer = enter(officer).get(LIST + query)
    assert answer.status_code == 200
    return unescape(answer.content.decode())


def sent(city: City, **over: str) -> dict[str, str]:
    (line,) = lines(city.dispatcher, "back_dated")
    found = line.found
    return {"kind": found.kind, "key": found.key, "fingerprint": found.fingerprint, "reason": "已看原件", **over}


def test_each_line_says_why_it_stands_out_and_what_to_check(city: City) -> None:
    project = back_dated(city)
    text = page(city.leader, "?kind=back_dated")
    assert "补录项目" in text
    assert "怎么核对" in text
    assert f"{reverse('desk:project', args=[project.pk])}?tab=evidence" in text
    assert "已核实无问题" not in text, "leaders look, the office clears"


def test_tabs_count_each_kind_and_filters_live_in_the_address(city: City) -> None:
    back_dated(city)
    month_end(city)
    text = page(city.dispatcher)
    assert "补录节点 <small>1</small>" in text
    assert "月末集中 <small>1</small>" in text
    assert "补录项目" not in page(city.dispatcher, f"?last={TODAY - DAY}")
    assert "补录项目" not in page(city.dispatcher, "?unit=340207")
    assert "补录项目" in page(city.dispatcher, "?unit=340212&kind=nothing&first=x&page=9")


@pytest.mark.parametrize("who", ["clerk", "sibling_clerk"])
def test_clerks_do_not_see_the_page(city: City, who: str) -> None:
    assert enter(getattr(city, who)).get(LIST).status_code == 403


def test_the_office_clears_on_the_page_and_stays_where_it_was(city: City) -> None:
    back_dated(city)
    client = enter(city.dispatcher)
    answer = client.post(reverse("anomalies:clear"), sent(city, back="kind=back_dated"))
    assert answer.status_code == 302
    assert answer["Location"] == f"{LIST}?kind=back_dated"
    assert "补录项目" not in page(city.dispatcher)
    assert "已核实：已看原件" in page(city.dispatcher, "?state=cleared")


def test_what_was_typed_stays_when_it_is_refused(city: City) -> None:
    back_dated(city)
    answer = enter(city.dispatcher).post(reverse("anomalies:clear"), sent(city, fingerprint="old"))
    assert answer.status_code == 412
    text = answer.content.decode()
    assert "已看原件</textarea>" in text
    assert "事实有了变化" in text
    assert not Clearance.objects.exists()


def test_a_clearance_is_taken_back_on_the_page(city: City) -> None:
    back_dated(city)
    client = enter(city.dispatcher)
    client.post(reverse("anomalies:clear"), sent(city))
    one = Clearance.objects.get()
    client.post(reverse("anomalies:reopen", args=[one.pk]))
    one.refresh_from_db()
    assert one.withdrawn_by == city.dispatcher
    assert one.withdrawn_at == NOW
    assert "补录项目" in page(city.dispatcher)
