"""Parallel texts, the plain pipeline, and removed sources, on a tiny library."""

import numpy as np
import pytest
import yaml

from assistant.replies import Reply, SearchReply
from evals.baseline import Baseline, ask_all_plainly
from evals.cases import Case, Kind, Split
from evals.copies import copied_only
from evals.holdings import held_chunks, held_documents
from evals.indexes import indexed
from evals.parallel import dense_ranks, measure
from evals.parallel_texts import UDHR, SetName, load_items
from evals.removed import ask_without_gold

WELLS = {
    "en": "By 2031 every village has a well with clean water.",
    "fr": "D'ici à 2031, chaque village dispose d'un puits d'eau propre.",
    "es": "Para 2031 cada aldea tiene un pozo con agua limpia.",
    "ar": "بحلول عام 2031 يكون لكل قرية بئر ماء نظيف.",
    "ru": "К 2031 году в каждой деревне есть колодец с чистой водой.",
    "zh-Hans": "到2031年,每个村庄都有一口清洁的水井。",
    "sw": "Kufikia 2031 kila kijiji kina kisima chenye maji safi.",
}
MUSIC = {
    "en": "Children learn to sing and to play the violin at school.",
    "fr": "Les enfants apprennent à chanter et à jouer du violon à l'école.",
    "es": "Los niños aprenden a cantar y a tocar el violín en la escuela.",
    "ar": "يتعلم الأطفال الغناء والعزف على الكمان في المدرسة.",
    "ru": "Дети учатся в школе петь и играть на скрипке.",
    "zh-Hans": "孩子们在学校学习唱歌和拉小提琴。",
    "sw": "Watoto hujifunza kuimba na kupiga fidla shuleni.",
}
ARTICLES = {
    "en": ("The market opens at seven in the morning.", "Snow fell on the hills."),
    "fr": ("Le marché ouvre à sept heures.", "La neige est tombée sur les collines."),
    "es": ("El mercado abre a las siete.", "Cayó nieve sobre las colinas."),
    "pt": ("O mercado abre às sete da manhã.", "Caiu neve sobre as colinas."),
    "ar": ("يفتح السوق في السابعة صباحا.", "سقط الثلج على التلال."),
    "ru": ("Рынок открывается в семь утра.", "На холмы выпал снег."),
    "zh": ("早晨的市场在七点钟准时开门。", "昨天山丘上下了一场很大的雪。"),
    "sw": ("Soko hufunguliwa saa moja asubuhi.", "Theluji ilianguka kwenye vilima."),
}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    for language, well in WELLS.items():
        own = folder / "sdg" / language
        own.mkdir(parents=True)
        targets = {"1-1-title": well, "4-1-title": MUSIC[language]}
        body = yaml.safe_dump(targets, allow_unicode=True)
        (own / "global_targets.yml").write_text(body, "utf-8")
    (folder / "udhr").mkdir()
    for language, code in UDHR.items():
        articles = "".join(
            f'<article number="{number}"><para>{text}</para></article>'
            for number, text in enumerate(ARTICLES[language], start=1)
        )
        (folder / "udhr" / f"udhr_{code}.xml").write_text(
            f'<?xml version="1.0" encoding="UTF-8"?><udhr xml:lang="{language}" '
            f'xmlns="http://efele.net/udhr">{articles}</udhr>',
            "utf-8",
        )
    return folder


@pytest.fixture(scope="module")
def home(corpus, tmp_path_factory):
    folder = tmp_path_factory.mktemp("homes") / "home"
    with indexed([str(corpus)], folder):
        return folder


@pytest.fixture(scope="module")
def asked_of_targets(corpus, home, embedder):
    heard = []
    result = measure(
        corpus,
        home,
        embedder,
        say=heard.append,
        asked={SetName.SDG: 1, SetName.UDHR: 0},
    )
    (targets,) = result.sets
    return targets, heard


