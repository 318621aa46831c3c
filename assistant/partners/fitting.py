"""Whether any record is of what is needed at all.

Something is always nearest. What tells is how far the nearest record stands above
unrelated sentences, and how near one is to the need without its places: neither alone,
for a need of Bhutan's organ pipes is near to all that was done in Bhutan. What the
tokens of the nearest passages hold of the need adds nothing to both.

Fitted on 20 needs that records meet and 13 that none does, in seven languages: all are
told apart. Of as many others, all that are met are told so, and of those that are not,
11 of 13. Projects of 2009-2011 as needs all lie far above.
"""

FITS = 3.0
"""Deviations above unrelated sentences from which a record is about a need at all."""
DEVIATIONS, COSINE = 1.66, 55.71
"""What a unit of each is worth, in log odds."""
ENOUGH = 31.4
"""The sum from which a record fits."""


def is_met(deviations: float, cosine: float | None) -> bool:
    """Tell whether the nearest records are of what is needed.

    Args:
        deviations: of the nearest to the whole need, above unrelated sentences.
        cosine: of the nearest to the need without its places, languages made alike;
            None with a model whose cosines lie elsewhere.
    """
    if deviations < FITS:
        return False
    return cosine is None or DEVIATIONS * deviations + COSINE * cosine >= ENOUGH
