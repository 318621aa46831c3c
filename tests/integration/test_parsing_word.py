"""What a reader sees in a Word document is what is read."""

import io
import zipfile
from pathlib import Path

import docx

from ingestion.parsing import ParseOptions, parse_file

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def run(words: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def paragraph(words: str) -> str:
    return f"<w:p>{run(words)}</w:p>"


def lines(tmp_path: Path, body: str, **parts: str) -> list[str]:
    """Return what is read of a document with this body and these parts beside it."""
    empty = io.BytesIO()
    docx.Document().save(empty)
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(empty) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            if name != "word/document.xml":
                new.writestr(name, old.read(name))
        new.writestr(
            "word/document.xml",
            f'<w:document xmlns:w="{W}" xmlns:v="urn:schemas-microsoft-com:vml">'
            f"<w:body>{body}<w:sectPr/></w:body></w:document>",
        )
        for name, part in parts.items():
            new.writestr(f"word/{name}.xml", part)
    (item,) = parse_file(path, shown="a.docx", options=ParseOptions()).items
    return [block.text for block in item.blocks]


def test_tracked_changes_are_accepted(tmp_path: Path) -> None:
    gone = '<w:del w:id="1"><w:r><w:delText>ninety </w:delText></w:r></w:del>'
    come = f'<w:ins w:id="2">{run("seventy ")}</w:ins>'
    field = (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run(' Filled in.')}</w:sdtContent></w:sdt>"
    )
    cells = (
        f"<w:tc>{paragraph(f'A row that {what}')}</w:tc>" for what in ("stays", "goes")
    )
    stays, goes = cells
    body = (
        f"<w:p>{run('The share that lived was ')}{gone}{come}{run('per cent.')}{field}"
        "</w:p><w:tbl><w:tblPr/><w:tblGrid><w:gridCol/></w:tblGrid>"
        f'<w:tr>{stays}</w:tr><w:tr><w:trPr><w:del w:id="3"/></w:trPr>{goes}</w:tr>'
        "</w:tbl>"
    )
    assert lines(tmp_path, body) == [
        "The share that lived was seventy per cent. Filled in.",
        "A row that stays",
    ]


def test_boxes_and_footnotes_follow_their_paragraph(tmp_path: Path) -> None:
    box = (
        "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
        f"{paragraph('Sixty youths are trained a season.')}"
        "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    )
    noted = f"{run('Marshes store carbon.')}<w:r><w:footnoteReference w:id='2'/></w:r>"
    notes = (
        f'<w:footnotes xmlns:w="{W}"><w:footnote w:type="separator" w:id="-1"><w:p/>'
        f"</w:footnote><w:footnote w:id='2'>{paragraph('Measured in 2019.')}"
        "</w:footnote></w:footnotes>"
    )
    body = f"<w:p>{run('Beside a box.')}{box}</w:p><w:p>{noted}</w:p>"
    assert lines(tmp_path, body + paragraph("The end."), footnotes=notes) == [
        "Beside a box.",
        "Sixty youths are trained a season.",
        "Marshes store carbon.",
        "Measured in 2019.",
        "The end.",
    ]
