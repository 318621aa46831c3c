"""JSON and YAML as items."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ingestion.errors import UnreadableFile
from ingestion.items import Item, Parsed
from ingestion.parsing import ParseOptions, parse_file
from vectorstore.catalogue.about import COUNTRIES_INFERRED

Parse = Callable[..., Parsed]


@pytest.fixture
def parse(tmp_path: Path) -> Parse:
    def _parse(name: str, content: str | object, **options: object) -> Parsed:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
        return parse_file(
            path, shown=name, options=ParseOptions.model_validate(options)
        )

    return _parse


def text(item: Item) -> str:
    return "\n\n".join(block.text for block in item.blocks)


def fragments(found: Parsed) -> list[str | None]:
    return [item.fragment for item in found.items]


SOLUTION = {
    "name": "Well Watcher",
    "aliases": [""],
    "description": "An open system that tells villages when a pump needs repair.",
    "website": "https://example.org/wells",
    "license": [{"spdx": "MIT", "licenseURL": "https://example.org/licence"}],
    "SDGs": [
        {"SDGNumber": 6, "evidenceText": "Pumps are repaired sooner."},
        {"SDGNumber": 9, "evidenceURL": "https://example.org/evidence"},
    ],
    "sectors": ["Water"],
    "organizations": [
        {"name": "Pump Guild", "website": "https://example.org", "org_type": "owner"}
    ],
    "locations": {"developmentCountries": ["Kenya"], "deploymentCountries": ["Mali"]},
    "contact": {"name": "Someone", "email": "someone@example.org"},
    "stage": "nominee",
}


def test_a_solution_is_one_item_with_its_goals_and_evidence(parse: Parse) -> None:
    found = parse("wells.json", SOLUTION)
    (item,) = found.items
    assert (item.fragment, item.title) == (None, "Well Watcher")
    assert item.uri == "https://example.org/wells"
    assert item.facets.kind == "solution"
    assert item.facets.sdgs == ("6", "9")
    assert item.facets.sectors == ("Water",)
    assert [block.text for block in item.blocks[:3]] == [
        "Well Watcher",
        "An open system that tells villages when a pump needs repair.",
        "SDG 6: Pumps are repaired sooner.",
    ]
    assert "organizations: Pump Guild (owner)" in text(item)
    assert "http" not in text(item)


def test_persons_contacts_in_an_entry_are_left_out_and_reported(parse: Parse) -> None:
    found = parse("wells.json", SOLUTION)
    assert "omeone" not in found.model_dump_json(exclude={"left_out"})
    assert [left.what for left in found.left_out] == [
        "field 'contact': persons' contacts"
    ]


def test_entries_of_an_array_are_named_by_their_identifiers(parse: Parse) -> None:
    entries = [{"id": "w-1", "title": "Wells"}, {"id": "s-2", "title": "Seeds"}]
    assert fragments(parse("a.json", entries)) == ["w-1", "s-2"]
    assert fragments(parse("a.json", {"total": 2, "results": entries})) == [
        "w-1",
        "s-2",
    ]


def test_entries_without_own_identifiers_are_counted_from_one(parse: Parse) -> None:
    entries = [{"id": "same", "title": "Wells"}, {"id": "same", "title": "Seeds"}]
    assert fragments(parse("a.json", entries)) == ["entry=1", "entry=2"]
    assert fragments(parse("a.json", ["First words.", "Other words."])) == [
        "entry=1",
        "entry=2",
    ]


def test_a_keyed_map_gives_an_item_a_key(parse: Parse) -> None:
    found = parse("a.json", {"wells": {"title": "Wells"}, "seeds": {"title": "Seeds"}})
    assert fragments(found) == ["wells", "seeds"]


def test_features_of_a_map_are_their_properties(parse: Parse) -> None:
    shape = {"type": "Point", "coordinates": [1.5, 2.5]}
    found = parse(
        "a.geojson",
        {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": {"name": name}, "geometry": shape}
                for name in ("Kati well", "Cusco well")
            ],
        },
    )
    assert [item.title for item in found.items] == ["Kati well", "Cusco well"]
    assert "2.5" not in found.model_dump_json()


def test_broken_json_says_where(parse: Parse) -> None:
    with pytest.raises(UnreadableFile, match="line 2, column 3"):
        parse("a.json", '{"title":\n  wells}')


def test_an_array_that_breaks_off_keeps_its_whole_entries(parse: Parse) -> None:
    found = parse("a.json", '[{"title": "Wells"},\n{"title": "Seeds"}, {"title": "Pu')
    assert [item.title for item in found.items] == ["Wells", "Seeds"]
    (problem,) = found.problems
    assert "line 2" in problem.reason


def test_deep_json_is_a_failure_with_a_reason(parse: Parse) -> None:
    with pytest.raises(UnreadableFile, match="nested too deeply"):
        parse("a.json", "[" * 100_000 + "]" * 100_000)
    with pytest.raises(UnreadableFile, match="nested too deeply"):
        parse("a.json", '{"a":' * 500 + '"words"' + "}" * 500)


def test_a_line_that_is_no_json_is_one_problem(parse: Parse) -> None:
    found = parse("a.jsonl", '{"title": "Wells"}\n{"title": \n\n{"title": "Seeds"}\n')
    assert [item.title for item in found.items] == ["Wells", "Seeds"]
    assert found.problems[0].path == "a.jsonl#line=2"


def test_json_without_words_is_a_failure(parse: Parse) -> None:
    for empty in ({}, [], {"a": None, "b": 5}, [1, 2, 3]):
        with pytest.raises(UnreadableFile):
            parse("a.json", empty)


KEYED = """
1-1-title: By 2030 everyone has enough to eat, all through the year
1-1-short: Enough to eat
1-2-title: 'Half of it'
1-a-title: Money for it is found at home and abroad
1-b-title: ''
1-1-1-source_data_1: A survey of households
1-1-1-source_data_2: A count of harvests
"""


def test_keys_with_one_number_in_front_are_one_item(parse: Parse) -> None:
    found = parse("en/our_targets.yml", KEYED)
    assert fragments(found) == ["1-1", "1-2", "1-a", "1-1-1"]
    first = found.items[0]
    assert first.title == "Enough to eat (1.1)"
    assert first.language == "en"
    assert first.facets.sdgs == ("1", "1.1")
    assert first.facets.kind == "target"
    assert found.items[2].facets.sdgs == ("1", "1.a")
    assert "source data: A survey of households" in text(found.items[3])


def test_other_keys_are_their_own_fragments(parse: Parse) -> None:
    found = parse("a.yml", "ISIC4_A: сельское хозяйство\nNO: Norvège\nAGE_15: '15'\n")
    assert fragments(found) == ["ISIC4_A", "NO"]
    assert found.items[0].title == "сельское хозяйство (ISIC4_A)"


def test_a_record_with_a_title_and_a_body_is_one_item(parse: Parse) -> None:
    found = parse("a.yml", "title: Wells\ndate: 2020-01-02\nbody: |\n  Forty wells.\n")
    (item,) = found.items
    assert (item.fragment, item.title) == (None, "Wells")
    assert item.published == "2020-01-02"


def test_a_list_of_records_gives_an_item_each(parse: Parse) -> None:
    found = parse("a.yml", "- title: Wells\n- title: Seeds\n")
    assert [item.title for item in found.items] == ["Wells", "Seeds"]


def test_markup_in_values_is_taken_out(parse: Parse) -> None:
    found = parse("a.yml", "a: <p>One &amp; two</p><p>three</p>\nb: x < y and z\n")
    assert text(found.items[0]) == "One & two\nthree"
    assert text(found.items[1]) == "x < y and z"


def test_a_broken_key_is_a_problem_and_the_others_are_kept(parse: Parse) -> None:
    found = parse("a.yml", "one: good words\ntwo: [never closed\nthree: more words\n")
    assert fragments(found) == ["one", "three"]
    (problem,) = found.problems
    assert problem.path.startswith("a.yml#line=")


def test_a_key_that_is_given_twice_is_a_problem(parse: Parse) -> None:
    found = parse("a.yml", "one: good words\none: other words\n")
    assert text(found.items[0]) == "good words"
    assert "line 2" in found.problems[0].reason


def test_yaml_tags_construct_nothing(parse: Parse, tmp_path: Path) -> None:
    target = tmp_path / "made"
    parse("a.yml", f"a: !!python/object/apply:os.mkdir ['{target}']\nb: words\n")
    assert not target.exists()


def test_references_that_multiply_are_refused(parse: Parse) -> None:
    lines = ["a0: &a0 [words, words, words, words, words, words, words, words, words]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9)]
    with pytest.raises(UnreadableFile, match="unfolds"):
        parse("a.yml", "\n".join(lines))


def test_yaml_of_numbers_and_nothing_is_a_failure(parse: Parse) -> None:
    with pytest.raises(UnreadableFile, match="no text"):
        parse("a.yml", "a: ''\nb: 15\nc: ~\n")


@pytest.mark.corpus
def test_the_goals_of_the_corpus_have_the_same_items_in_every_language(
    corpus: Path,
) -> None:
    named: set[tuple[str | None, ...]] = set()
    for path in sorted(corpus.glob("sdg/*/global_targets.yml")):
        shown = path.relative_to(corpus).as_posix()
        found = parse_file(path, shown=shown, options=ParseOptions())
        assert {item.language for item in found.items} == {path.parent.name}
        named.add(tuple(sorted(str(item.fragment) for item in found.items)))
    assert len(named) == 1
    assert len(named.pop()) == 169


@pytest.mark.corpus
def test_every_solution_of_the_corpus_is_one_item(corpus: Path) -> None:
    for path in sorted((corpus / "dpg").glob("*.json")):
        (item,) = parse_file(path, shown=path.name, options=ParseOptions()).items
        assert (
            item.title == json.loads(path.read_text(encoding="utf-8"))["name"].strip()
        )
        assert item.facets.kind in {"solution", "record"}


UNPLACED = {n: v for n, v in SOLUTION.items() if n != "locations"}


def test_a_solution_states_where_it_was_made_and_where_it_is_used(parse: Parse) -> None:
    located = UNPLACED | {
        "locations": {
            "developmentCountries": ["Kenya"],
            "deploymentCountries": ["Mali", "Burkina Faso"],
        }
    }
    (item,) = parse("wells.json", located).items
    assert item.facets.countries == ("KE", "ML", "BF")


def test_a_solution_without_places_is_filed_under_those_it_is_about(
    parse: Parse,
) -> None:
    (item,) = parse("wells.json", UNPLACED | {"name": "Wells of Mali"}).items
    assert item.facets.countries == ()
    assert item.metadata[COUNTRIES_INFERRED] == "ML"


def test_the_countries_of_other_records_are_those_of_their_fields(parse: Parse) -> None:
    (item,) = parse("wells.json", {"title": "Wells of Mali", "colour": "blue"}).items
    assert item.facets.countries == ()
    assert COUNTRIES_INFERRED not in item.metadata
