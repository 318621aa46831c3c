"""Pure pieces that readers share: names of columns, countries, dates, languages."""

import pytest

from ingestion.parsing.fields import iso_date, sdg_ids, written_date
from ingestion.parsing.language_tags import (
    is_language_tag,
    language_of_path,
    stated_tag,
)
from ingestion.parsing.personal import is_personal
from ingestion.parsing.shaping import first_words, label_of, strip_markup
from vectorstore.text.countries import country_code, country_codes


@pytest.mark.parametrize(
    "name",
    [
        *("contact", "Contact Person", "contact_email", "contactEmail", "E-mail"),
        *(
            "phone",
            "Tel.",
            "Telephone Number",
            "mobile",
            "Home address",
            "postal_address",
        ),
        *("téléphone", "courriel", "Adresse", "correo electrónico", "Dirección"),
        *("teléfono", "telefone", "endereço", "Контактное лицо", "Телефон", "Адрес"),
        *(
            "эл. почта",
            "联系人",
            "联系电话",
            "电子邮箱",
            "项目联系人",
            "هاتف",
            "رقم الهاتف",
        ),
        *("البريد الإلكتروني", "جهة الاتصال"),
    ],
)
def test_columns_of_persons_are_known_by_name(name: str) -> None:
    assert is_personal(name)


@pytest.mark.parametrize(
    "name",
    [
        *(
            "title",
            "country",
            "website",
            "web address",
            "IP address",
            "العنوان",
            "عنوان",
        ),
        *(
            "description",
            "implementing_agency",
            "contract type",
            "name",
            "project_title",
        ),
        *("mobility", "contacted countries count", "telemedicine", "mailing list url"),
    ],
)
def test_other_columns_are_kept(name: str) -> None:
    assert not is_personal(name)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        *(
            ("KE", "KE"),
            ("KEN", "KE"),
            ("Kenya", "KE"),
            ("肯尼亚", "KE"),
            ("Кения", "KE"),
        ),
        *(
            ("كينيا", "KE"),
            ("Sénégal", "SN"),
            ("Brasil", "BR"),
            ("Côte d’Ivoire", "CI"),
        ),
        *(("Congo, Democratic Republic of", "CD"), ("Viet Nam", "VN")),
        *(
            ("Russian Federation", "RU"),
            ("XX", None),
            ("GLOBAL", None),
            ("Africa", None),
        ),
        *(("in", None), ("all", None), ("", None), ("EU", None), ("DAC", None)),
    ],
)
def test_countries_are_known_by_code_and_name(said: str, code: str | None) -> None:
    assert country_code(said) == code


def test_lists_of_countries_are_split() -> None:
    assert country_codes("Mali; Peru|NGA") == ("ML", "PE", "NG")
    assert country_codes("Mali, Africa, Mali") == ("ML",)
    assert country_codes("Congo, Democratic Republic of; Mali") == ("CD", "ML")


@pytest.mark.parametrize(
    ("said", "date"),
    [
        *(("2020", "2020"), ("2020-05", "2020-05"), ("2020-05-06", "2020-05-06")),
        *(("2020-01-01+08:00", "2020-01-01"), ("2020-05-06T07:08:09Z", "2020-05-06")),
        *(("15.09.2018", "2018-09-15"), ("2018/9/5", "2018-09-05")),
        *(("2018年9月5日", "2018-09-05"), ("15/09/2018", None)),
        *(("05/09/2018", None), ("32.01.2018", None), ("1.2.0018", None)),
        *(
            ("20", None),
            ("2020-13-45", None),
            ("words", None),
            ("", None),
            ("12345", None),
        ),
    ],
)
def test_dates_are_iso_or_nothing(said: str, date: str | None) -> None:
    assert iso_date(said) == date


@pytest.mark.parametrize(
    ("said", "date"),
    [
        *(("05/09/2018", "2018"), ("25/12/2019", "2019-12-25"), ("2018", "2018")),
        *(("12/25/2019", "2019-12-25"), ("05/05/2018", "2018-05-05")),
        *(("45/12/2019", None), ("13/14/2019", None), ("0/9/2018", None)),
        *(("2018-09-05", "2018-09-05"), ("25/12", None), ("", None)),
        *(("2012年1月", "2012-01"), ("07/2013", "2013-07"), ("13/2013", None)),
    ],
)
def test_a_day_with_slashes_is_known_as_far_as_it_tells(said, date) -> None:
    assert written_date(said) == date


def test_goals_are_told_from_other_numbers() -> None:
    assert sdg_ids("3; 3.4, 17 and 13.a") == ("3", "3.4", "17", "13", "13.a")
    assert sdg_ids("18, 2030, 0, words") == ()


def test_languages_of_folders() -> None:
    assert language_of_path("sdg/zh-Hans/global_targets.yml") == "zh-Hans"
    assert language_of_path("ru/en/a.yml") == "en"
    assert language_of_path("docs/id/my/is/a.yml") is None
    assert language_of_path("guide.pt-BR.md") == "pt-BR"
    assert not is_language_tag("README")


def test_only_tags_are_taken_for_stated_languages() -> None:
    assert stated_tag("pt_BR") == "pt-BR"
    assert stated_tag("it") == "it"
    assert stated_tag("French") is None
    assert stated_tag("fr, en") is None
    assert stated_tag(None) is None


def test_titles_are_cut_between_words() -> None:
    cut = first_words("word " * 40)
    assert len(cut) <= 90
    assert cut.endswith("word…")
    assert first_words("水" * 200) == "水" * 89 + "…"


def test_markup_is_taken_out_and_comparisons_are_not() -> None:
    assert strip_markup("a < b and c > d") == "a < b and c > d"
    assert strip_markup("<p class='x'>one</p>two<script>bad()</script>") == "one\ntwo"
    assert strip_markup("R&D; AT&T &amp; more") == "R&D; AT&T & more"


def test_names_of_fields_read_as_words() -> None:
    assert label_of("licenseURL") == "license URL"
    assert label_of("crs_sector_name") == "crs sector name"
