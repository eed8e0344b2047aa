"""Filters, tiers, sums, order: what an address asks for is what the list shows, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from projects.ledger.models import Project
from projects.ledger.stages import Stage
from tests.factories import NOW, TODAY, City, at_stage, give_chief, new_project, submitted
from tests.workflow.pages import PAGE_TEST

pytestmark = PAGE_TEST
LIST = "/projects/"


def names(page: Any) -> set[str]:
    return {project.name for project in page.context["page"]}


def in_order(page: Any) -> list[str]:
    return [project.name for project in page.context["page"]]


@pytest.fixture
def five(city: City) -> dict[str, Project]:
    """One per tier edge, one foreign, one without an amount, one signed, one waiting to be verified."""
    plain: dict[str, Any] = {"is_industrial": False}
    return {
        "exact": new_project(city, name="十亿整", total_investment_wan=Decimal("100000"), tags=["返乡", "链主"],
                             channel="fund", investor="甲", **plain),
        "below": new_project(city, name="差一点", total_investment_wan=Decimal("99999.9999"), tags=["返乡"],
                             industry="C3841", investor="乙", **plain),
        "foreign": new_project(city, name="外资项目", total_investment_wan=Decimal("250000"), foreign_currency="USD",
                               foreign_amount_wan=Decimal("35000"), investor="丙", industry="I65", **plain),
        "none": new_project(city, name="未填的", total_investment_wan=None, investor="丁",
                            planned_signed_on=TODAY + timedelta(days=9), **plain),
        "signed": at_stage(new_project(city, name="已签的", total_investment_wan=Decimal("5000"), investor="戊",
                                       fixed_investment_wan=Decimal("3000"), **plain), Stage.SIGNED, city),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("tier=100000", {"十亿整", "外资项目"}),
        ("tier=100000&bands=1", {"十亿整"}),
        ("tier=10000&bands=1", {"差一点"}),
        ("tier=under", {"已签的"}),
        ("tier=none", {"未填的"}),
        ("amount_from=10", {"十亿整", "外资项目"}),
        ("amount_to=9.99999999", {"差一点", "已签的"}),
        ("amount_from=9.99999999&amount_to=10", {"十亿整", "差一点"}),
        ("tag=返乡", {"十亿整", "差一点"}),
        ("tag=返乡&tag=链主", {"十亿整", "差一点"}),
        ("tag=链主", {"十亿整"}),
        ("channel=fund", {"十亿整"}),
        ("industry=c38", {"十亿整", "差一点", "未填的", "已签的"}),
        ("industry=C3841", {"差一点"}),
        ("industry=I", {"外资项目"}),
        ("foreign=1", {"外资项目"}),
        ("planned_signed_to=2026-11-30", {"未填的"}),
        ("negotiating_from=2026-11-01", set()),
        ("updated_from=2026-11-19", set()),
        ("updated_from=2026-11-18", {"十亿整", "差一点", "外资项目", "未填的", "已签的"}),
        ("contact_unit=340212", {"十亿整", "差一点", "外资项目", "未填的", "已签的"}),
        ("contact_unit=340207", set()),
        ("verifying=submitted", set()),
        ("silent=30", {"十亿整", "差一点", "外资项目", "未填的", "已签的"}),
        ("q=SYZ", {"十亿整"}),
        ("q=wzxm", {"外资项目"}),
    ],
)
def test_each_further_filter_narrows_the_list(
    city: City, five: dict[str, Project], client: Client, query: str, expected: set[str]
) -> None:
    client.force_login(city.leader)
    assert names(client.get(f"{LIST}?{query}")) == expected


def test_projects_whose_claim_waits_are_found(city: City, five: dict[str, Project], client: Client) -> None:
    submitted(city, five["exact"], "sign")
    client.force_login(city.leader)
    assert names(client.get(f"{LIST}?verifying=submitted")) == {"十亿整"}


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("tag=没有的", "标签"),
        ("industry=138", "门类字母"),
        ("amount_from=很多", "总投资不低于"),
        ("amount_from=20&amount_to=10", "不能小于起点"),
        ("signed_from=2026-11-20&signed_to=2026-11-01", "不能小于起点"),
        ("stage=x", "阶段"),
        ("order=x", "排序"),
    ],
)
def test_what_cannot_be_read_is_said_and_not_used(
    city: City, five: dict[str, Project], client: Client, query: str, said: str
) -> None:
    client.force_login(city.leader)
    page = client.get(f"{LIST}?{query}")
    text = page.content.decode()
    assert page.status_code == 200 and "有条件无法识别，没有使用" in text and said in text


def test_of_several_tags_the_unknown_one_is_said_and_the_known_one_used(
    city: City, five: dict[str, Project], client: Client
) -> None:
    client.force_login(city.leader)
    page = client.get(f"{LIST}?tag=链主&tag=没有的")
    assert names(page) == {"十亿整"}
    assert page.context["ignored"]


def test_each_of_several_tags_has_a_chip_that_drops_only_itself(
    city: City, five: dict[str, Project], client: Client
) -> None:
    client.force_login(city.leader)
    chips = dict(client.get(f"{LIST}?tag=返乡&tag=链主&stage=&q=").context["chips"])
    assert set(chips) == {"标签：返乡", "标签：链主"}
    assert names(client.get(LIST + chips["标签：返乡"])) == {"十亿整"}


def test_links_are_canonical_whatever_the_order_and_the_blanks_of_the_address(
    city: City, five: dict[str, Project], client: Client
) -> None:
    client.force_login(city.leader)
    one = client.get(f"{LIST}?tag=链主&tag=返乡&stage=negotiating&q=&light=&page=3").context["address"]
    two = client.get(f"{LIST}?stage=negotiating&unknown=1&tag=返乡&tag=链主").context["address"]
    assert one.query == two.query == "stage=negotiating&tag=%E8%BF%94%E4%B9%A1&tag=%E9%93%BE%E4%B8%BB"


def test_nested_tiers_contain_the_ones_above_and_exclusive_bands_add_up_to_the_whole(
    city: City, five: dict[str, Project], client: Client
) -> None:
    client.force_login(city.leader)
    nested = {tier.key: tier for tier, _, _ in client.get(LIST).context["tiers"]}
    assert (nested["10000"].count, nested["100000"].count, nested["200000"].count) == (3, 2, 1)
    assert nested["100000"].amount_wan == Decimal("350000")
    bands = [tier for tier, _, _ in client.get(f"{LIST}?bands=1").context["tiers"]]
    assert sum(band.count for band in bands) == 5
    assert sum(band.amount_wan or 0 for band in bands) == Decimal("454999.9999")


@pytest.mark.parametrize("bands", ["", "1"])
def test_each_number_of_a_tier_opens_exactly_its_rows(
    city: City, five: dict[str, Project], client: Client, bands: str
) -> None:
    client.force_login(city.leader)
    page = client.get(f"{LIST}?bands={bands}&foreign=")
    for tier, link, _ in page.context["tiers"]:
        opened = client.get(LIST + link).context["sums"]
        assert (opened.count, opened.total_wan) == (tier.count, tier.amount_wan or Decimal(0)), tier.label


def test_tiers_stand_beside_a_chosen_tier_so_that_one_click_changes_it(
    city: City, five: dict[str, Project], client: Client
) -> None:
    client.force_login(city.leader)
    page = client.get(f"{LIST}?tier=200000")
    counts = {tier.key: (tier.count, chosen) for tier, _, chosen in page.context["tiers"]}
    assert counts["100000"] == (2, False) and counts["200000"] == (1, True)


def test_foreign_money_is_summed_by_currency_and_never_converted(
    city: City, five: dict[str, Project], client: Client
) -> None:
    new_project(city, name="港资", foreign_currency="HKD", foreign_amount_wan=Decimal("100"), investor="己")
    client.force_login(city.leader)
    page = client.get(LIST)
    assert page.context["sums"].foreign == (("HKD", Decimal("100"), 1), ("USD", Decimal("35000"), 1))
    assert "35,000" in page.content.decode() and "不折算" in page.content.decode()


def test_fixed_investment_is_summed_and_says_how_many_lack_it(
    city: City, five: dict[str, Project], client: Client
) -> None:
    client.force_login(city.leader)
    sums = client.get(LIST).context["sums"]
    assert (sums.fixed_wan, sums.without_fixed) == (Decimal("3000"), 4)


@pytest.mark.parametrize(
    ("order", "first", "last"),
    [
        ("total", "已签的", "未填的"),
        ("-total", "外资项目", "未填的"),
        ("number", "十亿整", "已签的"),
        ("-number", "已签的", "十亿整"),
        ("-fixed", "已签的", None),
        ("stage", None, "已签的"),
        ("days", "已签的", None),
    ],
)
def test_every_sorting_column_sorts_both_ways_with_empty_ones_last(
    city: City, five: dict[str, Project], client: Client, order: str, first: str | None, last: str | None
) -> None:
    client.force_login(city.leader)
    found = in_order(client.get(f"{LIST}?order={order}"))
    assert first in (None, found[0]) and last in (None, found[-1])


def test_every_heading_that_sorts_leads_to_a_list_in_that_order_and_back(
    city: City, five: dict[str, Project], client: Client
) -> None:
    client.force_login(city.leader)
    every = "number,total,fixed,capital,landing,stage,signed,updated,days_in_stage,industry,chain,external_ref,land"
    for heading in client.get(f"{LIST}?columns={every}").context["headings"]:
        if not heading.link:
            continue
        sorted_page = client.get(LIST + heading.link)
        turned = next(one for one in sorted_page.context["headings"] if one.column == heading.column)
        assert turned.sorted in ("ascending", "descending") and turned.link != heading.link
        assert not sorted_page.context["ignored"]


def test_the_order_is_stable_between_pages_when_all_values_are_equal(city: City, client: Client) -> None:
    for number in range(30):
        new_project(city, name=f"项目{number:02d}", investor=f"企业{number}", is_industrial=False)
    client.force_login(city.leader)
    pages = [in_order(client.get(f"{LIST}?order=-total&page={number}")) for number in (1, 2)]
    assert len(set(pages[0] + pages[1])) == 30
    assert pages == [in_order(client.get(f"{LIST}?order=-total&page={number}")) for number in (1, 2)]


@pytest.mark.parametrize("number", [25, 250])
def test_the_number_of_queries_is_the_same_for_25_and_250_projects_with_every_column(
    city: City, client: Client, number: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    model = new_project(city, name="样本", investor="样本")
    give_chief(city, model)
    copies = []
    for count in range(number):
        copy = Project.objects.get(pk=model.pk)
        copy.pk, copy._state.adding = None, True
        copy.id, copy.number, copy.name = Project._meta.pk.get_default(), f"XM-C-{count:05d}", f"项目{count}"
        copy.initials = copy.name_key = ""
        copies.append(copy)
    Project.objects.bulk_create(copies)
    client.force_login(city.leader)
    client.get(LIST)
    with django_assert_max_num_queries(16):
        client.get(LIST)
    every = "number,light,chief,leader,investors,tags,marks,company,lead,first_contact,arrived"
    with django_assert_max_num_queries(20):
        client.get(f"{LIST}?columns={every}")


def test_a_tag_of_projects_out_of_sight_is_neither_offered_nor_usable(city: City, client: Client) -> None:
    new_project(city, name="邻区的", landing_organisation=city.sibling, by=city.sibling_clerk, tags=["秘密标签"])
    client.force_login(city.clerk)
    page = client.get(f"{LIST}?tag=秘密标签")
    assert "秘密标签" not in [value for value, _ in page.context["form"].fields["tag"].choices]
    assert page.context["ignored"] and NOW
