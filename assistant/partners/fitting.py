"""Whether any record is of what is needed at all.

Something is always nearest. What tells is how far the nearest record stands above
unrelated sentences. How near it is to the need without its places tells more in a large
library, where needs and records speak one language; in a small one, and across
languages, needs that are met have less of it than others that are not, so it is left
out: decision 0044.
"""

FITS = 3.0
"""Deviations above unrelated sentences from which a record is about a need, and from
which the nearest one lets anybody be proposed."""


def is_met(deviations: float) -> bool:
    """Tell whether the nearest record is of what is needed.

    Args:
        deviations: how far it stands above unrelated sentences.
    """
    return deviations >= FITS
