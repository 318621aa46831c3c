"""Arrays in files that lie beside our code."""

from collections.abc import Iterable
from importlib.resources import files
from io import BytesIO
from zipfile import BadZipFile

import numpy as np

from vectorstore.embeddings.failures import EmbedderUnusable
from vectorstore.embeddings.weights import REMEDY, Floats


def load_arrays(
    package: str, file: str, names: Iterable[str], *, what: str
) -> dict[str, Floats]:
    """Return arrays of a package's file, in single precision; `what` says what it is.

    Raises:
        EmbedderUnusable: the file is missing or damaged, or lacks one of the names.
    """
    try:
        content = (files(package) / file).read_bytes()
        with np.load(BytesIO(content), allow_pickle=False) as stored:
            return {name: stored[name].astype(np.float32) for name in names}
    except (OSError, KeyError, ValueError, BadZipFile) as error:
        raise EmbedderUnusable(
            f"{what} ({file}) cannot be read: {error}", remedy=REMEDY
        ) from error
