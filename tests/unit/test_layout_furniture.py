"""Headers and footers are dropped; rows that differ in their numbers alone are not."""

from ingestion.parsing.layout import Line, drop_repeated


def line(text: str, top: float) -> Line:
    return Line(text=text, left=50, right=400, top=top, bottom=top - 10, size=10)


def pages_of(rows: int, *, each: int) -> list[list[Line]]:
    texts = [f"Fellowship no. {n:03} of 2019: {n * 13} dollars." for n in range(rows)]
    pages = []
    for first in range(0, rows, each):
        body = texts[first : first + each]
        number = first // each + 1
        told = ["Yearbook of fellowships 2019", *body, f"Fund for study, page {number}"]
        pages.append([line(text, 800 - 12 * at) for at, text in enumerate(told)])
    return pages


def test_rows_of_a_list_stay_at_every_page_break() -> None:
    left = drop_repeated(pages_of(150, each=43))

    told = [one.text for page in left for one in page]
    assert len(told) == 150
    assert all(text.startswith("Fellowship no.") for text in told)


def test_what_stands_once_on_every_page_goes() -> None:
    names = ("Alpha", "Beta", "Gamma", "Delta", "Eta", "Zeta", "Iota")
    pages = [
        [line("Annual report 2019", 800), line(name, 700), line(f"{at}", 20)]
        for at, name in enumerate(names, 1)
    ]

    left = drop_repeated(pages)

    assert [[one.text for one in page] for page in left] == [[name] for name in names]
