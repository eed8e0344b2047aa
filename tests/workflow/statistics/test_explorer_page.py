"""The explorer page: the question in the address, the answer in words and numbers, rows and differences behind it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests.workflow.pages import PAGE_TEST, enter
from tests.workflow.statistics.scene import Scene

pytestmark = PAGE_TEST
PAGE = "/statistics/"


@pytest.fixture
def office(scene: Scene) -> Client:
    """王调's browser."""
    return enter(scene.city.dispatcher)


def text_of(client: Client, query: str = "", status: int = 200) -> str:
    """The page for this address."""
    answer = client.get(f"{PAGE}?{query}")
    assert answer.status_code == status, answer.content.decode()[:3000]
    return answer.content.decode()


def said(page: str) -> str:
    """The words to copy."""
    (text,) = re.findall(r"<textarea[^>]*>\s*(.*?)</textarea>", page, re.S)
    return str(text)


def test_the_page_opens_with_this_years_signings_beside_last_year(office: Client) -> None:
    page = text_of(office)
    assert said(page) == (
        "截至11月18日，全市新签约亿元以上项目4个，是去年同期的4倍，总投资81.00亿元，同比增长3950.0%；"
        "其中10亿元以上项目2个，去年同期为0，总投资72.00亿元；50亿元以上项目1个，去年同期为0，总投资60.00亿元。"
        "其中繁昌区3个，居第1位；鸠江区1个，居第2位。"
    )
    assert "按现在所知" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (
            "what=flow&period=three_quarters&least=1&as_of=2026-11-18",
            "前三季度，全市新签约亿元以上项目4个，总投资81.00亿元。",
        ),
        (
            "what=flow&step=register&period=own&from_on=2026-04-01&to_on=2026-06-30&compare=1",
            "二季度，全市新注册项目1个，去年同期为0，总投资8.00亿元。",
        ),
        ("what=flow&period=last_year&least=1", "2025年全年，全市新签约亿元以上项目1个，总投资2.00亿元。"),
        (
            "what=flow&period=year&across=step",
            "截至11月18日，全市新签约项目5个、新注册1个、新开工0个、新投产0个。",
        ),
        (
            "what=cohort&period=year&least=1&rows=unit",
            "截至11月18日，今年以来全市签约的4个亿元以上项目，注册率25.00%（1个）、开工率0.00%（0个）、投产率0.00%（0个）。",
        ),
        (
            "what=tiers&step=sign&period=year&least=1&also=10、50",
            "截至11月18日，全市新签约亿元以上项目4个、10亿元以上2个、50亿元以上1个（大档包含在小档内）。",
        ),
        (
            "what=funnel&least=10",
            "截至11月18日，全市10亿元以上项目在谈0个，已签约2个、总投资72.00亿元，已注册0个，已开工0个，已投产0个。",
        ),
        (
            "what=durations&from_stage=signed&to_stage=registered&period=year&least=1",
            "签约到注册：已到达1个；到达不足一半，中位数未知；仍在等待3个。",
        ),
        ("what=arrived&period=year", "截至11月18日，全市到位资金0.00亿元。"),
        ("what=plans&period=year", "2026年，全市0个项目年度计划投资0.00亿元。"),
        ("what=flow&period=year&least=1&unit=340212", "截至11月18日，繁昌区新签约亿元以上项目3个，总投资21.00亿元。"),
    ],
)
def test_every_kind_of_figure_is_said_in_the_words_of_a_bulletin(office: Client, query: str, words: str) -> None:
    assert said(text_of(office, query)) == words


def test_what_was_known_then_is_said_again_for_ever(office: Client) -> None:
    asked = "what=flow&period=year&least=1&as_of=2026-08-31"
    assert "亿元以上项目4个" in said(text_of(office, asked))
    page = text_of(office, f"{asked}&known_at=2026-09-03T18:00")
    assert said(page) == "1—8月，全市新签约亿元以上项目3个，总投资80.00亿元。"
    assert "按2026年9月3日18:00时所知" in page


