"""What a question names and no passage cited for it does: said beside the answer.

"Why did China cancel all of Kenya's debt in 2015?" is answered by what there is on debt
and Kenya. That no source has the year must then be said, or it seems confirmed.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace

from assistant.answers.evidence import names_beyond
from assistant.finding import Finder
from vectorstore.records import ChunkId, Document, Passage
from vectorstore.text.asked import COUNTRY, AskedWord
from vectorstore.text.demonyms import country_of
from vectorstore.text.peoples import countries_told


def unnamed(
    finder: Finder,
    asked: Sequence[AskedWord],
    passages: Sequence[Passage],
    cited: Collection[ChunkId],
    *,
    language: str,
) -> tuple[str, ...]:
    """Return the names and numbers of a question that no cited passage holds.

    As the question writes them, countries first. Countries and numbers are the same in
    every language; other names are looked for only where all that is cited is in the
    asker's. A year within those in which a cited record's work went on is not missing.

    Args:
        finder: tells when works began and ended.
        asked: the words of the question.
        passages: those that the answer was made of.
        cited: which of them it cites.
        language: of the question.

    Raises:
        EvidenceUnavailable: the store failed.
    """
    read = [passage for passage in passages if passage.chunk.id in cited]
    missing = [
        word for word in names_beyond(asked, read) if not _is_of_named(word, read)
    ]
    if not missing or not read:
        return ()
    is_own = all(passage.chunk.language in {language, "und"} for passage in read)
    missing = [
        word for word in missing if is_own or word.country is not None or word.is_number
    ]
    if any(word.is_year for word in missing):
        works = finder.documents([passage.chunk.document_id for passage in read])
        missing = [
            word
            for word in missing
            if not (word.is_year and _went_on(int(word.written), works.values()))
        ]
    return tuple(word.written for word in missing)


def _is_of_named(word: AskedWord, passages: Sequence[Passage]) -> bool:
    """Tell whether some passage tells of a country that a word names, or is of.

    The passage may say it by an adjective or a people of the country, in its language.
    """
    told = country_of([word.written]) if word.country is None else None
    code = word.country or (told[0] if told else None)
    if code is None:
        return False
    country = replace(word, forms=frozenset({f"{COUNTRY}{code}"}))
    return not names_beyond([country], passages) or any(
        code in countries_told(_told(passage)) for passage in passages
    )


def _told(passage: Passage) -> str:
    return "\n".join((passage.title, *passage.chunk.headings, passage.chunk.text))


def _went_on(year: int, works: Collection[Document]) -> bool:
    """Tell whether some work went on in a year."""
    return any(
        int(work.started[:4]) <= year <= int((work.ended or work.started)[:4])
        for work in works
        if work.started
    )
