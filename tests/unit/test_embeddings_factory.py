import pytest

from vectorstore.embeddings.factory import open_embedder
from vectorstore.embeddings.failures import EmbedderUnusable
from vectorstore.errors import EmbeddingFailed


def test_an_endpoint_without_a_model_is_refused_with_the_setting_to_make() -> None:
    with pytest.raises(EmbedderUnusable) as caught:
        open_embedder(url="http://127.0.0.1:1/v1", model=None, api_key=None, threads=1)

    assert "GALAXY_EMBEDDINGS_MODEL" in caught.value.remedy


@pytest.mark.parametrize("url", ["127.0.0.1:8080/v1", "ftp://host/v1", "http://", ""])
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(EmbeddingFailed, match="is not an address") as caught:
        open_embedder(url=url, model="m", api_key=None, threads=1)

    assert not caught.value.retryable
