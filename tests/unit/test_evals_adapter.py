"""The adapter's texts are read, drawn and averaged as README.md says; no torch."""

import io
import json
import random
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest

import evals.adapter
from evals.adapter.averaging import average
from evals.adapter.batches import Sampler, Sizes
from evals.adapter.lessons import Frame, Lessons, Parallel, Question, Role
from evals.adapter.parallel import (
    Kind,
    read_ntrex,
    read_pud,
    read_tatoeba,
    read_tico,
    read_united_nations,
    runs_of_words,
)
from evals.adapter.questions import Asker, read_afriqa, read_squad
from evals.adapter.sources import SOURCES, Clone

FRAME = Frame(
    first=0, last=1, padding=2, prefixes=(np.array([7, 8]), np.array([9, 10]))
)


@pytest.fixture
def clone(tmp_path):
    def make(files: dict[str, str | bytes]) -> Clone:
        git = ["git", "-C", str(tmp_path), "-c", "user.name=x", "-c", "user.email=x@x"]
        subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(
                content if isinstance(content, bytes) else content.encode()
            )
        subprocess.run([*git, "add", "-A"], check=True)
        subprocess.run([*git, "commit", "-q", "-m", "x"], check=True)
        return Clone(folder=tmp_path, commit="HEAD")

    return make


def test_the_readme_names_every_source():
    (package,) = evals.adapter.__path__
    readme = (Path(package) / "README.md").read_text("utf-8")

    for source in SOURCES:
        assert f"| {source.repository} | {source.commit} | {source.licence} |" in readme


def test_a_file_is_read_at_its_commit_whatever_is_checked_out(clone, tmp_path):
    own = clone({"ä.txt": "один\nдва"})
    (tmp_path / "ä.txt").write_text("три", "utf-8")

    assert own.lines("ä.txt") == ["один", "два"]
    assert own.paths("ä.txt") == ["ä.txt"]


def test_sentences_of_ntrex_know_their_document(clone):
    own = clone(
        {
            "DOCUMENT_IDS.tsv": "b\nb\na",
            "NTREX-128/newstest2019-ref.eng-US.txt": "First\nSecond\nThird",
            "NTREX-128/newstest2019-ref.swa.txt": "Kwanza\n-\nTatu.",
        }
    )

    groups = read_ntrex(own)

    assert [group.document for group in groups] == [0, 0, 1]
    assert groups[0].texts == {"en": "First", "sw": "Kwanza"}
    assert groups[1].texts == {"en": "Second"}


def test_texts_of_pairs_meet_in_their_english(clone):
    folder = "data/tatoeba/v1/tatoeba"
    own = clone(
        {
            f"{folder}.fra-eng.fra": "Bonjour.\nMerci.\n",
            f"{folder}.fra-eng.eng": "Hello.\nThanks.\n",
            f"{folder}.rus-eng.rus": "Спасибо.\n",
            f"{folder}.rus-eng.eng": "Thanks.\n",
        }
    )

    keyed = read_tatoeba(own)

    assert keyed["Thanks."] == {"en": "Thanks.", "fr": "Merci.", "ru": "Спасибо."}
    assert keyed["Hello."] == {"en": "Hello.", "fr": "Bonjour."}


def test_units_of_a_translation_memory_are_read_by_number(clone):
    zipped = io.BytesIO()
    with zipfile.ZipFile(zipped, "w") as archive:
        archive.writestr(
            "all.tmx",
            '<tmx><body><tu tuid="4"><tuv><seg>Fever</seg></tuv>'
            "<tuv><seg>Homa</seg></tuv></tu><tu><tuv><seg>alone</seg></tuv></tu>"
            "</body></tmx>",
        )
    own = clone({"data/TM/all.en-sw.tmx.zip": zipped.getvalue()})

    assert read_tico(own) == {"4": {"en": "Fever", "sw": "Homa"}}


def test_sentences_of_pud_meet_in_their_number(clone):
    own = clone(
        {
            "en_pud-ud-test.conllu": "# sent_id = n1\n# text = One.\n1\tOne",
            "fr_pud-ud-test.conllu": "# sent_id = n1\n# text = Un.\n1\tUn",
        }
    )

    assert read_pud({"en": own, "fr": own}) == {"n1": {"en": " One.", "fr": " Un."}}


