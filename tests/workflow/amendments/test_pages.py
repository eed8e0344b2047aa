"""Pages of amendments: the refusal on the project's form, asking, deciding, the queue, the to-do."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from projects.ledger.models import Project
from projects.ledger.services import update_project
from projects.ledger.stages import Step
from tests.factories import NOW, TODAY, City, fresh, upload
from tests.workflow.amendments.samples import requested, signed_project
from workflow.amendments.models import Amendment
from workflow.amendments.services import return_amendment

pytestmark = pytest.mark.usefixtures("clock")


@pytest.fixture
def project(city: City) -> Project:
    return signed_project(city)


def address(project: Project) -> str:
    return reverse("amendments:request", args=[project.pk])


def asking(project: Project, **over: Any) -> dict[str, Any]:
    """What a browser sends for an increase to 9.5亿元."""
    return {
        "version": project.version,
        "kind": "correction",
        "effective_on": str(TODAY),
        "total_investment_wan": "9.50",
        "reason": "合同写的是9.5亿元",
        **over,
    }


def test_the_projects_form_refuses_and_leads_to_the_request_with_what_was_typed(
    city: City, client: Client, project: Project
) -> None:
    client.force_login(city.clerk)
    page = client.get(reverse("ledger:edit", args=[project.pk]))
    data = {field.html_name: field.value() or "" for field in page.context["form"]}
    data |= {field.html_initial_name: field.value() or "" for field in page.context["form"]}
    data |= {"total_investment_yi": "9.5", "version": project.version, "is_industrial": "on", "tags": ""}
    data |= {"investors-TOTAL_FORMS": "0", "investors-INITIAL_FORMS": "0"}
    data = {name: str(one) for name, one in data.items() if one is not None and not isinstance(one, bool)}
    answer = client.post(reverse("ledger:edit", args=[project.pk]), data)
    text = answer.content.decode()
    assert answer.status_code == 422 and "变更申请" in text
    assert f"{address(project)}?total_investment_wan=95000" in text
    assert 'value="9.5"' in text
    form = client.get(f"{address(project)}?total_investment_wan=95000").content.decode()
    assert 'name="total_investment_wan" value="9.50"' in form


def test_a_request_on_the_page_waits_and_changes_nothing_yet(city: City, client: Client, project: Project) -> None:
    client.force_login(city.clerk)
    paper = upload(city, project, "other")
    data = asking(fresh(project), kind="increase", basis=[str(paper.pk)], phase="二期")
    answer = client.post(address(project), data)
    made = Amendment.objects.get()
    assert answer.headers["Location"] == reverse("amendments:detail", args=[made.pk])
    assert (made.increment_wan, list(made.basis.all()), made.phase) == (Decimal("15000"), [paper], "二期")
    assert fresh(project).total_investment_wan == Decimal("80000")


@pytest.mark.parametrize(
    ("over", "sentence"),
    [
        ({"kind": "increase"}, "须附依据材料"),
        ({"total_investment_wan": "8.00"}, "没有金额发生变化"),
        ({"total_investment_wan": "16730"}, "本栏单位是亿元"),
        ({"reason": ""}, "必填"),
        ({"foreign_currency": "CNY", "foreign_amount_wan": "5"}, "币"),
        ({"kind": "present"}, "选"),
    ],
)
def test_a_refused_request_keeps_what_was_typed(
    city: City, client: Client, project: Project, over: dict[str, Any], sentence: str
) -> None:
    client.force_login(city.clerk)
    answer = client.post(address(project), asking(project, phase="三期留着", **over))
    text = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in text and "三期留着" in text
    assert not Amendment.objects.exists()


def test_a_stale_request_shows_the_present_amounts_and_can_be_sent_again(
    city: City, client: Client, project: Project
) -> None:
    client.force_login(city.clerk)
    update_project(project.pk, {"chain": "光伏"}, by=city.clerk, now=NOW)
    answer = client.post(address(project), asking(project))
    text = answer.content.decode()
    assert answer.status_code == 412 and "已被他人更新" in text and 'value="9.50"' in text
    again = client.post(address(project), asking(project, version=answer.context["version"]))
    assert again.status_code == 302


def test_in_negotiation_the_page_says_that_nothing_is_to_be_asked_for(city: City, client: Client) -> None:
    from_talks = Project.objects.get(pk=signed_project(city, name="乙", investor="乙").pk)
    client.force_login(city.sibling_clerk)
    assert client.get(address(from_talks)).status_code == 404


def test_the_verifier_sees_before_and_after_and_agrees(city: City, client: Client, project: Project) -> None:
    made = requested(city, project)
    client.force_login(city.verifier_of(Step.SIGN))
    place = reverse("amendments:detail", args=[made.pk])
    text = client.get(place).content.decode()
    assert "8.00 亿元" in text and "9.50 亿元" in text and "追加二期" in text and "剩 5 个工作日" in text
    answer = client.post(place, {"do": "approve", "version": made.version})
    assert answer.status_code == 302
    assert fresh(project).total_investment_wan == Decimal("95000.5")
    assert "已同意" in client.get(place).content.decode()


def test_a_return_without_words_is_asked_for_them(city: City, client: Client, project: Project) -> None:
    made = requested(city, project)
    client.force_login(city.verifier_of(Step.SIGN))
    place = reverse("amendments:detail", args=[made.pk])
    answer = client.post(place, {"do": "return", "version": made.version})
    assert answer.status_code == 422 and "请写明退回的理由" in answer.content.decode()


def test_a_stale_answer_is_a_412_that_keeps_the_words(city: City, client: Client, project: Project) -> None:
    made = requested(city, project)
    client.force_login(city.verifier_of(Step.SIGN))
    place = reverse("amendments:detail", args=[made.pk])
    answer = client.post(place, {"do": "return", "version": made.version + 1, "note": "协议缺签章页"})
    assert answer.status_code == 412 and "协议缺签章页" in answer.content.decode()


def test_who_may_not_decide_is_told_who_does(city: City, client: Client, project: Project) -> None:
    made = requested(city, project)
    client.force_login(city.clerk)
    place = reverse("amendments:detail", args=[made.pk])
    text = client.get(place).content.decode()
    assert "申请人不能审定自己的申请" in text and 'value="approve"' not in text
    assert client.post(place, {"do": "approve", "version": made.version}).status_code == 403


def test_a_returned_request_is_asked_for_again_with_its_amounts(city: City, client: Client, project: Project) -> None:
    made = requested(city, project)
    return_amendment(made.pk, by=city.verifier_of(Step.SIGN), now=NOW, note="协议缺签章页")
    client.force_login(city.clerk)
    assert (
        f"{address(project)}?from={made.pk}"
        in client.get(reverse("amendments:detail", args=[made.pk])).content.decode()
    )
    text = client.get(f"{address(project)}?from={made.pk}").content.decode()
    assert "协议缺签章页" in text and 'value="9.50005"' in text and "追加二期" in text


def test_the_queue_shows_each_what_waits_for_them(city: City, client: Client, project: Project) -> None:
    requested(city, project)
    client.force_login(city.verifier_of(Step.SIGN))
    assert project.name in client.get(reverse("amendments:queue")).content.decode()
    client.force_login(city.clerk)
    assert project.name not in client.get(reverse("amendments:queue")).content.decode()
    assert project.name in client.get(reverse("amendments:queue"), {"tab": "mine"}).content.decode()
    client.force_login(city.sibling_clerk)
    assert project.name not in client.get(reverse("amendments:queue"), {"tab": "all"}).content.decode()


def test_home_lists_it_for_who_decides_and_returned_for_who_asked(city: City, client: Client, project: Project) -> None:
    made = requested(city, project)
    place = reverse("amendments:detail", args=[made.pk])
    client.force_login(city.verifier_of(Step.SIGN))
    text = client.get(reverse("desk:home")).content.decode()
    assert place in text and "1 件金额变更待您办理" in text
    return_amendment(made.pk, by=city.verifier_of(Step.SIGN), now=NOW, note="缺页")
    client.force_login(city.clerk)
    assert place in client.get(reverse("desk:home")).content.decode()


def test_the_archive_offers_the_request_only_after_signing(city: City, client: Client, project: Project) -> None:
    client.force_login(city.clerk)
    assert address(project) in client.get(reverse("desk:project", args=[project.pk])).content.decode()
