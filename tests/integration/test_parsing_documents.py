"""Documents of prose, made by their own libraries and read back."""

import io
import re
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import docx
import pptx
import pytest

from ingestion.errors import UnreadableFile
from ingestion.items import Item, Parsed
from ingestion.parsing import ParseOptions, parse_file
from vectorstore.catalogue.about import COUNTRIES_INFERRED

Parse = Callable[..., Parsed]


@pytest.fixture
def parse(tmp_path: Path) -> Parse:
    def _parse(name: str, content: bytes | str, **options: object) -> Parsed:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return parse_file(
            path, shown=name, options=ParseOptions.model_validate(options)
        )

    return _parse


def text(item: Item) -> str:
    return "\n\n".join(block.text for block in item.blocks)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


PARAGRAPHS = (
    "The district dug forty wells. Each one serves three villages.",
    "حفرت المديرية أربعين بئرا في ثلاث سنوات. وتخدم كل بئر ثلاث قرى.",
    "该区打了四十口井。每口井为三个村庄供水。",
    "Район вырыл сорок колодцев. Каждый служит трём деревням.",
    "ok",
    "水",
)


def word_document() -> bytes:
    made = docx.Document()
    made.add_heading("تقرير المياه", 0)
    for number, paragraph in enumerate(PARAGRAPHS, start=1):
        made.add_heading(f"Part {number}", 1)
        made.add_paragraph(paragraph)
    made.add_heading("Inner", 2)
    made.add_paragraph("first point", style="List Bullet")
    made.add_paragraph("second point", style="List Bullet")
    table = made.add_table(3, 3)
    for row, cells in enumerate(
        [("Country", "Wells", "Year"), ("Mali", "40", "2020"), ("Peru", "", "2021")]
    ):
        for column, cell in enumerate(cells):
            table.cell(row, column).text = cell
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def test_a_word_document_keeps_headings_words_and_tables(parse: Parse) -> None:
    (item,) = parse("a.docx", word_document()).items
    assert item.title == "تقرير المياه"
    assert item.facets.kind == "document"
    by_text = {block.text: block for block in item.blocks}
    assert by_text[PARAGRAPHS[1]].headings == ("Part 2",)
    assert by_text["first point\nsecond point"].headings == ("Part 6", "Inner")
    assert by_text[
        "Country | Wells | Year\nMali – Wells: 40; Year: 2020\nPeru – Year: 2021"
    ]
    assert not words(" ".join(PARAGRAPHS)) - words(text(item))


def test_a_short_line_of_a_word_document_is_no_heading(parse: Parse) -> None:
    made = docx.Document()
    made.add_paragraph("Mali 2020")
    made.add_paragraph("PUMPS AND WELLS")
    buffer = io.BytesIO()
    made.save(buffer)
    (item,) = parse("Wells of Mali.docx", buffer.getvalue()).items
    assert not any(block.is_heading for block in item.blocks)


def test_slides_are_pages_with_their_titles_and_notes(parse: Parse) -> None:
    made = pptx.Presentation()
    for number, name in enumerate(("Wells", "水井"), start=1):
        slide = made.slides.add_slide(made.slide_layouts[1])
        slide.shapes.title.text = name
        slide.placeholders[1].text = f"point {number}a\npoint {number}b"
        slide.notes_slide.notes_text_frame.text = f"note {number}"
    buffer = io.BytesIO()
    made.save(buffer)
    (item,) = parse("a.pptx", buffer.getvalue()).items
    shown = [(block.page, block.headings, block.text) for block in item.blocks]
    assert shown == [
        (1, (), "Wells"),
        (1, ("Wells",), "point 1a\npoint 1b"),
        (1, ("Wells",), "note 1"),
        (2, (), "水井"),
        (2, ("水井",), "point 2a\npoint 2b"),
        (2, ("水井",), "note 2"),
    ]


