"""One writer a format: a note or a table in, the bytes of a file out.

The same text always gives the same bytes. The libraries are heavy, and fpdf2 is there
for developers only, so each is imported where it writes.
"""

import io
from typing import TYPE_CHECKING, cast

from ingestion.starter.packing import repack
from ingestion.starter.texts import About, Note, Table

if TYPE_CHECKING:
    from collections.abc import Callable

    from docx.document import Document
    from docx.opc.coreprops import CoreProperties
    from docx.oxml.shared import CT_OnOff
    from docx.oxml.text.paragraph import CT_P
    from docx.text.paragraph import Paragraph as WordParagraph
    from pptx.parts.coreprops import CorePropertiesPart
    from pptx.shapes.base import BaseShape

PDF_LANGUAGES = frozenset({"en", "es", "fr", "pt"})
"""Languages whose letters the fonts that every PDF reader has can show."""


def write_docx(note: Note) -> bytes:
    """Return a Word document: the title, then headings, paragraphs and lists."""
    import docx

    document = docx.Document()
    _drop_table_styles(document)
    _describe(document.core_properties, note.about)
    lines = [document.add_heading(note.about.title, level=0)]
    for section in note.sections:
        if section.heading:
            lines.append(document.add_heading(section.heading, level=1))
        for paragraph in section.paragraphs:
            style = "List Bullet" if paragraph.listed else None
            lines.append(document.add_paragraph(paragraph.text, style=style))
    if note.about.right_to_left:
        for line in lines:
            _run_right_to_left(line)
    return _packed(document.save, note.about)


def write_pptx(note: Note) -> bytes:
    """Return a presentation: a title slide, then a slide a section."""
    import pptx

    show = pptx.Presentation()
    _describe(show.core_properties, note.about)
    first = show.slides.add_slide(show.slide_layouts[0])
    _fill(first.placeholders[0], note.about.title)
    _fill(first.placeholders[1], note.about.publisher)
    for section in note.sections:
        slide = show.slides.add_slide(show.slide_layouts[1])
        _fill(slide.placeholders[0], section.heading or note.about.title)
        _fill(
            slide.placeholders[1],
            "\n".join(paragraph.text for paragraph in section.paragraphs),
        )
    return _packed(show.save, note.about)


def write_pdf(note: Note) -> bytes:
    """Return a PDF on A4 in the fonts that every reader has.

    Raises:
        ValueError: the language is not written in Latin letters.
    """
    if note.about.language not in PDF_LANGUAGES:
        raise ValueError(
            f"no PDF is made in {note.about.language!r}: make it a DOCX instead"
        )
    from fpdf import FPDF

    pdf = FPDF(format="A4")
    pdf.core_fonts_encoding = "windows-1252"
    pdf.set_compression(False)  # compressed bytes differ between builds of zlib
    pdf.set_creation_date(note.about.moment)
    pdf.set_lang(note.about.language)
    pdf.set_title(note.about.title)
    pdf.set_author(note.about.publisher)
    pdf.set_margin(22)
    pdf.add_page()

    def write(text: str, *, size: float, style: str = "", above: float = 0) -> None:
        pdf.set_font("helvetica", style=style, size=size)
        pdf.ln(above)
        pdf.multi_cell(0, size * 0.5, text, align="L", new_x="LMARGIN", new_y="NEXT")

    write(note.about.title, size=16, style="B")  # a long title keeps to one line
    for section in note.sections:
        if section.heading:
            write(section.heading, size=13, style="B", above=5)
        for paragraph in section.paragraphs:
            if paragraph.listed:  # small, so that a long address keeps to one line
                write(f"\N{BULLET} {paragraph.text}", size=7.5, above=1)
            else:
                write(paragraph.text, size=11, above=2.5)
    return bytes(pdf.output())


def write_xlsx(table: Table) -> bytes:
    """Return a workbook of one sheet: a header, then a row a row; years as numbers."""
    import openpyxl

    book = openpyxl.Workbook()
    properties = book.properties
    properties.title = table.about.title
    properties.creator = table.about.publisher
    properties.language = table.about.language
    properties.created = table.about.moment.replace(tzinfo=None)
    sheet = book.active
    assert sheet is not None
    sheet.title = table.about.title[:31]  # as long as a sheet's name may be
    sheet.append(table.columns)
    for row in table.rows:
        sheet.append([int(cell) if cell.isdecimal() else cell for cell in row])
    return _packed(book.save, table.about)


def _packed(save: "Callable[[io.BytesIO], None]", about: About) -> bytes:
    written = io.BytesIO()
    save(written)
    return repack(written.getvalue(), about.moment)


def _describe(properties: "CoreProperties | CorePropertiesPart", about: About) -> None:
    properties.title = about.title
    properties.author = about.publisher
    properties.last_modified_by = about.publisher
    properties.language = about.language
    properties.comments = ""
    properties.created = about.moment.replace(tzinfo=None)
    properties.modified = about.moment.replace(tzinfo=None)


def _drop_table_styles(document: "Document") -> None:
    """Take out the template's table styles: nine tenths of its bytes, and unused."""
    from docx.enum.style import WD_STYLE_TYPE

    for style in tuple(document.styles):
        if style.type is WD_STYLE_TYPE.TABLE and style.name != "Normal Table":
            style.delete()
    links = document.part.rels
    for key in [key for key, link in links.items() if "Effects" in link.reltype]:
        del links[key]


def _run_right_to_left(line: "WordParagraph") -> None:
    from docx.oxml import parser

    bidi = cast("CT_OnOff", parser.OxmlElement("w:bidi"))
    properties = cast("CT_P", line.paragraph_format.element).get_or_add_pPr()
    # Word reads a paragraph's properties in the order of the standard only.
    properties.insert_element_before(bidi, "w:spacing", "w:ind", "w:jc", "w:rPr")
    for run in line.runs:
        run.font.rtl = True


def _fill(placeholder: "BaseShape", text: str) -> None:
    from pptx.shapes.autoshape import Shape

    assert isinstance(placeholder, Shape)
    placeholder.text_frame.text = text
