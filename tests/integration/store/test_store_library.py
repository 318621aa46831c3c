"""What is stored is found, what is replaced or removed is not."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import chromadb
import numpy as np
import pytest
from chromadb.config import Settings
from sqlalchemy import text

from vectorstore.catalogue.prepared import SIZES
from vectorstore.chroma import COLLECTION, EF_SEARCH, ChunkVectors
from vectorstore.lexical import LOOKED_UP
from vectorstore.library import Entry, Library
from vectorstore.records import ChunkId, Participation, Role
from vectorstore.sentences import Sentences

MakeEntry = Callable[..., Entry]


def found_by_word(library: Library, *words: str) -> set[str]:
    weighed = [(frozenset({word}), 1.0) for word in words]
    return {
        library.chunks([i])[i].chunk.text
        for i, _ in library.covering(weighed, limit=50)
    }


def test_an_empty_library_finds_nothing(library: Library) -> None:
    assert library.nearest(np.ones(16, dtype=np.float32), limit=5) == []
    assert library.covering([(frozenset({"water"}), 1.0)], limit=5) == []
    assert library.samples(5).ids == ()
    assert library.vectors([]) == {}
    assert library.frequencies(["water"]) == {"water": 0}
    assert library.doctor() == []
    status = library.status()
    assert (status.documents, status.chunks, status.platforms) == (0, 0, ())


def test_what_is_committed_is_found_by_meaning_and_by_words_at_once(
    library: Library, make_entry: MakeEntry
) -> None:
    wells = make_entry("wells", "Deep wells give water.", "Pumps run on sunlight.")
    school = make_entry("school", "Pupils share their books.")

    committed = library.commit([wells, school])

    assert (committed.added, committed.updated, committed.removed) == (2, 0, 0)
    best, cosine = library.nearest(wells.vectors[1], limit=3)[0]
    assert best == wells.chunks[1].id
    assert cosine == pytest.approx(1.0, abs=1e-5)
    assert found_by_word(library, "sunlight") == {"Pumps run on sunlight."}
    assert library.frequencies(["water"])["water"] == 1
    assert library.chunk_count() == 3
    np.testing.assert_allclose(
        library.vectors([school.chunks[0].id])[school.chunks[0].id],
        school.vectors[0],
        atol=1e-6,
    )


def test_cosines_are_those_of_exact_search_best_first(
    library: Library, make_entry: MakeEntry
) -> None:
    entries = [make_entry(f"e{n}", f"Text {n}.") for n in range(40)]
    library.commit(entries)
    vector = entries[7].vectors[0]
    expected = sorted((-float(e.vectors[0] @ vector), e.chunks[0].id) for e in entries)

    found = library.nearest(vector, limit=40)

    assert [i for i, _ in found] == [i for _, i in expected]
    np.testing.assert_allclose(
        [c for _, c in found], [-c for c, _ in expected], atol=1e-5
    )


def test_the_share_of_words_found_goes_by_rarity(
    library: Library, make_entry: MakeEntry
) -> None:
    both = make_entry("both", "alpha beta")
    one = make_entry("one", "beta gamma")
    library.commit([both, one])

    covered = dict(
        library.covering(
            [(frozenset({"alpha", "alph"}), 3.0), (frozenset({"beta"}), 1.0)], limit=5
        )
    )

    assert covered[both.chunks[0].id] == pytest.approx(1.0, abs=0.01)
    assert covered[one.chunks[0].id] == pytest.approx(0.25, abs=0.01)


def test_shares_of_words_are_alike_asked_of_few_chunks_and_of_many(
    library: Library, make_entry: MakeEntry
) -> None:
    both = make_entry("both", "alpha beta")
    one = make_entry("one", "beta gamma")
    neither = make_entry("neither", "delta")
    library.commit([both, one, neither])
    words = [(frozenset({"alpha"}), 3.0), (frozenset({"beta"}), 1.0)]
    few = [entry.chunks[0].id for entry in (one, neither)]
    many = [*few, *(ChunkId(f"nowhere-{n}") for n in range(2 * LOOKED_UP))]

    assert library.shares(words, few) == library.shares(words, many)
    assert set(library.shares(words, few)) == {one.chunks[0].id}


def test_committing_the_same_again_changes_nothing(
    library: Library, make_entry: MakeEntry
) -> None:
    entry = make_entry("wells", "Deep wells give water.", "Pumps run on sunlight.")
    library.commit([entry])

    again = library.commit([entry])

    assert (again.added, again.updated) == (0, 1)
    assert library.chunk_count() == 2
    assert library.doctor() == []


def test_a_changed_document_keeps_its_unchanged_chunks_and_loses_the_others(
    library: Library, make_entry: MakeEntry
) -> None:
    before = make_entry("wells", "Deep wells give water.", "Pumps run on diesel.")
    after = make_entry(
        "wells", "Deep wells give water.", "Pumps run on sunlight.", revision="2"
    )
    library.commit([before])

    committed = library.commit([after])

    assert committed.updated == 1
    assert library.documents_of(after.place) == {after.document.id: "2"}
    assert library.document(after.document.id) == after.document
    assert found_by_word(library, "diesel", "sunlight", "wells") == {
        "Deep wells give water.",
        "Pumps run on sunlight.",
    }
    assert before.chunks[1].id not in dict(library.nearest(before.vectors[1], limit=9))
    assert library.chunk(before.chunks[1].id) is None
    assert library.doctor() == []


def test_a_removed_document_is_gone_from_everywhere(
    library: Library, make_entry: MakeEntry
) -> None:
    gone, kept = make_entry("gone", "Old news."), make_entry("kept", "Fresh news.")
    library.commit([gone, kept])

    committed = library.commit((), removed=[gone.document.id])

    assert committed.removed == 1
    assert found_by_word(library, "news") == {"Fresh news."}
    assert library.document(gone.document.id) is None
    assert library.vectors([gone.chunks[0].id]) == {}
    assert library.chunk_count() == 1
    assert library.doctor() == []


def test_forgetting_files_removes_their_documents_and_no_others(
    library: Library, make_entry: MakeEntry
) -> None:
    entries = [make_entry(name, f"About {name}.") for name in ("a", "b", "c")]
    library.commit(entries)

    removed = library.forget_files([entries[0].place, entries[1].place, "/files/never"])

    assert removed == 2
    assert library.documents_of(entries[2].place) == {"d-c": "1"}
    assert library.chunk_count() == 1


def test_new_data_without_new_text_reaches_the_reader(
    library: Library, make_entry: MakeEntry
) -> None:
    entry = make_entry("wells", "Deep wells give water.", licence="unknown")
    library.commit([entry])
    origin = entry.document.provenance.model_copy(update={"licence": "CC BY 4.0"})
    renewed = entry.document.model_copy(update={"provenance": origin, "revision": "2"})

    committed = library.commit((), touched=[renewed])

    assert committed.updated == 1
    stored = library.chunk(entry.chunks[0].id)
    assert stored is not None
    assert stored.provenance.licence == "CC BY 4.0"
    assert stored.chunk == entry.chunks[0]
    assert library.documents_of(entry.place) == {renewed.id: "2"}


def test_chunks_come_back_as_the_exact_spans_of_their_document(
    library: Library, make_entry: MakeEntry
) -> None:
    paragraphs = ("𠮷野家 は 牛丼。", "e\u0301té 🌍🌍", "ماء نظيف للجميع", "last")
    entry = make_entry("scripts", *paragraphs, language="und")
    library.commit([entry])

    stored = library.chunks([chunk.id for chunk in entry.chunks])

    for chunk in entry.chunks:
        start, end = chunk.span
        assert stored[chunk.id].chunk == chunk
        assert entry.document.text[start:end] == stored[chunk.id].chunk.text


def test_a_document_without_chunks_is_stored(
    library: Library, make_entry: MakeEntry
) -> None:
    entry = make_entry("empty")

    committed = library.commit([entry])

    assert committed.added == 1
    assert library.status().documents == 1


@pytest.mark.parametrize("wrong", ["shape", "number"])
def test_vectors_that_do_not_fit_are_refused_before_anything_is_written(
    library: Library, make_entry: MakeEntry, wrong: str
) -> None:
    entry = make_entry("wells", "Deep wells give water.")
    vectors = np.zeros((2, 16)) if wrong == "shape" else np.full((1, 16), np.nan)
    bad = Entry(
        place=entry.place,
        document=entry.document,
        chunks=entry.chunks,
        vectors=vectors.astype(np.float32),
    )

    with pytest.raises(ValueError, match=r"wells\.txt"):
        library.commit([bad])

    assert library.doctor() == []
    assert library.status().documents == 0


def test_changes_are_kept_in_order_for_those_who_follow(
    library: Library, make_entry: MakeEntry
) -> None:
    library.commit([make_entry("a", "One.")])
    library.commit([make_entry("a", "Two.", revision="2")])
    library.commit((), removed=[make_entry("a").document.id])

    with library.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT what, revision FROM changes ORDER BY number")
        ).all()

    assert [tuple(row) for row in rows] == [
        ("added", "1"),
        ("updated", "2"),
        ("removed", None),
    ]


def test_a_sample_repeats_and_grows_only_to_what_there_is(
    library: Library, make_entry: MakeEntry
) -> None:
    library.commit([make_entry(f"e{n}", f"Text {n}.") for n in range(20)])

    first, again = library.samples(8), library.samples(8)
    assert first.ids == again.ids
    np.testing.assert_array_equal(first.vectors, again.vectors)
    assert len(first.ids) == 8
    assert len(library.samples(100).ids) == 20


def test_ranking_is_given_chunks_in_the_order_asked_for(
    library: Library, make_entry: MakeEntry
) -> None:
    bare = make_entry("bare", "One part.")
    full = make_entry("fr/full", "First. Second.", "Third.")
    spans = (((0, 6), (7, 14)), ((0, 6),))
    full = replace(
        full,
        sentences=tuple(
            Sentences(
                spans=own,
                vectors=np.eye(16, dtype=np.float32)[: len(own)],
                letters=(6,) * len(own),
            )
            for own in spans
        ),
    )
    library.commit([bare, full])
    third, first = full.chunks[1].id, full.chunks[0].id

    found = library.material([third, ChunkId("gone"), bare.chunks[0].id, first])

    assert found.ids == (third, bare.chunks[0].id, first)
    assert found.counts.tolist() == [1, 0, 2]
    np.testing.assert_allclose(found.vectors[2], full.vectors[0], atol=1e-6)
    np.testing.assert_allclose(
        found.sentences.vectors, np.eye(16)[[0, 0, 1]], atol=0.01
    )
    assert found.works[0] == found.works[2] != found.works[1]
    stored = library.sentences([first, bare.chunks[0].id])
    assert set(stored) == {first}
    assert stored[first].spans == spans[0]
    assert stored[first].letters == (6, 6)


def test_what_ranking_is_given_can_be_read_in_parts(
    library: Library, make_entry: MakeEntry
) -> None:
    entries = [make_entry(name, f"Part of {name}.", "End.") for name in "abc"]
    library.commit(entries)
    ids = [chunk.id for entry in entries for chunk in entry.chunks]

    whole = library.material(ids)
    parts = library.material(ids[:2]).with_more(library.material(ids[2:]))

    assert parts.ids == whole.ids
    assert parts.works == whole.works
    assert parts.languages == whole.languages
    np.testing.assert_array_equal(parts.vectors, whole.vectors)
    np.testing.assert_array_equal(parts.sentences.rows, whole.sentences.rows)
    np.testing.assert_array_equal(parts.counts, whole.counts)


@pytest.mark.parametrize("many", [1, 2, *(n + d for n in SIZES for d in (0, 1))])
def test_every_chunk_asked_for_comes_back_however_many_are(
    library: Library, make_entry: MakeEntry, many: int
) -> None:
    entry = make_entry("one", "Here.", "There.", published="2019")
    library.commit([entry])
    known = [chunk.id for chunk in entry.chunks][: max(1, min(many, 2))]
    ids = [*known, *(ChunkId(f"nowhere-{n}") for n in range(many - len(known)))]

    found = library.chunks(ids)

    assert set(found) == set(known)
    assert found[known[0]].chunk == entry.chunks[0]
    assert found[known[0]].provenance == entry.document.provenance


def test_more_chunks_can_be_asked_for_than_a_statement_can_name(
    library: Library, make_entry: MakeEntry
) -> None:
    entry = make_entry("one", "Here.")
    library.commit([entry])
    ids = [ChunkId(f"nowhere-{n}") for n in range(40_000)]

    assert set(library.chunks([*ids, entry.chunks[0].id])) == {entry.chunks[0].id}


def test_files_are_known_below_a_folder_and_not_beside_it(library: Library) -> None:
    from datetime import UTC, datetime

    from vectorstore.library import FileRow

    for place in ("/a/b", "/a/b/c.txt", "/a/b%/d.txt", "/a/bc/e.txt"):
        library.record_file(
            FileRow(
                place=place,
                path=place,
                platform="one",
                content_hash="h",
                options_hash="o",
                status="failed" if place.endswith("c.txt") else "ok",
                reason="it is empty" if place.endswith("c.txt") else None,
                seen_at=datetime(2026, 1, 2, tzinfo=UTC),
            )
        )

    assert set(library.known_files("/a/b")) == {"/a/b", "/a/b/c.txt"}
    assert set(library.known_files("/a/b%")) == {"/a/b%/d.txt"}
    assert len(library.known_files("/")) == 4
    assert [f.reason for f in library.status().failures] == ["it is empty"]


def test_an_index_that_an_older_program_made_is_searched_as_widely_as_a_new_one(
    tmp_path: Path,
) -> None:
    def client() -> Any:
        return chromadb.PersistentClient(
            path=str(tmp_path), settings=Settings(anonymized_telemetry=False)
        )

    older = client()
    older.create_collection(
        COLLECTION, configuration={"hnsw": {"space": "cosine", "ef_search": 100}}
    )
    older.close()
    # What it wrote is let go of a little after it is closed.
    database = tmp_path / "chroma.sqlite3"
    with closing(sqlite3.connect(database, timeout=30)) as free:
        free.execute("BEGIN IMMEDIATE")

    ChunkVectors(folder=tmp_path, url=None).close()

    opened = client()
    settings = opened.get_collection(COLLECTION).configuration_json["hnsw"]
    opened.close()
    assert settings["ef_search"] == EF_SEARCH


@pytest.mark.parametrize("seed", range(8))
def test_vectors_that_change_again_and_again_are_all_found(
    tmp_path: Path, seed: int
) -> None:
    chance = np.random.default_rng(seed)
    vectors = ChunkVectors(folder=tmp_path, url=None)
    ids = [ChunkId(f"c{number}") for number in range(100)]

    for _ in range(20):
        changed = [ids[number] for number in chance.permutation(100)[:25]]
        rows = chance.normal(size=(25, 16)).astype(np.float32)
        vectors.upsert(changed, rows)

        count = vectors.count()
        assert len(vectors.nearest(rows[0], limit=count)) == count
    vectors.close()


def test_parts_of_organizations_come_and_go_with_their_document(
    library: Library, make_entry: MakeEntry
) -> None:
    part = Participation(
        name="Pump Guild (PG)",
        role=Role.IMPLEMENTING,
        identifier="KE-NCB-0001",
        kind="ngo",
        country="KE",
        uri="https://guild.example",
    )
    fund = Participation(name="Water Fund", role=Role.FUNDING)
    wells = make_entry("wells", "Deep wells give water.")
    dated = wells.document.model_copy(
        update={"participations": (part, fund), "started": "2010", "ended": "2012-05"}
    )

    library.commit([replace(wells, document=dated)])
    stored = library.document(wells.document.id)
    assert stored is not None
    assert stored.participations == (part, fund)
    assert (stored.started, stored.ended) == ("2010", "2012-05")

    library.commit((), touched=[dated.model_copy(update={"participations": (fund,)})])
    touched = library.document(wells.document.id)
    assert touched is not None
    assert touched.participations == (fund,)

    library.commit((), removed=[wells.document.id])
    with library.engine.connect() as connection:
        count = connection.execute(text("SELECT count(*) FROM participations"))
        assert count.scalar() == 0