PAGE = """<!doctype html><html lang="fr"><head><title>Puits – Un site</title>
<meta name="date" content="2021-05-06T10:00"><style>p {color: red}</style>
<link rel="canonical" href="https://example.org/puits"></head><body>
<nav>Accueil <a href="/">Menu</a></nav><script>var secret = 1;</script>
<main><h1>Puits</h1><p>Quarante puits
ont été <b>creusés</b>.</p><h2>Coûts</h2><p>Deux&nbsp;millions.</p>
<ul><li>pompes<li>tuyaux</ul>
<h3>En détail</h3><table><tr><th>Pays<th>Puits<th>An<tr><td>Mali<td>40<td>2020</table>
<h2>Suite</h2><p hidden>caché</p><div>texte libre</div></main>
<footer>mentions</footer></body></html>"""


@pytest.mark.parametrize(
    ("head", "body", "date"),
    [
        (
            '<script type="application/ld+json">{"datePublished":"2021-02-03"}'
            "</script>",
            "",
            "2021-02-03",
        ),
        ("", '<time datetime="2017-08-09">9 August</time>', "2017-08-09"),
        (
            "",
            '<time datetime="2017-08-09">a</time><time datetime="2018-01-01">b</time>',
            None,
        ),
        (
            '<meta name="citation_publication_date" content="2015/01/02">',
            "",
            "2015-01-02",
        ),
    ],
)
def test_the_day_of_a_page_is_told_in_many_ways(parse: Parse, head, body, date) -> None:
    title, told = "<title>News</title>", "<h1>Water kiosks open</h1><p>In Nairobi.</p>"
    page = f"<head>{title}{head}</head>{told}{body}"
    (item,) = parse("a.html", page).items

    assert item.published == date
    assert item.title == "Water kiosks open"


def test_hidden_slides_are_left_out_and_told(parse: Parse) -> None:
    deck = pptx.Presentation()
    for title in ("Drones carry blood", "Not for the public"):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        assert slide.shapes.title is not None
        slide.shapes.title.text = title
    slide.element.set("show", "0")
    kept = io.BytesIO()
    deck.save(kept)

    parsed = parse("a.pptx", kept.getvalue())

    assert text(parsed.items[0]) == "Drones carry blood"
    assert [one.what for one in parsed.left_out] == ["hidden slide 2"]


def test_forms_around_a_page_and_parts_that_unfold_are_read(parse: Parse) -> None:
    around = parse(
        "a.html",
        "<form id='f'><h1>Wind</h1><p>Lesotho exports wind power.</p>"
        "<button>Send</button></form>",
    )
    parts = parse(
        "b.html",
        "<h1>Seedlings</h1><p>What a nursery sells.</p>"
        "<details><summary>Costs</summary><p>Each costs forty cents.</p></details>"
        "<figure><img src='m.png'><figcaption>Map of nurseries</figcaption></figure>"
        "<h3><button>Who pays?</button></h3><div>The district pays.</div>"
        "<form><label>Your name</label><button>Send</button></form>",
    )

    assert text(around.items[0]) == "Wind\n\nLesotho exports wind power."
    told = text(parts.items[0])
    for part in ("Costs", "forty cents", "Map of nurseries", "Who pays?", "district"):
        assert part in told
    assert "Your name" not in told


def test_a_page_is_read_without_its_furniture(parse: Parse) -> None:
    (item,) = parse("a.html", PAGE).items
    assert item.title == "Puits"
    assert item.language == "fr"
    assert item.published == "2021-05-06"
    assert item.uri == "https://example.org/puits"
    shown = [(block.headings, block.text) for block in item.blocks]
    assert shown == [
        ((), "Puits"),
        (("Puits",), "Quarante puits ont été creusés."),
        (("Puits",), "Coûts"),
        (("Puits", "Coûts"), "Deux millions."),
        (("Puits", "Coûts"), "pompes\ntuyaux"),
        (("Puits", "Coûts"), "En détail"),
        (
            ("Puits", "Coûts", "En détail"),
            "Pays | Puits | An\nMali – Puits: 40; An: 2020",
        ),
        (("Puits",), "Suite"),
        (("Puits", "Suite"), "texte libre"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "cp1256", "utf-16"])
