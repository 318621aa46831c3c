"""The tables of the suite `support`."""

from evals.support import Group, Support
from evals.support_pairs import Kind
from evals.tables import NOTHING, Grid, auroc_text, percent, share_text

GOALS = {"same language": 0.93, "across: all": 0.85}


def support_grids(support: Support) -> list[Grid]:
    """Return what verdicts tell, by kind of unsupported claim and by language."""
    return [_whole(support), _kinds(support), _languages(support)]


def _whole(support: Support) -> Grid:
    grid = Grid(
        "Verdicts, with as many supported as unsupported claims. Of 100 spans "
        f"{share_text(support.span_right)} hold the words that carry; "
        f"a span is {percent(support.span_letters)} % of its passage",
        *("pairs", "supported / not", "AUROC", "goal", "recall at 95 % precision"),
        *("precision of the verdict", "recall of it", "left out though supported"),
    )
    for group in support.groups:
        grid.add(
            group.name,
            f"{group.supported} / {group.unsupported}",
            auroc_text(group.found),
            str(GOALS.get(group.name, NOTHING)),
            percent(group.recall),
            percent(group.precision),
            share_text(group.given),
            share_text(group.left_out),
        )
    return grid


def _kinds(support: Support) -> Grid:
    kinds = [kind for kind in Kind if kind is not Kind.CARRIED]
    grid = Grid(
        "By kind of unsupported claim: AUROC; of such claims, those called supported",
        *("pairs", *kinds),
    )
    for group in support.groups:
        found = {one.kind: one for one in group.kinds}
        grid.add(
            group.name,
            *(
                f"{auroc_text(found[kind].found)}; {share_text(found[kind].let_pass)}"
                if kind in found
                else NOTHING
                for kind in kinds
            ),
        )
    return grid


def _languages(support: Support) -> Grid:
    languages = sorted({name for group in support.groups for name in group.languages})
    grid = Grid("By language of the claim: AUROC", "pairs", *languages)
    for group in support.groups:
        grid.add(group.name, *(_of(group, language) for language in languages))
    return grid


def _of(group: Group, language: str) -> str:
    return auroc_text(group.languages.get(language))
