"""The best passages are read token by token, with what is stored of each."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from sqlalchemy import select, update

from assistant.app import Services, SourceOptions, open_services
from assistant.replies import Request
from assistant.settings import Settings
from vectorstore.catalogue.models import ChunkTable
from vectorstore.embeddings.protocol import NO_TOKENS, Divided
from vectorstore.records import ChunkId, Filters
from vectorstore.reread import Rereading
from vectorstore.search import Search
from vectorstore.sentences import embed_sentences
from vectorstore.text.sentences import split_sentences
from vectorstore.tokens import pack_tokens

NOTES = {
    "bees": "The beekeeping school of Lesotho teaches women to build hives out of "
    "grass. They sell the honey at the markets of Maseru every Saturday.",
    "dams": "Burkina Faso built small dams with Niger. They keep the water of the "
    "rains for the gardens of the villages, and fish are bred in them.",
    "presa": "La escuela de riego enseña a los campesinos a reparar las bombas "
    "solares. Cada aldea elige a dos mecánicos y compra las piezas en la ciudad.",
}


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    folder = tmp_path_factory.mktemp("docs")
    for name, text in NOTES.items():
        (folder / f"{name}.md").write_text(f"# {name}\n\n{text}\n", "utf-8")
    home = tmp_path_factory.mktemp("home")
    with open_services(Settings(home=home, workers=1), purpose="test") as opened:
        opened.ingest([folder], SourceOptions(platform="Test"))
        yield opened


def find(services: Services, question: str, language: str = "en"):
    return services.assistant.search_engine.find(question, language=language, limit=3)


def test_a_question_has_the_vector_of_before_and_a_weight_for_each_token(services):
    embedder = services.assistant.embedder

    read = embedder.read_question("Who repairs solar pumps?")

    (vector,) = embedder.embed_questions(["Who repairs solar pumps?"])
    np.testing.assert_allclose(read.vector, vector, atol=1e-6)
    assert len(read.weights) == len(read.tokens.vectors)
    assert len(read.weights) == embedder.count_tokens("Who repairs solar pumps?")
    assert read.weights.sum() == pytest.approx(1.0)


@pytest.mark.parametrize("nothing", ["", "\x00", "\ud800"])
def test_a_question_of_nothing_is_read(services, nothing):
    assert np.isfinite(services.assistant.embedder.read_question(nothing).vector).all()


def test_an_ingest_stores_the_tokens_of_chunks_as_the_model_reads_them(
    services, unpacked
):
    library = services.library
    ids = [passage.chunk.id for passage in find(services, "Who sells honey?").passages]

    stored = library.tokens(ids)

    assert set(stored) == set(ids)
    chunk = library.chunks(ids)[ids[0]]
    (now,) = embed_sentences(
        services.assistant.embedder, [(chunk.title, chunk.chunk)]
    ).tokens
    kept = unpacked(stored[ids[0]])
    assert kept.sentences == now.sentences
    assert (kept.vectors * now.vectors).sum(axis=1).min() > 0.97


@pytest.mark.parametrize(
    ("question", "language", "answers"),
    [
        ("Where do the women sell their honey?", "en", "sell the honey"),
        ("Who repairs the pumps of a village?", "en", "reparar las bombas"),
    ],
)
def test_the_sentence_that_answers_holds_most(services, question, language, answers):
    found = find(services, question, language)

    best = found.passages[0].chunk
    held = found.held[best.id]
    spans = services.assistant.search_engine.sentences(found.passages)[best.id].spans
    start, end = spans[int(np.argmax(held))]
    assert answers in best.text[start:end]


def test_a_passage_that_answers_holds_more_of_a_question_than_the_others(services):
    first, *others = find(services, "Where do the women sell their honey?").passages

    assert all(first.held > other.held > 0 for other in others)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who repairs the solar pumps?", "answer"),
        ("Where do the women of Lesotho sell their honey?", "answer"),
        ("What is the capital of France?", "refusal"),
        ("红烧肉怎么做?", "refusal"),
    ],
)
def test_a_search_tells_whether_there_would_be_an_answer(services, question, kind):
    request = Request(question=question)

    searched = asyncio.run(services.assistant.search(request))
    reply = asyncio.run(services.assistant.ask(request))

    assert reply.kind == kind
    assert searched.evidence is not None
    assert (searched.evidence >= 0) == (kind == "answer")


@pytest.mark.parametrize(
    ("question", "language", "text", "answer"),
    [
        (
            "When was the bridge opened?",
            "en",
            "The bridge crosses the river near the port. Buses and carts use the "
            "bridge every day. Work on it ended in 1987 after three years.",
            "1987",
        ),
        (
            "¿Cuántas familias tienen agua?",
            "es",
            "El agua de las familias viene del cerro. Las familias cuidan el agua. "
            "Hoy la reciben 240 hogares.",
            "240",
        ),
        (
            "Who pays for the repairs of the pumps?",
            "en",
            "The repairs of the pumps are done in May. Repairs take two days. The "
            "district's council covers all costs.",
            "council",
        ),
    ],
)
def test_the_sentence_that_says_what_is_asked_seems_to_answer(
    services, question, language, text, answer
):
    embedder = services.assistant.embedder
    spans = tuple(split_sentences(text, language))
    made = embedder.embed_divided([Divided(text=text, sentences=spans)])
    stored = pack_tokens(made.tokens[0]) or b""
    passage = ChunkId("one")

    told = Rereading(library=services.library, embedder=embedder).answering(
        embedder.read_question(question), [passage], {passage: stored}
    )

    start, end = spans[int(np.argmax(told[passage]))]
    assert answer in text[start:end]


def test_passages_are_read_again_for_quotes_with_the_tokens_found(services):
    found = find(services, "Where do the women sell their honey?")
    engine = services.assistant.search_engine

    told = engine.answering(found, found.passages)

    assert {one: len(own) for one, own in told.items()} == {
        one: len(own.spans) for one, own in engine.sentences(found.passages).items()
    }
    assert set(found.tokens) == set(told)
    assert engine.answering(replace(found, tokens={}), found.passages) == told
    assert engine.answering(found, ()) == {}


@pytest.fixture
def without_tokens(services: Services) -> Iterator[None]:
    with services.library.engine.begin() as connection:
        stored = connection.execute(select(ChunkTable.id, ChunkTable.token_vectors))
        rows = list(stored)
        connection.execute(update(ChunkTable).values(token_vectors=None))
    yield
    with services.library.engine.begin() as connection:
        for identifier, tokens in rows:
            connection.execute(
                update(ChunkTable)
                .where(ChunkTable.id == identifier)
                .values(token_vectors=tokens)
            )


def test_what_an_older_program_stored_without_tokens_is_read_now(services, request):
    question = "Where do the women sell their honey?"
    before = find(services, question)
    request.getfixturevalue("without_tokens")

    after = find(services, question)

    ids = [passage.chunk.id for passage in before.passages]
    assert not services.library.tokens(ids)
    assert [passage.chunk.id for passage in after.passages] == ids
    assert [p.score for p in after.passages] == pytest.approx(
        [p.score for p in before.passages], abs=0.15
    )


def test_a_question_whose_tokens_are_not_told_rereads_nothing(services):
    class Silent:
        def __getattr__(self, name):
            raise AssertionError(f"{name} was read")

    read = services.assistant.embedder.read_question("honey")
    silent = type(read)(
        vector=read.vector,
        tokens=type(read.tokens)(vectors=np.zeros((0, 0), np.float32)),
        weights=np.zeros(0, np.float32),
    )

    reread = Rereading(library=Silent(), embedder=Silent()).read(
        silent, ["a", "b"], by_chance=0.0
    )

    assert reread.passages.tolist() == [0.0, 0.0]
    assert not reread.sentences
    assert not Rereading(library=Silent(), embedder=Silent()).answering(
        silent, ["a", "b"], {}
    )


def test_a_question_for_which_nothing_is_found_rereads_nothing(services):
    engine = services.assistant.search_engine

    found = engine.find(
        "Where is honey sold?",
        language="en",
        limit=3,
        filters=Filters(language=("ar",)),
    )

    assert found.passages == ()
    assert found.held == {}


def test_nothing_is_embedded_for_a_model_that_tells_no_tokens(services, request):
    class Silent:
        def __getattr__(self, name):
            return getattr(services.assistant.embedder, name)

        def read_question(self, text):
            read = services.assistant.embedder.read_question(text)
            return replace(read, tokens=NO_TOKENS, weights=np.zeros(0, np.float32))

        def embed_divided(self, texts):
            raise AssertionError(f"{len(texts)} passages were embedded")

    request.getfixturevalue("without_tokens")

    engine = Search(services.library, Silent())
    found = engine.find("Where is honey sold?", language="en", limit=3)

    assert len(found.passages) == len(NOTES)
    assert found.held == {}
    assert {passage.held for passage in found.passages} == {None}