def test_a_page_in_the_encoding_that_it_states_is_read(
    parse: Parse, encoding: str
) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><body><p>{PARAGRAPHS[1]}</p>'
    (item,) = parse("a.html", page.encode(encoding)).items
    assert text(item) == PARAGRAPHS[1]


def test_markdown_keeps_its_words_and_knows_its_front_matter(parse: Parse) -> None:
    source = (
        "---\ntitle: Wells\nlanguage: es\ndate: 2020-02-03\n---\n"
        "# Pozos\n\nCuarenta pozos\nen tres años.\n\n## Costos\n\n- uno\n- dos\n\n"
        "| País | Pozos | Año |\n|---|---|---|\n| Malí | 40 | 2020 |\n\n> una cita\n\n"
        "```\ncode stays\n```\n"
    )
    (item,) = parse("a.md", source).items
    assert (item.title, item.language, item.published) == ("Wells", "es", "2020-02-03")
    assert "Cuarenta pozos en tres años." in text(item)
    body = source.split("---\n", 2)[2]
    assert not words(body) - words(text(item))
    assert item.blocks[-1].headings == ("Pozos", "Costos")


def test_wrapped_lines_of_a_text_are_one_paragraph(parse: Parse) -> None:
    wrapped = (
        "The district dug forty wells in three years, and each one of\n"
        "them serves three villages, which had walked for water until\n"
        "then.\n\n"
        "A second paragraph follows here, it too is wrapped at nearly\n"
        "the same column as all the others are.\n"
        "- a point that is so long that the editor had to break it at\n"
        "  the margin\n"
        "- another point\n"
    )
    (item,) = parse("wells.txt", wrapped).items
    assert [block.text for block in item.blocks] == [
        "The district dug forty wells in three years, and each one of them serves "
        "three villages, which had walked for water until then.",
        "A second paragraph follows here, it too is wrapped at nearly the same column "
        "as all the others are.\n- a point that is so long that the editor had to "
        "break it at the margin\n- another point",
    ]
    assert words(text(item)) == words(wrapped)


def test_lines_of_a_text_that_are_not_wrapped_stay_lines(parse: Parse) -> None:
    (item,) = parse("a.txt", "Name: Amal\nTown: Kati\nYear: 2020\n").items
    assert text(item) == "Name: Amal\nTown: Kati\nYear: 2020"


def test_wrapped_chinese_is_joined_without_spaces(parse: Parse) -> None:
    line = "该区在三年内打了四十口井每口井为三个村庄供水这些村庄以前要走很远的路"
    (item,) = parse("a.txt", f"{line}\n{line}\n才有水。\n").items
    assert text(item) == f"{line}{line}才有水。"


def test_a_text_underlined_like_a_title_has_headings(parse: Parse) -> None:
    (item,) = parse("a.txt", "Wells\n=====\n\nForty of them.\n").items
    assert item.title == "Wells"
    assert item.blocks[1].headings == ("Wells",)


def test_a_message_is_its_subject_and_words(parse: Parse) -> None:
    message = EmailMessage()
    message["Subject"] = "Forty wells"
    message["From"] = "someone@example.org"
    message["Date"] = "Mon, 01 Jan 2024 10:00:00 +0000"
    message.set_content("The wells are dug.\n\nThey give water.\n")
    message.add_attachment(b"x", maintype="image", subtype="png", filename="map.png")
    found = parse("a.eml", message.as_bytes())
    (item,) = found.items
    assert (item.title, item.published) == ("Forty wells", "2024-01-01")
    assert text(item) == "The wells are dug.\n\nThey give water."
    assert "someone" not in found.model_dump_json()
    assert "map.png" in found.left_out[0].what


