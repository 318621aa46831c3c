"""The tables of the suite `partners`."""

from evals.organizations import Organizations
from evals.partners import Partners
from evals.tables import NOTHING, Grid, gain_text, mean_text, share_text


def partners_grids(found: Partners) -> list[Grid]:
    """Return how well each ranking does, and the product beside each other one."""
    return [_rankings(found), _gains(found)]


def _rankings(found: Partners) -> Grid:
    grid = Grid(
        f"Who implemented it, among {found.organizations} organizations of "
        f"{found.records} records. Of 100 needs, {share_text(found.coverage)} have an "
        "implementer that did something before; only those are scored. Of 100 "
        f"citations, {share_text(found.verbatim)} stand at their spans. A reply takes "
        f"{found.p50_ms:.0f} ms (p95 {found.p95_ms:.0f})",
        *("ranking", "needs", "recall@10", "MRR@10", "nDCG@10"),
    )
    for one in found.rankings:
        grid.add(
            one.name,
            str(one.recall.of),
            mean_text(one.recall),
            mean_text(one.mrr),
            mean_text(one.ndcg),
        )
    return grid


def _gains(found: Partners) -> Grid:
    grid = Grid(
        "The product minus each, in points, need by need (95 %, bootstrap)",
        *("over", "recall@10", "MRR@10", "nDCG@10"),
    )
    for gain in found.gains:
        told = (gain.recall, gain.mrr, gain.ndcg)
        grid.add(gain.over, *(gain_text(one) if one else NOTHING for one in told))
    return grid


def organizations_grids(found: Organizations) -> list[Grid]:
    """Return how well names are joined, and where not."""
    grid = Grid(
        f"{found.names} names of {found.organizations} organizations: pairs joined",
        *("of 100 joined, right", "of 100 that are one, joined", "not joined", "wrong"),
    )
    grid.add(
        share_text(found.precision),
        share_text(found.recall),
        "; ".join(" = ".join(pair) for pair in found.missed) or NOTHING,
        "; ".join(" = ".join(pair) for pair in found.wrong) or NOTHING,
    )
    return [grid]