def test_every_number_of_the_table_opens_to_rows_that_add_up_to_it(office: Client) -> None:
    page = text_of(office)
    links = re.findall(r'href="(/statistics/rows/\?key=[\w-]+)">([\d.]+)</a>', page)
    assert len(links) >= 8
    for link, number in links:
        rows = office.get(link).content.decode()
        counted = [int(one) for one in re.findall(r'data-label="计数">(\d)<', rows)]
        money = sum(float(one) for one in re.findall(r'data-label="总投资（亿元）">([\d.,]+)<', rows))
        assert float(number) in (sum(counted), round(money, 2)), (link, number, rows)


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("what=flow&least=abc", "请填数字，例如 16.73。"),
        ("what=flow&also=十", "“十”不是金额，请填数字（亿元），多档用顿号分开"),
        ("what=flow&also=1,2,3,4,5,6,7", "最多写6档"),
        ("what=flow&also=500000", "本栏单位是亿元"),
        ("what=flow&period=own&from_on=2026-03-01", "自定时间段须填起止日期。"),
        ("what=flow&period=own&from_on=2026-03-01&to_on=2026-02-01", "结束日期不能早于开始日期"),
        ("what=flow&as_of=2027-01-01", "截至日期不能晚于今天。"),
        ("what=flow&known_at=yesterday", "请填日期和时间"),
        ("what=flow&measure=usd", "请把统计内容改为“到位资金”"),
        ("what=flow&step=stock", "“现有项目”只用于投资规模分档"),
        ("what=flow&least_foreign=5", "请选择外币币种。"),
        ("what=flow&industry=12", "请填门类字母"),
        ("what=flow&unit=999999", "选择一个有效的选项"),
        ("what=durations&from_stage=started&to_stage=registered", "终点节点须在起点节点之后"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field_and_what_was_typed_stays(
    office: Client, query: str, sentence: str
) -> None:
    page = text_of(office, f"{query}&origin=江苏省苏州市", status=422)
    assert sentence in page
    assert 'value="江苏省苏州市"' in page
    assert "<textarea" not in page


def test_a_district_counts_its_own_projects_alone(scene: Scene) -> None:
    page = text_of(enter(scene.city.clerk), "what=flow&period=year&least=1&rows=unit_own")
    assert said(page).startswith("截至11月18日，繁昌区新签约亿元以上项目3个")
    assert "鸠江" not in page


def test_differences_list_each_project_with_its_cause(office: Client) -> None:
    page = text_of(office, "what=flow&period=year&least=1&as_of=2026-08-31&known_at=2026-09-03T18:00")
    (key,) = set(re.findall(r"/statistics/differences/\?key=([\w-]+)", page))
    answer = office.get(reverse("statistics:differences"), {"key": key})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "丙项目" in page and "补报" in page and "+1.00" in page
    assert "甲项目" not in page
    assert office.get(reverse("statistics:differences"), {"key": "x"}).status_code == 404
    bad = office.get(reverse("statistics:differences"), {"key": key, "before_as_of": "2027-01-01"})
    assert bad.status_code == 422 and "截至日期不能晚于今天。" in bad.content.decode()


def test_a_month_stands_beside_the_same_month_of_last_year(office: Client) -> None:
    """Signed in April: one of 2亿 last year; this year one in March, May and June, two in August."""
    page = text_of(office, "what=flow&period=year&rows=month&compare=1&as_of=2026-11-18")
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.S)
    told = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).strip() for row in rows]
    april = next(row for row in told if row.startswith("2026年4月"))
    assert april.split()[1] == "0" and "−1" in april.replace("-1", "−1")
    assert not any(row.startswith("2025年") for row in told)
    march = next(row for row in told if row.startswith("2026年3月"))
    assert "去年同期为0" in march


@pytest.mark.parametrize("what", ["cohort", "durations&from_stage=signed&to_stage=registered"])
def test_lines_that_need_not_add_up_say_so(office: Client, what: str) -> None:
    assert "各行相加可能小于合计" in text_of(office, f"what={what}&period=year&least=1&rows=unit")
    assert "各行相加可能小于合计" not in text_of(office, f"what={what}&period=year&least=1")
