"""Articles are known by their numbers, in questions as in headings."""

import pytest

from assistant.answers.articles import Article, articles_in


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("What does article 15 of the Declaration say?", 15),
        ("Art. 3 of the treaty", 3),
        ("Que dit l'article premier ?", 1),
        ("l'article 1er de la Déclaration", 1),
        ("¿Qué dice el artículo 15 de la Declaración?", 15),
        ("O que diz o artigo 26?", 26),
        ("Artigo XXVI.", 26),
        ("Artigo XIX.", 19),
        ("Что говорит статья 5 декларации?", 5),
        ("в статье 15", 15),
        ("ماذا تقول المادة 5 من الإعلان؟", 5),
        ("ماذا تقول المادة ١٥؟", 15),
        ("المادة الخامسة", 5),
        ("المادة الخامسة عشرة", 15),
        ("世界人权宣言第十三条说了什么？", 13),
        ("第二十一条", 21),
        ("第三十条", 30),
        ("第十条", 10),
        ("第五条", 5),
        ("第13条", 13),
    ],
)
def test_an_article_is_known_by_its_number(text: str, number: int) -> None:
    assert articles_in(text) == {Article("article", number)}


def test_several_are_known_and_kinds_are_told_apart() -> None:
    three, four = Article("article", 3), Article("article", 4)
    assert articles_in("articles 3 and 4") == {three, four}
    assert articles_in("Section 3") == {Article("section", 3)}
    assert articles_in("clause 3") == {Article("clause", 3)}


@pytest.mark.parametrize(
    "text",
    ["articles on water", "article 3.1", "15 articles", "articled 5", "Article", ""],
)
def test_other_words_and_numbers_are_no_article(text: str) -> None:
    assert articles_in(text) == frozenset()


def test_a_heading_names_what_it_begins_with() -> None:
    assert articles_in("Article 5: Torture", at_start=True) == {Article("article", 5)}
    assert not articles_in("Notes on Article 5", at_start=True)
