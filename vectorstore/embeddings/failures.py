"""Failures of an embedder that no second attempt mends.

EmbeddingFailed (vectorstore/errors.py)   retryable: busy, slow, over a limit
└── EmbedderUnusable                      wrong weights, wrong key, wrong address
"""

from vectorstore.errors import EmbeddingFailed


class EmbedderUnusable(EmbeddingFailed):
    """The embedder cannot give vectors until a person changes something."""

    retryable = False
