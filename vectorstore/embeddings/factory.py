"""Which embedder the settings ask for."""

from vectorstore.embeddings.protocol import Embedder


def open_embedder(
    *, url: str | None, model: str | None, api_key: str | None, threads: int
) -> Embedder:
    """Return the endpoint's embedder where a URL is given, else the embedded one.

    Args:
        url: base address of an OpenAI-compatible API ("https://host/v1"), or None.
        model: the endpoint's model; needed with a URL, without meaning otherwise.
        api_key: the endpoint's key; None for endpoints that want none.
        threads: processor threads of the embedded engine, within one call.

    Raises:
        EmbedderUnusable: the model file is missing or wrong, or a URL came without
            the name of a model.
    """
    if url is None:
        from vectorstore.embeddings.engine import LocalEmbedder

        return LocalEmbedder(threads=threads)
    from vectorstore.embeddings.endpoint import EndpointEmbedder
    from vectorstore.embeddings.failures import EmbedderUnusable

    if not model:
        raise EmbedderUnusable(
            f"The embeddings endpoint {url!r} is set without a model",
            remedy="Name one of the endpoint's models in GALAXY_EMBEDDINGS_MODEL.",
        )
    return EndpointEmbedder(base_url=url, model=model, api_key=api_key)
