"""Names made comparable: the same firm or project typed by two hands has one key, and is found by its initials."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projects.ledger.models import Project
from projects.ledger.names import MOST_KEY, firm_key, folded, initials, project_key
from projects.ledger.services import update_project
from tests.factories import NOW, City, build_city, fresh, new_project

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=12)
LATIN = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789", min_size=1, max_size=8)
STEMS = st.one_of(HAN, LATIN, st.builds(str.__add__, HAN, LATIN))
FORMS = (
    "有限公司",
    "有限责任公司",
    "股份有限公司",
    "集团有限公司",
    "集团",
    "公司",
    "（集团）有限公司",
    "合伙企业（有限合伙）",
)
KEYS = (firm_key, project_key, initials)


@pytest.fixture
def city(db: None) -> City:
    """People and units of 芜湖."""
    return build_city()


def full_width(text: str) -> str:
    """ASCII letters and digits as their wide twins."""
    return "".join(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char for char in text)


@pytest.mark.parametrize("key", [firm_key, project_key, folded])
@given(text=st.text(max_size=40))
def test_a_key_of_a_key_is_itself(key: object, text: str) -> None:
    assert callable(key)
    once = key(text)
    assert key(once) == once


@given(LATIN)
def test_initials_of_letters_are_themselves(text: str) -> None:
    assert initials(initials(text)) == initials(text) == text.lower()


@pytest.mark.parametrize("key", KEYS)
@given(stem=STEMS)
def test_width_case_and_spaces_make_no_other_name(key: object, stem: str) -> None:
    assert callable(key)
    typed = [
        full_width(stem),
        stem.upper(),
        stem.lower(),
        " ".join(stem),
        f"　{stem}\t",
        f"（{stem}）",
        f"{stem[0]}·{stem[1:]}",
    ]
    assert {key(one) for one in typed} == {key(stem)}


@given(STEMS, st.sampled_from(FORMS), st.sampled_from(FORMS))
def test_the_legal_form_makes_no_other_firm(stem: str, one: str, other: str) -> None:
    assert firm_key(stem + one) == firm_key(stem + other) == firm_key(stem)


@given(STEMS)
def test_the_word_project_makes_no_other_project(stem: str) -> None:
    assert project_key(f"{stem}项目") == project_key(f"{stem}建设项目") == project_key(stem)


@pytest.mark.parametrize("key", KEYS)
@given(text=st.text(min_size=1, max_size=80).filter(lambda text: any(char.isalpha() for char in folded(text))))
def test_a_name_that_says_something_has_a_key(key: object, text: str) -> None:
    assert callable(key)
    assert key(text)


@given(st.text(max_size=400))
def test_a_key_fits_its_column(text: str) -> None:
    assert max(len(key(text)) for key in KEYS) <= MOST_KEY


@given(st.text(max_size=40))
def test_composed_and_decomposed_letters_are_the_same(text: str) -> None:
    assert folded(unicodedata.normalize("NFD", text)) == folded(unicodedata.normalize("NFC", text))


def test_a_project_keeps_its_key_and_initials_on_every_way_of_saving(city: City) -> None:
    project = new_project(city, name="奇瑞Ａ8 整车项目")
    assert (fresh(project).name_key, fresh(project).initials) == ("奇瑞a8整车", "qra8zcxm")
    update_project(project.pk, {"name": "奇瑞 电池项目"}, by=city.clerk, now=NOW)
    assert (fresh(project).name_key, fresh(project).initials) == ("奇瑞电池", "qrdcxm")
    project = fresh(project)
    project.name = "大众"
    project.save(update_fields=["name"])
    assert (fresh(project).name_key, fresh(project).initials) == ("大众", "dz")


@pytest.mark.parametrize("word", ["qrdc", "QRDC", "电池", "qr 电池", "XM-2026"])
def test_a_project_is_found_by_a_part_of_its_name_its_number_and_its_initials(city: City, word: str) -> None:
    found, _ = new_project(city, name="奇瑞电池项目"), new_project(city, name="海螺水泥", external_ref="乙-1")
    asked = word.replace("XM-2026", found.number)
    assert list(Project.objects.matching(asked)) == [found]
