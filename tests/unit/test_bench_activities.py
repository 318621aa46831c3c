"""The long files of the benchmark hold activities that are all different."""

from evals.bench.activities import write
from ingestion.parsing import ParseOptions, parse_file


def test_made_up_activities_differ_and_are_the_same_every_time(tmp_path):
    one, again = tmp_path / "one.xml", tmp_path / "again.xml"
    write(one, 60)
    write(again, 60)

    parsed = parse_file(one, shown="one.xml", options=ParseOptions())

    assert one.read_bytes() == again.read_bytes()
    assert parsed.problems == ()
    texts = {"\n".join(block.text for block in item.blocks) for item in parsed.items}
    assert len(texts) == 60
    assert {item.language for item in parsed.items} == {"en", "fr", "es"}
    assert all(len(item.participations) == 2 for item in parsed.items)
    assert sum(not item.facets.sdgs for item in parsed.items) == 20
    # Each four have an organization of their own, and there are sixty funds.
    names = {part.name for item in parsed.items for part in item.participations}
    assert len(names) == 15 + 60
