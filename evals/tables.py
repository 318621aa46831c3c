"""How measures are shown to people: shares in percent, each with its interval."""

from collections.abc import Sequence

from evals.metrics import Discrimination, Share
from evals.ranks import Difference, Mean

NOTHING = "–"
Cells = Sequence[str]


def percent(value: float | None) -> str:
    """Return a share in percent, without the sign."""
    return NOTHING if value is None else f"{100 * value:.1f}"


def share_text(share: Share) -> str:
    """Return a share in percent with its Wilson interval."""
    interval = share.interval
    if interval is None:
        return NOTHING
    return (
        f"{percent(share.value)} ({100 * interval.low:.0f}-{100 * interval.high:.0f})"
    )


def mean_text(mean: Mean) -> str:
    """Return a mean in [0, 1] with its interval."""
    if mean.value is None or mean.interval is None:
        return NOTHING
    return f"{mean.value:.3f} ({mean.interval.low:.2f}-{mean.interval.high:.2f})"


def count_text(share: Share) -> str:
    """Return how many of how many."""
    return f"{share.hits}/{share.of}" if share.of else NOTHING


def auroc_text(found: Discrimination | None) -> str:
    """Return an AUROC with its interval."""
    if found is None:
        return NOTHING
    return f"{found.auroc:.3f} ({found.interval.low:.3f}-{found.interval.high:.3f})"


def gain_text(found: Difference | None) -> str:
    """Return a difference in points with its interval."""
    if found is None:
        return NOTHING
    return (
        f"{100 * found.value:+.1f} ({100 * found.low:+.1f} to {100 * found.high:+.1f})"
    )


class Grid:
    """A table that is shown on the terminal and written as Markdown alike."""

    def __init__(self, title: str, *heads: str) -> None:
        self.title = title
        self.heads = heads
        self.rows: list[Cells] = []

    def add(self, *cells: str) -> None:
        """Add a row."""
        self.rows.append(cells)

    def markdown(self) -> str:
        """Return the table with its title in bold before it."""
        lines = [f"**{self.title}**", "", _line(self.heads)]
        lines.append(_line(["---"] * len(self.heads)))
        return "\n".join([*lines, *map(_line, self.rows)])


def _line(cells: Cells) -> str:
    return f"| {' | '.join(cells)} |"
