"""Documents as proofs of claims: which stand on one, and how many of a kind one takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from projects.errors import Invalid
from projects.ledger.models import FILES_PER_ITEM, Evidence, EvidenceKind
from workflow.steps.models import Claim, ClaimState

_STANDING = (ClaimState.SUBMITTED, ClaimState.APPROVED)


def use_by_claim(evidence: Evidence) -> str:
    """The claim, waiting or approved, that stands on the document; one whose step was revoked stands no more."""
    standing = Claim.objects.filter(evidence=evidence, state__in=_STANDING)
    claim = standing.exclude(transition__revocation__isnull=False).first()
    return f"“{claim.get_step_display()}”申报（{claim.get_state_display()}）" if claim else ""


def check_provable(documents: Iterable[Evidence]) -> None:
    """At most ten files of a kind, none of them void."""
    chosen = list(documents)
    void = next((one for one in chosen if one.is_withdrawn), None)
    if void is not None:
        raise Invalid(f"“{void.filename}”已作废，不能作为佐证，请改选其他材料。", "evidence", "withdrawn")
    for kind, number in Counter(one.kind for one in chosen).items():
        if number > FILES_PER_ITEM:
            label = EvidenceKind(kind).label
            sentence = f"“{label}”选了{number}个文件，一项申报每类最多{FILES_PER_ITEM}个，请取消一些。"
            raise Invalid(sentence, "evidence", "too_many_files")


def at_most_ten(documents: Iterable[Evidence], held: Iterable[Evidence]) -> list[Evidence]:
    """Of what a requirement found, what still fits beside ``held``: ten of a kind, in the order given."""
    taken = Counter(one.kind for one in held)
    known = {one.pk for one in held}
    fitting = []
    for one in documents:
        if one.pk not in known and taken[one.kind] < FILES_PER_ITEM:
            taken[one.kind] += 1
            known.add(one.pk)
            fitting.append(one)
    return fitting
