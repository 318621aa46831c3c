"""Countries that a document is about though no field of its source says so: inferred.

They are kept apart from what sources state: in the document's data under a key of ours,
and in the catalogue under a name of their own. Filters look at both.
"""

from collections.abc import Mapping, Sequence

COUNTRIES_INFERRED = "countries (inferred)"
"""The key of a document's metadata that tells its countries, where none is stated."""
ABOUT = "about"
"""The name that inferred countries have among the values that filters match."""
_BETWEEN = ", "


def with_inferred(
    metadata: Mapping[str, str], countries: Sequence[str]
) -> dict[str, str]:
    """Return a document's metadata with its inferred countries.

    The key is ours alone: a source's own field of that name is left out.

    Args:
        metadata: the source's own fields.
        countries: alpha-2 codes; none: the key is left away.
    """
    kept = {key: value for key, value in metadata.items() if key != COUNTRIES_INFERRED}
    return kept | ({COUNTRIES_INFERRED: _BETWEEN.join(countries)} if countries else {})


def inferred_countries(metadata: Mapping[str, str]) -> tuple[str, ...]:
    """Return the alpha-2 codes of the countries that were inferred of a document."""
    return tuple(filter(None, metadata.get(COUNTRIES_INFERRED, "").split(_BETWEEN)))
