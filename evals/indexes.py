"""The index that a suite asks: one that is there, or one made for the run."""

import tempfile
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from evals.product import Product, ProductFailed


@contextmanager
def indexed(
    sources: Sequence[str],
    home: Path | None,
    *,
    environment: Mapping[str, str | None] | None = None,
) -> Generator[Product]:
    """Give a product whose home holds what `galaxy ingest` takes from each source.

    Args:
        sources: a path, or "--starter"; each is ingested by a command of its own.
        home: a home to use, and to fill if it is empty; None: a temporary one,
            deleted afterwards.
        environment: what else its commands find there; None takes a name out.

    Raises:
        ProductFailed: an ingest failed.
    """
    if home is None:
        with tempfile.TemporaryDirectory(prefix="galaxy-eval-") as made:
            product = Product(Path(made), environment=environment)
            yield _filled(product, sources)
        return
    product = Product(home.resolve(), environment=environment)
    yield product if holds_something(product, home) else _filled(product, sources)


def holds_something(product: Product, home: Path) -> bool:
    """Tell whether a product's home has documents in it."""
    return home.exists() and any(home.iterdir()) and product.status().documents > 0


def _filled(product: Product, sources: Sequence[str]) -> Product:
    for source in sources:
        report = product.ingest(source)
        if not (report.added + report.updated + report.unchanged):
            raise ProductFailed(f"galaxy ingest {source} took in nothing")
    return product