def test_a_folder_or_a_name_may_state_the_language(parse: Parse) -> None:
    assert parse("zh-Hans/a.txt", "水井").items[0].language == "zh-Hans"
    assert parse("guide.fr.txt", "Des puits").items[0].language == "fr"
    assert parse("id/a.txt", "Wells").items[0].language is None
    assert parse("fr/b.txt", "Wells", language="en").items[0].language is None


@pytest.mark.parametrize("name", ["a.rtf", "a.odt", "a.epub"])
def test_books_and_other_office_formats_are_read(
    parse: Parse, tmp_path: Path, name: str
) -> None:
    import pypandoc

    source = f"# Wells\n\n{PARAGRAPHS[0]}\n\n{PARAGRAPHS[3]}\n"
    target = tmp_path / f"{name}.made"
    pypandoc.convert_text(
        source,
        name.removeprefix("a."),
        format="md",
        outputfile=str(target),
        extra_args=["-s", "--metadata=title:Wells"],
    )
    (item,) = parse(name, target.read_bytes()).items
    assert item.title == "Wells"
    assert not words(" ".join((PARAGRAPHS[0], PARAGRAPHS[3]))) - words(text(item))


def test_a_document_without_words_is_a_failure(parse: Parse) -> None:
    buffer = io.BytesIO()
    docx.Document().save(buffer)
    with pytest.raises(UnreadableFile, match="no text"):
        parse("a.docx", buffer.getvalue())
    with pytest.raises(UnreadableFile, match="no text"):
        parse("a.html", "<html><body><script>x</script></body></html>")


def test_front_matter_states_countries_sectors_and_goals(parse: Parse) -> None:
    front = "---\ncountry: [BF, Mali]\nsector: Water\nsdgs: 6, 13\n---\n"
    (item,) = parse("a.md", front + "# Zaï\n\nHoles of Peru.\n").items
    assert item.facets.countries == ("BF", "ML")
    assert item.facets.sectors == ("Water",)
    assert item.facets.sdgs == ("6", "13")
    assert COUNTRIES_INFERRED not in item.metadata


def test_keywords_state_countries_by_name_and_goals(parse: Parse) -> None:
    front = "---\ntitle: Wells\ntags: [Kenya, IT, water, SDG 6, ODD-13]\n---\n"
    (note,) = parse("a.md", front + "Wells.\n").items
    (page,) = parse(
        "a.html",
        "<html><head><title>Wells</title>"
        '<meta name="keywords" content="wells, Kenya, Cadre de Peru">'
        '<meta name="DCTERMS.spatial" content="Mali">'
        '<meta name="geo.region" content="FR-75"><meta name="country" content="US">'
        "</head><body><p>Forty wells were dug.</p></body></html>",
    ).items
    assert (note.facets.countries, note.facets.sdgs) == (("KE",), ("6", "13"))
    assert page.facets.countries == ("KE", "ML")


def test_properties_of_office_files_state_countries(parse: Parse) -> None:
    made = docx.Document()
    made.add_paragraph("Forty wells were dug.")
    made.core_properties.keywords = "wells; Kenya"
    written = io.BytesIO()
    made.save(written)
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[0])
    slide.shapes.title.text = "Forty wells"
    deck.core_properties.keywords = "Mali, SDG 6"
    shown = io.BytesIO()
    deck.save(shown)

    (document,) = parse("a.docx", written.getvalue()).items
    (slides,) = parse("a.pptx", shown.getvalue()).items

    assert document.facets.countries == ("KE",)
    assert (slides.facets.countries, slides.facets.sdgs) == (("ML",), ("6",))


def test_a_note_is_filed_under_the_country_it_is_about(parse: Parse) -> None:
    (note,) = parse("a.txt", "Water of Kenya\n\nForty wells were dug.\n").items
    (need,) = parse(
        "a.txt", "Water of Kenya\n\nForty wells were dug.\n", kind="need"
    ).items
    assert note.metadata == {COUNTRIES_INFERRED: "KE"}
    assert note.facets.countries == ()
    assert need.metadata == {}