def test_a_line_with_six_words_in_a_row_of_a_text_under_test_is_left_out(clone):
    lines = [
        "By 2030, end hunger and ensure ACCESS by all people.",
        "End hunger and ensure access for everybody everywhere.",
        "End hunger and ensure access for everybody everywhere.",
        "Too short.",
    ]
    files = {
        f"testsets/{part}set/UNv1.0.{part}set.{language}": "\n".join(lines)
        for part in ("dev", "test")
        for language in ("en", "fr", "es", "ar", "zh", "ru")
    }

    held = runs_of_words(["… end hunger and ensure access by …"])
    groups = read_united_nations(clone(files), held)

    assert [group.texts["en"] for group in groups] == [lines[1]]
    assert runs_of_words(["only five words are here"]) == frozenset()


def test_the_sentence_that_answers_is_found():
    paragraph = {
        "context": "太阳能水泵坏了。技术员修好了它。",
        "qas": [
            {"question": "谁修好了?", "answers": [{"answer_start": 8, "text": "技"}]},
            {"question": "?", "answers": []},
        ],
    }
    content = json.dumps({"data": [{"paragraphs": [paragraph]}]}).encode()

    (asked,) = read_squad(content, Asker.CMRC)

    assert asked.sentences == ("太阳能水泵坏了。", "技术员修好了它。")
    assert asked.answer == 1


def test_a_question_is_asked_in_two_languages_and_nothing_is_no_text(clone):
    line = (
        '{"context": "A. B.", "question_lang": "Nani?", "question_translated": "Who?"'
    )
    pivot = '"answer_pivot": {"answer_start": [-1], "text": ["yes"]}}'
    none = '{"context": "C.", "question_lang": NaN, "question_translated": null}'
    own = clone({"data/gold_passages/swa/x.swa.en.json": f"{line}, {pivot}\n{none}\n"})

    asked = list(read_afriqa(own))

    assert [(one.question, one.answer) for one in asked] == [
        ("Nani?", None),
        ("Who?", None),
    ]


def test_a_text_is_cut_inside_its_frame():
    around = FRAME.around(np.arange(20, 40), role=Role.PASSAGE, longest=5)

    assert around.tolist() == [0, 9, 10, 20, 21, 22, 1]


def lessons() -> Lessons:
    def group(number: int) -> Parallel:
        texts = {"en": np.array([number]), "sw": np.array([number + 100])}
        return Parallel(kind=Kind.NTREX, document=number // 4, texts=texts)

    question = Question(
        asker=Asker.ARCD,
        question=np.array([1]),
        passage=np.array([2, 3]),
        passage_id=5,
        sentences=(np.array([2]), np.array([3])),
        answer=1,
    )
    return Lessons(
        taught=[group(n + 20) for n in range(8)], held=[], questions=[question]
    )


def test_the_same_seed_draws_the_same_batches():
    sizes = Sizes(pairs=4, windows=6, questions=2)
    drawn = [
        Sampler(lessons(), FRAME, sizes=sizes, seed=3).draw().sequences()
        for _ in range(2)
    ]

    one, other = ([[t.tolist() for t in own] for own in batch] for batch in drawn)

    assert one == other
    assert [len(own) for own in one] == [4, 4, 6, 6, 2, 2, 2, 2]


def test_a_window_holds_the_sentence_that_is_asked():
    batch = Sampler(
        lessons(), FRAME, sizes=Sizes(pairs=1, windows=20, questions=1), seed=5
    ).draw()
    windows, questions = batch.windows, batch.questions

    pairs = zip(windows.groups, windows.members, strict=True)
    assert all(group in members for group, members in pairs)
    assert all(len({member // 4 for member in own}) == 1 for own in windows.members)
    assert questions.right[0].tolist() == [0, 9, 10, 3, 1]
    assert questions.wrong[0].tolist() == [0, 9, 10, 2, 1]


def test_the_average_is_a_share_of_the_mean_change():
    draw = np.random.default_rng(random.Random(1).randrange(100)).normal
    runs = [
        {"l0.q": (draw(size=(2, 12)).astype("f4"), draw(size=(9, 2)).astype("f4"))}
        for _ in range(3)
    ]
    products = [up @ down for run in runs for down, up in run.values()]
    wanted = 0.75 * np.mean(products, axis=0)

    down, up = average(runs, rank=6)["l0.q"]
    narrow_down, narrow_up = average(runs, rank=2)["l0.q"]

    assert (down.shape, up.shape) == ((6, 12), (9, 6))
    assert np.allclose(up @ down, wanted, atol=1e-5)
    values = np.linalg.svd(wanted, compute_uv=False)
    lost = np.linalg.norm(wanted - narrow_up @ narrow_down)
    assert lost == pytest.approx(np.linalg.norm(values[2:]), rel=1e-4)
