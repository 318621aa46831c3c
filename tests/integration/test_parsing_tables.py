"""Tables of every kind, as files on disk."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from ingestion.errors import UnreadableFile
from ingestion.items import Item, Parsed
from ingestion.parsing import ParseOptions, parse_file

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


def book(*sheets: tuple[str, list[list[object]]]) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.active)
    for name, rows in sheets:
        sheet = made.create_sheet(name)
        for row in rows:
            sheet.append(row)
    buffer = io.BytesIO()
    made.save(buffer)
    return buffer.getvalue()


def text(item: Item) -> str:
    return "\n\n".join(block.text for block in item.blocks)


def test_a_record_is_named_by_the_row_that_a_spreadsheet_shows(parse: Parse) -> None:
    found = parse("a.csv", 'title,note\n"One\nline",x y\nTwo,z w\n')
    assert [item.fragment for item in found.items] == ["row=2", "row=3"]
    assert [item.title for item in found.items] == ["One line", "Two"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_delimiter_is_found(parse: Parse, delimiter: str) -> None:
    rows = [("title", "country", "year"), ("Wells, deep", "Kenya", "2020")]
    lines = (delimiter.join(f'"{cell}"' for cell in row) for row in rows)
    (item,) = parse("a.csv", "\n".join(lines)).items
    assert item.title == "Wells, deep"
    assert item.facets.countries == ("KE",)
    assert item.published == "2020"


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("utf-8-sig", "Programme d’éducation"),
        ("utf-16", "Программа здравоохранения"),
        ("utf-16-le", "Water supply in villages"),
        (
            "cp1252",
            "Électrification rurale des villages éloignés à l’intérieur du pays",
        ),
        ("cp1251", "Развитие сельского хозяйства и водоснабжение в отдалённых районах"),
        ("gb18030", "农村地区的水资源管理与可持续发展合作项目"),
    ],
)
def test_old_encodings_are_read(parse: Parse, encoding: str, title: str) -> None:
    (item,) = parse("a.csv", f"title,number\n{title},1\n".encode(encoding)).items
    assert item.title == title


def test_the_header_is_found_under_notes(parse: Parse) -> None:
    rows: list[list[object]] = [
        ["List of projects, exported on Monday"],
        [],
        ["Project title", "Country", "Budget"],
        ["Solar pumps", "Mali", 1000.0],
        ["Seed banks", "Peru", 2500.5],
    ]
    found = parse("a.xlsx", book(("Data", rows)))
    assert [item.fragment for item in found.items] == ["row=4", "row=5"]
    assert "Budget: 1000\n" in text(found.items[0]) + "\n"
    assert found.items[1].facets.countries == ("PE",)


def test_a_header_of_two_rows_with_merged_groups_is_joined(parse: Parse) -> None:
    rows: list[list[object]] = [
        ["Title", "Budget", None, "Place"],
        ["", "planned", "spent", ""],
        ["Solar pumps", 5, 7, "Kati"],
        ["Seed banks", 8, 9, "Cusco"],
    ]
    made = openpyxl.Workbook()
    sheet = made.active
    for row in rows:
        sheet.append(row)
    sheet.merge_cells("B1:C1")
    buffer = io.BytesIO()
    made.save(buffer)
    found = parse("a.xlsx", buffer.getvalue())
    assert [item.title for item in found.items] == ["Solar pumps", "Seed banks"]
    assert "Budget: planned: 5" in text(found.items[0])
    assert "Budget: spent: 7" in text(found.items[0])


def test_other_sheets_are_named_in_the_fragment_and_hidden_ones_reported(
    parse: Parse,
) -> None:
    made = openpyxl.Workbook()
    made.active.append(["title", "place"])
    made.active.append(["Solar pumps", "Kati"])
    more = made.create_sheet("More data")
    more.append(["title", "place"])
    more.append(["Seed banks", "Cusco"])
    hidden = made.create_sheet("Lists")
    hidden.append(["title", "place"])
    hidden.append(["Inner", "List"])
    hidden.sheet_state = "hidden"
    buffer = io.BytesIO()
    made.save(buffer)
    found = parse("a.xlsx", buffer.getvalue())
    assert [item.fragment for item in found.items] == [
        "row=2",
        "sheet=More data&row=2",
    ]
    assert [left.what for left in found.left_out] == ["hidden sheet 'Lists'"]


def test_a_second_table_on_a_sheet_has_its_own_header(parse: Parse) -> None:
    rows: list[list[object]] = [
        ["title", "budget"],
        ["Solar pumps", 5],
        ["Seed banks", 6],
        [],
        ["city", "inhabitants", "area"],
        ["Kati", 100, 3],
        ["Cusco", 200, 4],
    ]
    found = parse("a.xlsx", book(("Data", rows)))
    assert [item.title for item in found.items] == [
        "Solar pumps",
        "Seed banks",
        "Kati",
        "Cusco",
    ]
    assert "inhabitants: 200" in text(found.items[3])
    assert found.items[3].fragment == "row=7"


def test_a_second_table_may_have_a_name_over_its_header(parse: Parse) -> None:
    projects: list[list[object]] = [["title", "country", "spent", "start"]]
    for name in ("Niger", "Mali", "Chad", "Togo", "Benin"):
        projects.append([f"Wells of {name}", name, None, "01.04.2016"])
    projects[1][2] = 9_000_000
    places: list[list[object]] = [
        [],
        ["Table 2: where crews are taught"],
        ["centre", "town", "places"],
        ["Centre A", "Thiès", 45],
    ]
    found = parse("a.xlsx", book(("Data", [*projects, *places])))
    assert text(found.items[-1]) == "Centre A\n\ntown: Thiès\nplaces: 45"
    assert len(found.items) == 6
    assert "spent: 9000000" in text(found.items[0])
    assert found.items[0].started == "2016-04-01"


def test_dates_are_iso_and_numbers_are_as_people_read_them(parse: Parse) -> None:
    rows: list[list[object]] = [
        ["title", "date", "amount", "share"],
        ["Solar pumps", date(2021, 3, 4), 5.0, 0.1 + 0.2],
        ["Seed banks", date(2022, 3, 4), 6.0, 0.5],
    ]
    found = parse("a.xlsx", book(("Data", rows)))
    assert found.items[0].published == "2021-03-04"
    assert "amount: 5\n" in text(found.items[0])
    assert "share: 0.3" in text(found.items[0])
    assert found.items[1].published == "2022-03-04"


def test_columns_of_persons_are_left_out_and_reported(parse: Parse) -> None:
    found = parse(
        "a.csv",
        "title,Contact_Email,téléphone,联系人,email address,website\n"
        "Solar pumps,a@example.org,+221 1,王,b@example.org,https://example.org/1\n",
    )
    (item,) = found.items
    assert "example.org" not in text(item)
    assert set(item.metadata) == {"title", "website"}
    assert item.uri == "https://example.org/1"
    assert {left.what for left in found.left_out} == {
        "column 'Contact_Email': persons' contacts",
        "column 'téléphone': persons' contacts",
        "column '联系人': persons' contacts",
        "column 'email address': persons' contacts",
    }


def test_columns_of_an_ignore_file_are_left_out_by_name(parse: Parse) -> None:
    found = parse(
        "a.csv",
        "title,Inner Note\nPumps,secret words\n",
        ignored_columns=("inner note",),
    )
    assert "secret" not in found.model_dump_json()
    assert "left out by .galaxyignore" in found.left_out[0].what


def test_what_is_the_same_in_all_rows_or_said_twice_is_not_in_the_text(
    parse: Parse,
) -> None:
    head = "title,place,place_again,giver,is_big,iso2,description"
    rows = [
        f"Pump {n},Town {n},Town {n},Everywhere,{n % 2 == 0},KE,"
        f'"<p>Pump {n} gives water &amp; light.</p><p>It stands in the market.</p>"'
        for n in range(6)
    ]
    found = parse("a.csv", "\n".join([head, *rows]))
    assert text(found.items[1]) == (
        "Pump 1\n\nPump 1 gives water & light.\nIt stands in the market.\n\n"
        "place: Town 1"
    )
    assert found.items[1].metadata["giver"] == "Everywhere"
    assert found.items[1].facets.countries == ("KE",)


@pytest.mark.parametrize(
    "header", ["العنوان", "名称", "название", "título", "titre", "nom", "nome", "Title"]
)
def test_titles_are_found_in_seven_languages(parse: Parse, header: str) -> None:
    found = parse(
        "a.csv", f"remark,{header}\nfirst remark,Pumps\nsecond remark,Seeds\n"
    )
    assert [item.title for item in found.items] == ["Pumps", "Seeds"]


def test_a_quotation_that_never_ends_keeps_the_records_before_it(parse: Parse) -> None:
    head = "title,note\n" + "Pumps,good words\n" * 3
    found = parse("a.csv", head + 'Seeds,"' + "word " * 2_100_000)
    assert len(found.items) == 3
    (problem,) = found.problems
    assert problem.path == "a.csv#row=5"


def test_a_table_without_rows_is_a_failure(parse: Parse) -> None:
    with pytest.raises(UnreadableFile, match="no row of data"):
        parse("a.csv", "title,note\n")
    with pytest.raises(UnreadableFile, match="no row of data"):
        parse("a.xlsx", book(("Data", [["title", "note"]])))


def test_rows_of_numbers_alone_make_no_items(parse: Parse) -> None:
    with pytest.raises(UnreadableFile):
        parse("a.csv", "1,2,3\n4,5,6\n7,8,9\n")


def test_donors_are_not_taken_for_the_countries_of_a_project(parse: Parse) -> None:
    found = parse(
        "a.csv",
        "project_title,donors,donors_iso3,recipients,recipients_iso3\n"
        "Pumps,Norway,NOR,Senegal,SEN\nSeeds,Japan|Norway,JPN|NOR,Mali|Niger,MLI|NER\n",
    )
    assert [item.facets.countries for item in found.items] == [("SN",), ("ML", "NE")]
    assert {item.facets.kind for item in found.items} == {"activity"}


@pytest.mark.corpus
def test_the_finance_table_gives_lean_rows(corpus: Path) -> None:
    (path,) = (corpus / "gcof").glob("*.xlsx")
    found = parse_file(path, shown="gcof/x.xlsx", options=ParseOptions())
    assert len(found.items) == 5_466
    first = found.items[0]
    assert first.fragment == "row=2"
    assert first.title.startswith("29th medical team")
    assert first.facets.countries == ("MR",)
    assert first.facets.sectors == ("Health",)
    assert "factiva" not in text(first)
    assert "recipient iso3" not in text(first)
    lines = sorted(len(item.blocks[-1].text) for item in found.items)
    assert lines[len(lines) // 2] < 800


@pytest.mark.corpus
def test_the_exports_of_aid_systems_give_all_projects(corpus: Path) -> None:
    for country, rows, code in (("senegal", 1_582, "SN"), ("nigeria", 376, "NG")):
        path = corpus / "aims" / country / "projects.csv"
        found = parse_file(path, shown=path.name, options=ParseOptions())
        assert len(found.items) == rows
        assert {item.facets.countries for item in found.items} <= {(code,), ()}


def test_years_name_columns(parse: Parse) -> None:
    table = "Country,Indicator,2018,2019\nKenya,Mobile accounts,1500,1620\n"
    figures = "Kenya,Mobile accounts,1500,1620\nMali,Mobile accounts,2017,2018\n"

    (item,) = parse("a.csv", table).items

    assert item.facets.countries == ("KE",)
    assert "2018: 1500" in text(item)
    assert not any("1500: " in text(one) for one in parse("b.csv", figures).items)


def test_countries_that_a_cell_joins_are_all_known(parse: Parse) -> None:
    rows = (
        'Title,Country\nOne,"Kenya, Uganda and Tanzania"\nTwo,Mali & Niger\n'
        "Three,Trinidad and Tobago\n"
    )
    found = [item.facets.countries for item in parse("a.csv", rows).items]

    assert found == [("KE", "UG", "TZ"), ("ML", "NE"), ("TT",)]


def test_sums_and_notes_around_a_table_are_no_records(parse: Parse) -> None:
    rows = (
        "Register of projects as of 31 December 2022,,\n"
        "Title,Country,Cost\nWells of Kaya,Burkina Faso,100\nTotal,,\n"
        "Milk banks,Brazil,200\nTotal:,,300\nSource: Ministry of Planning,,\n"
    )
    parsed = parse("a.csv", rows)

    assert [item.title for item in parsed.items] == [
        "Wells of Kaya",
        "Total",
        "Milk banks",
    ]
    told = [one.what for one in parsed.left_out]
    assert told == [
        "text above a table: 'Register of projects as of 31 December 2022'",
        "a sum or a note below rows: 'Total: 300'",
        "a sum or a note below rows: 'Source: Ministry of Planning'",
    ]


def test_a_sheet_without_a_table_is_told(parse: Parse) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("Title", "Country"), ("Wells", "Mali"), ("Bees", "Togo")):
        sheet.append(row)
    book.create_sheet("Read me").append(("Ask the statistics office.",))
    kept = io.BytesIO()
    book.save(kept)

    parsed = parse("a.xlsx", kept.getvalue())

    assert len(parsed.items) == 2
    assert [one.what for one in parsed.left_out] == ["sheet without a table 'Read me'"]


@pytest.mark.parametrize(
    ("head", "row", "expected"),
    [
        (
            "Título do projeto,País,Instituição executora,Financiador,Área temática,"
            "Início,Término",
            "Merenda escolar,Timor-Leste,ABC,Fundo Sul,Educação,01/2013,2015",
            ("TL", "2013-01", "2015", {"ABC": "implementing", "Fundo Sul": "funding"}),
        ),
        (
            "项目名称,受援国,实施机构,资金来源,开始时间",
            "青蒿素抗疟,莱索托,湖南医院,南南基金,2012年1月",
            (
                "LS",
                "2012-01",
                None,
                {"湖南医院": "implementing", "南南基金": "funding"},
            ),
        ),
        (
            "Réf.,Intitulé du projet,Pays,Bailleur,Date de démarrage,Date d'achèvement",
            "CSS-1,Cataracte au Bénin,Bénin,Fonds Sud,13/05/2019,31/12/2020",
            ("BJ", "2019-05-13", "2020-12-31", {"Fonds Sud": "funding"}),
        ),
        (
            "Project,Country,Financed by,Start date",
            "Wells,Mali,Fund of the South,17/05/2022",
            ("ML", "2022-05-17", None, {"Fund of the South": "funding"}),
        ),
    ],
)
def test_columns_as_agencies_name_them_are_known(parse: Parse, head, row, expected):
    (item,) = parse("a.csv", f"{head}\n{row}\n").items

    roles = {part.name: part.role.value for part in item.participations}
    (country,) = item.facets.countries
    assert (country, item.started, item.ended, roles) == expected
    assert not item.title.startswith("CSS")


def test_a_registers_own_mailbox_is_nobodys(parse: Parse) -> None:
    head = "Title,Country,Implementing agency,E-mail"
    shared = (
        "Wells,Mali,Pump Guild,office@aid.example",
        "Bees,Togo,Hives,office@aid.example",
    )
    own = (
        "Wells,Mali,Pump Guild,office@pumps.example",
        "Bees,Togo,Hives,info@hives.example",
    )

    def mailboxes(rows: tuple[str, ...]) -> list[str | None]:
        items = parse("a.csv", "\n".join([head, *rows]) + "\n").items
        return [part.mailbox for item in items for part in item.participations]

    assert mailboxes(shared) == [None, None]
    assert mailboxes(own) == ["office@pumps.example", "info@hives.example"]


def test_a_number_of_records_is_no_title(parse: Parse) -> None:
    rows = (
        "Ref,What is needed,Where\nR-1,Hand pumps for wells,Mali\nR-2,Bee hives,Togo\n"
    )

    items = parse("a.csv", rows).items

    assert [item.title for item in items] == ["Hand pumps for wells", "Bee hives"]
