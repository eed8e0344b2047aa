"""The templates every city starts from."""

from __future__ import annotations

from itertools import pairwise

import pytest

from projects.ledger.stages import STAGES
from projects.plans.outlines import check_outlines
from projects.plans.presets import PLANT, PRESETS, Preset
from projects.plans.scheduling import ahead, ring_of

ALL = pytest.mark.parametrize("preset", PRESETS.values(), ids=list(PRESETS))


def test_the_plant_has_32_nodes_from_talk_to_full_production() -> None:
    names = [node.name for node in PLANT.nodes]
    assert len(names) == len(set(names)) == 32
    before = ["考察洽谈", "立项备案", "环评", "能评", "土地招拍挂", "规划方案审查", "施工许可"]
    wanted = [*before, "桩基", "主体封顶", "设备进场安装", "联合调试", "竣工验收", "试产", "投产", "达产"]
    assert [name for name in names if name in wanted] == wanted


@ALL
def test_a_preset_is_sound_and_has_no_ring(preset: Preset) -> None:
    check_outlines(preset.nodes)
    assert ring_of({node.code: node.after for node in preset.nodes}) == []


@ALL
def test_a_preset_reaches_all_five_stages_once_and_in_order(preset: Preset) -> None:
    milestones = [node for node in preset.nodes if node.is_milestone]
    assert [node.stage for node in milestones] == list(STAGES)
    after = {node.code: node.after for node in preset.nodes}
    for earlier, later in pairwise(milestones):
        assert earlier.code in ahead([later.code], after)


@ALL
def test_every_node_but_the_first_waits_for_something_and_has_somebody_to_answer(preset: Preset) -> None:
    assert [node.code for node in preset.nodes if not node.after] == [preset.nodes[0].code]
    assert all(node.owner_role for node in preset.nodes)


@ALL
def test_a_preset_has_parallel_branches(preset: Preset) -> None:
    waited = [one for node in preset.nodes for one in node.after]
    assert any(waited.count(code) > 1 for code in waited) and any(len(node.after) > 1 for node in preset.nodes)
