"""The reader's passages are read and embedded as README.md says; no torch."""

import json
import subprocess
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import evals.reader.passages
from evals.adapter.questions import LONGEST_PASSAGE, Asked, Asker
from evals.adapter.sources import Clone
from evals.reader.embedded import embed_set, find_sentences
from evals.reader.passages import (
    Passage,
    Question,
    group,
    join_tokens,
    read_nqg,
    read_selqa,
    read_sets,
)
from evals.reader.sources import SOURCES
from vectorstore.embeddings.protocol import DividedVectors, Read, Tokens

WIDTH = 4
UNIT = np.eye(WIDTH, dtype=np.float32)


@pytest.fixture
def clone(tmp_path):
    def make(files: dict[str, str], *, name: str = "one") -> Clone:
        folder = tmp_path / name
        git = ["git", "-C", str(folder), "-c", "user.name=x", "-c", "user.email=x@x"]
        subprocess.run(["git", "init", "-q", str(folder)], check=True)
        for file, content in files.items():
            path = folder / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, "utf-8")
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-q", "-m", "x"], check=True)
        return Clone(folder=folder, commit="HEAD")

    return make


def sentence_at(passage: Passage, place: int) -> str:
    return passage.text[place:].partition(".")[0]


def test_the_readme_names_every_source():
    (package,) = evals.reader.__path__
    readme = (Path(package) / "README.md").read_text("utf-8")

    for source in SOURCES:
        assert f"| {source.repository} | {source.commit} | {source.licence} |" in readme


@pytest.mark.parametrize(
    ("tokens", "written"),
    [
        ("`` venite ad me omnes '' .", '" venite ad me omnes ".'),
        ("the pump -lrb- 2 kw -rrb- , it 's old", "the pump (2 kw), it's old"),
        ("wells do n't dry up ; why ?", "wells don't dry up; why?"),
        ("40 % of the 'salt", "40% of the 'salt"),
        ("", ""),
    ],
)
def test_tokens_are_joined_as_they_are_written(tokens, written):
    assert join_tokens(tokens) == written


def test_sentences_that_follow_each_other_make_a_passage_of_five(clone):
    sentences = ["one .", "two .", "one .", *(f"{n} more ." for n in range(4))]
    questions = ["what ?", "who ?", "why ?", *(f"how {n} ?" for n in range(4))]
    folder = "data/processed"
    own = clone(
        {
            f"{folder}/src-test.txt": "".join(f"{one} \n" for one in sentences),
            f"{folder}/tgt-test.txt": "".join(f"{one}\n" for one in questions),
        }
    )

    first, last = read_nqg(own)

    assert first.text == "One. Two. 0 more. 1 more. 2 more."
    assert last.text == "3 more."
    asked = [(one.text, sentence_at(first, *one.answers)) for one in first.questions]
    assert asked == [
        ("What?", "One"),
        ("Why?", "One"),
        ("Who?", "Two"),
        ("How 0?", "0 more"),
        ("How 1?", "1 more"),
        ("How 2?", "2 more"),
    ]
    assert [one.text for one in last.questions] == ["How 3?"]


def test_a_section_is_read_once_with_the_questions_that_it_answers(clone):
    section = ["The well is dry.", "The pump is new.", "So is the well."]
    rows = [
        {"question": "What is new?", "candidates": section, "answers": [1, 2]},
        {"question": "Who dug it?", "candidates": section, "answers": []},
        {"question": "What is dry?", "candidates": section, "answers": [0]},
        {"question": "When?", "candidates": ["Never."], "answers": []},
    ]
    own = clone({"ass/selqa-ass-test.json": json.dumps(rows)})

    (passage,) = read_selqa(own)

    assert passage.text == " ".join(section)
    assert [
        (one.text, [sentence_at(passage, place) for place in one.answers])
        for one in passage.questions
    ] == [
        ("What is new?", ["The pump is new", "So is the well"]),
        ("What is dry?", ["The well is dry"]),
    ]


def test_questions_about_one_passage_meet_at_it():
    text = "ماء. ماء. بئر."
    known = Asked(
        asker=Asker.ARCD,
        question="ما؟",
        passage=text,
        sentences=("ماء.", "ماء.", "بئر."),
        answer=1,
    )
    asked = [known, replace(known, answer=None), replace(known, answer=2)]

    (passage,) = group(asked, language="ar")

    assert [one.answers for one in passage.questions] == [(5,), (10,)]
    assert group([asked[1]], language="ar") == []


