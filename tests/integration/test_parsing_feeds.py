"""What platforms publish as lists: feeds, harvests, and the answers of their APIs."""

import json
from pathlib import Path

import pytest

from ingestion.items import Item
from ingestion.parsing import ParseOptions, parse_file

DC = (
    'xmlns:oai_dc="http://www.openarchives.org/OAI/2.0/oai_dc/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
RSS = """<rss version="2.0"><channel><title>News</title><language>en</language>
<item><title>Malawi shares soya seed</title><link>https://a.example/1</link>
<description>&lt;p&gt;Farmers gave &lt;b&gt;600&lt;/b&gt; bags of seed.&lt;/p&gt;
</description><pubDate>Tue, 10 Mar 2020 08:00:00 GMT</pubDate></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="pt"><title>Boletim</title>
<updated>2021-01-01T00:00:00Z</updated><entry><title>Angola e Brasil</title>
<id>urn:x:1</id><link rel="self" href="https://b.example/self"/>
<link href="https://b.example/1"/><updated>2019-06-07T00:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Doze variedades de
mandioca.</p></div></content></entry></feed>"""
OAI = f"""<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>
<record><header><identifier>oai:c:1</identifier></header><metadata><oai_dc:dc {DC}>
<dc:title>Café entre Honduras y Vietnam</dc:title><dc:title>Coffee</dc:title>
<dc:description>Vietnam envió 14 expertos.</dc:description><dc:date>2011</dc:date>
<dc:language>spa</dc:language><dc:identifier>ISBN 3</dc:identifier>
<dc:identifier>http://c.example/1</dc:identifier></oai_dc:dc></metadata></record>
<record><header status="deleted"><identifier>oai:c:9</identifier></header></record>
</ListRecords></OAI-PMH>"""
PLAIN = {"title": "Cocoa plots", "summary": "Drones mapped plots."}
BLOG = {"id": 7, "title": {"rendered": "Cocoa plots"}, "content": {"rendered": "<p>A"}}
ANSWERS: dict[str, object] = {
    "deep": {"meta": {"at": "2021"}, "data": {"results": [PLAIN, PLAIN]}},
    "one": {"count": 1, "results": [PLAIN]},
    "resources": {"data": [{"type": "node", "id": "4", "attributes": PLAIN}]},
    "hits": {"took": 3, "hits": {"total": 1, "hits": [{"_id": "4", "_source": PLAIN}]}},
    "blog": [BLOG],
}


def items_of(tmp_path: Path, name: str, content: str) -> tuple[Item, ...]:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    return parse_file(path, shown=name, options=ParseOptions()).items


def text(item: Item) -> str:
    return "\n".join(block.text for block in item.blocks)


@pytest.mark.parametrize(
    ("feed", "fragment", "title", "uri", "published", "language", "words"),
    [
        (RSS, "https://a.example/1", "Malawi shares soya seed", "https://a.example/1",
         "2020-03-10", "en", "Farmers gave 600 bags of seed."),
        (ATOM, "urn:x:1", "Angola e Brasil", "https://b.example/1", "2019-06-07", "pt",
         "Doze variedades de mandioca."),
        (OAI, "oai:c:1", "Café entre Honduras y Vietnam", "http://c.example/1", "2011",
         "es", "Vietnam envió 14 expertos."),
    ],
)  # fmt: skip
def test_an_entry_of_a_feed_is_a_record(
    tmp_path: Path, feed: str, fragment: str, title: str, uri: str, published: str,
    language: str, words: str,
) -> None:  # fmt: skip
    (item,) = items_of(tmp_path, "feed.xml", feed)
    assert (item.fragment, item.title, item.uri) == (fragment, title, uri)
    assert (item.published, item.language) == (published, language)
    assert words in text(item)
    assert "<" not in text(item)


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_an_entry_of_an_answer_is_a_record(tmp_path: Path, name: str) -> None:
    items = items_of(tmp_path, "answer.json", json.dumps(ANSWERS[name]))
    assert {item.title for item in items} == {"Cocoa plots"}
    assert len(items) == (2 if name == "deep" else 1)
