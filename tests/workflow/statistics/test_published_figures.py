"""Every figure that three cities published, from rows that went through the steps, by the real queries and words.

``published_figures.csv`` is the list; a line without a proof here, or a proof without a line, fails.
"""

from __future__ import annotations

import pytest

from tests.factories import build_city
from tests.workflow.statistics import published_others, published_wuhu
from tests.workflow.statistics.published import PROOFS, PUBLISHED, Published

assert published_wuhu and published_others


@pytest.mark.parametrize("line", PUBLISHED, ids=lambda line: line.id)
def test_the_published_figure_is_reproduced(line: Published, db: None) -> None:
    PROOFS[line.id](build_city(), line)


def test_every_line_has_its_proof_and_every_proof_its_line() -> None:
    assert sorted(PROOFS) == sorted(line.id for line in PUBLISHED)
