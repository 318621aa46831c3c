"""Translations of one document are told by their places."""

import pytest

from vectorstore.works import work_of


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("en/targets.yml#1-1", "en"), ("zh-Hans/targets.yml#1-1", "zh")),
        (("udhr/udhr_fra.xml", "fr"), ("udhr/udhr_cmn_hans.xml", "zh")),
        (("report.es.pdf", "es"), ("report.pt_BR.pdf", "pt")),
        (("EN/a.md", "en"), ("fr/a.md", "fr")),
    ],
)
def test_paths_that_differ_in_their_language_alone_are_one_work(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert work_of("P", *one) == work_of("P", *other) is not None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("en/targets.yml#1-1", "en"), ("fr/targets.yml#1-2", "fr")),
        (("en/a.md", "en"), ("fr/b.md", "fr")),
        (("en/a.md", "en"), ("fr/a.md", "es")),
    ],
)
def test_other_paths_are_other_works(
    one: tuple[str, str], other: tuple[str, str]
) -> None:
    assert work_of("P", *one) != work_of("P", *other)


def test_a_path_that_names_no_language_is_of_no_work() -> None:
    assert work_of("P", "reports/2014.pdf", "en") is None
    assert work_of("P", "french/a.md", "fr") is None


def test_platforms_do_not_share_works() -> None:
    assert work_of("P", "en/a.md", "en") != work_of("Q", "fr/a.md", "fr")