def test_each_set_is_asked_in_each_language_of_each(asked_of_targets):
    targets, heard = asked_of_targets

    assert (targets.items, targets.asked, targets.steps) == (2, 1, SetName.UDHR)
    assert len(targets.alone) == len(targets.one_copy) == 7 * 6
    assert len(targets.any_copy) == len(targets.same) == 7
    assert all(pair.product.recall_1.value == 1 for pair in targets.same)
    assert all(pair.product.recall_10.value == 1 for pair in targets.one_copy)
    assert any("zh alone" in line for line in heard)


def test_all_targets_are_asked_of_a_library_of_their_english_copies(
    asked_of_targets, home
):
    targets, heard = asked_of_targets

    asked = [pair.question for pair in targets.english]
    assert asked == ["fr", "es", "ar", "ru", "zh", "sw"]
    assert {pair.document for pair in targets.english} == {"en"}
    for pair in targets.english:
        assert pair.product.recall_1.of == pair.dense.recall_1.of == 2
        assert pair.product.recall_10.value == pair.dense.recall_10.value == 1
    assert any("English copies alone" in line for line in heard)
    assert "sdg/fr/global_targets.yml#1-1" in held_documents(home)


def test_a_copy_of_some_chunks_holds_what_is_stored_of_them(home, embedder):
    chunks = held_chunks(home)
    kept = {chunks.ids[0], chunks.ids[-1]}

    with copied_only(home, kept, embedder) as library:
        assert library.chunk_count() == len(kept)
        vectors = library.vectors(sorted(kept))
        assert set(library.sentences(sorted(kept))) == kept

    assert np.allclose(vectors[chunks.ids[-1]], chunks.vectors[-1])


def test_articles_are_found_in_the_chunks_that_hold_them(corpus, home, embedder):
    chunks = held_chunks(home)

    first, second = load_items(SetName.UDHR, corpus, home, chunks)

    assert set(first.copies) == set(UDHR)
    asked = embedder.embed_questions([first.texts["ru"], second.texts["ru"]])
    wanted = [first.copies["ru"], second.copies["ru"]]
    here = chunks.vectors[:, 0] < 2
    assert dense_ranks(asked, chunks, wanted, here)[0] == 1
    assert dense_ranks(asked, chunks, wanted, ~here) == [None, None]


def test_the_plain_pipeline_finds_over_the_same_passages(home, embedder):
    question = Case(
        id="1",
        split=Split.TEST,
        question="Do children play the violin at school?",
        language="en",
        kind=Kind.ANSWERABLE,
        gold=("sdg/en/global_targets.yml#4-1",),
        words=(("violin",),),
    )

    found = ask_all_plainly(Baseline(held_chunks(home), embedder), [question])["1"]

    assert found.found_at is not None
    assert found.strength is not None
    assert found.strength_without is not None
    assert found.strength >= found.strength_without
    assert found.best_hold_words


def test_questions_without_their_sources_are_asked_of_a_copy(home, embedder):
    held = held_documents(home)
    path = "sdg/en/global_targets.yml#1-1"
    question = Case(
        id="1",
        split=Split.TEST,
        question="When will every village have a well?",
        language="en",
        kind=Kind.ANSWERABLE,
        gold=(path,),
        words=(("2031",),),
    )
    lacking = []

    class Recorded:
        def __init__(self, copy):
            lacking.append(path not in held_documents(copy))

        def search(self, asked):
            found = SearchReply(
                id="1",
                query="",
                language="en",
                took_ms=1,
                evidence=None,
                passages=(),
            )
            return (found,)

        def ask(self, asked):
            reply = Reply(
                id="1",
                audit_id="a",
                kind="refusal",
                question="",
                language="en",
                mode="quoting",
                text="",
                took_ms=1,
            )
            return (reply,)

    (trial,) = ask_without_gold(
        [question], home, held=held, embedder=embedder, product=Recorded
    )

    assert lacking == [True]
    assert path in held_documents(home)
    assert trial.refused
    assert not trial.answerable