def test_all_sets_are_read_in_their_languages_without_long_passages(
    clone, tmp_path, monkeypatch
):
    def squad(*texts: str) -> str:
        paragraphs = [
            {
                "context": text,
                "qas": [{"question": "?", "answers": [{"answer_start": 0}]}],
            }
            for text in texts
        ]
        return json.dumps({"data": [{"paragraphs": paragraphs}]})

    def line(text: str) -> str:
        pivot = {"answer_start": [0], "text": ["A"]}
        row = {"context": text, "question_lang": "Nani?", "answer_pivot": pivot}
        return json.dumps(row) + "\n"

    gold = "data/gold_passages"
    contents = {
        "xinyadu/nqg": {
            "data/processed/src-test.txt": "a well .\n",
            "data/processed/tgt-test.txt": "what ?\n",
        },
        "emorynlp/selqa": {"ass/selqa-ass-test.json": "[]"},
        "masakhane-io/afriqa": {
            f"{gold}/swa/x.afriqa.swa.en.dev.json": line("A well."),
            f"{gold}/fon/x.afriqa.fon.fr.dev.json": line("Un puits."),
        },
        "liafacom/faquad": {
            "data/dataset.json": squad("Poço.", "x" * (LONGEST_PASSAGE + 1))
        },
        "husseinmozannar/SOQAL": {"data/arcd.json": squad("بئر.")},
        "ymcui/cmrc2018": {
            "squad-style-data/cmrc2018_dev.json": squad("井。"),
            "squad-style-data/cmrc2018_trial.json": squad("水。"),
        },
    }
    for repository, files in contents.items():
        clone(files, name=repository)
    monkeypatch.setattr(
        evals.reader.passages,
        "open_clone",
        lambda clones, own: Clone(folder=clones / own.repository, commit="HEAD"),
    )

    sets = read_sets(tmp_path)

    assert {
        name: sorted((one.language, one.text) for one in own)
        for name, own in sets.items()
    } == {
        "nqg": [("en", "A well.")],
        "selqa": [],
        "afriqa": [("en", "A well."), ("fr", "Un puits.")],
        "faquad": [("pt", "Poço.")],
        "arcd": [("ar", "بئر.")],
        "cmrc": [("zh", "井。"), ("zh", "水。")],
    }


class PlainEmbedder:
    """Gives each text the same vectors, and a token for each sentence."""

    fingerprint, dimensions = "plain", WIDTH

    def __init__(self, *, tells_of_tokens: bool = True) -> None:
        self._tells = tells_of_tokens

    def embed_questions(self, texts):
        return UNIT[np.zeros(len(texts), int)]

    embed_passages = embed_questions

    def read_question(self, text):
        weights = np.ones(1, np.float32)
        return Read(vector=UNIT[0], tokens=Tokens(vectors=UNIT[:1]), weights=weights)

    def embed_divided(self, texts):
        counts = [len(one.sentences) for one in texts]
        return DividedVectors(
            texts=self.embed_passages(texts),
            sentences=tuple(UNIT[np.zeros(count, int)] for count in counts),
            tokens=tuple(
                Tokens(
                    vectors=UNIT[np.zeros(count if self._tells else 0, int)],
                    sentences=tuple((n, n + 1) for n in range(count)),
                )
                for count in counts
            ),
        )

    def count_tokens(self, text):
        return len(text.split())


def test_a_question_whose_answer_lies_in_no_sentence_is_left_out():
    asked = [Question(text=str(place), answers=(place,)) for place in (-1, 0, 5, 7)]
    passage = Passage(text="Dry.  Wet.", language="en", questions=tuple(asked))

    own = embed_set(PlainEmbedder(), [passage])

    assert own.passages[0].spans == ((0, 4), (6, 10))
    assert [(one.text, one.answers) for one in own.questions] == [
        ("0", frozenset({0})),
        ("7", frozenset({1})),
    ]
    assert find_sentences(((0, 4), (6, 10)), (3, 4, 6)) == frozenset({0, 1})


def test_an_embedder_that_tells_of_no_tokens_is_refused():
    passage = Passage(text="Dry.", language="en", questions=())

    with pytest.raises(ValueError, match=r"'Dry\.'"):
        embed_set(PlainEmbedder(tells_of_tokens=False), [passage])
