"""What is said of a need as a whole, beside who fits it."""

from collections.abc import Sequence

from assistant.partners.alike import told_alike
from assistant.partners.need import Understood
from assistant.partners.seeking import subjects
from assistant.wording import Wording
from vectorstore.catalogue.postings import Posting
from vectorstore.library import Library
from vectorstore.text.asked import asked_words


def names_nowhere(understood: Understood, library: Library) -> bool:
    """Whether a need without a place names what stands in no source.

    It may be a country, misspelt or unknown, by which nobody was then found. The first
    word of a sentence counts where only a name can stand there.
    """
    if understood.places or understood.home:
        return False
    begun_with = subjects(understood.text)
    names = [
        word.forms
        for word in asked_words(understood.text, understood.analysis_language)
        if (word.is_name and not word.is_number) or word.written in begun_with
    ]
    known = library.frequencies(sorted({form for one in names for form in one}))
    return any(not any(known[form] for form in one) for one in names)


def remarks(
    say: Wording,
    *,
    has_unknown_name: bool,
    fits: bool,
    alike: Sequence[Posting],
    left_out: Sequence[str] = (),
    leaves_homes_out: bool = False,
    is_cut: bool = False,
) -> tuple[str, ...]:
    """Return the sentences, in order.

    Args:
        say: in whose language.
        has_unknown_name: as `names_nowhere` tells.
        fits: whether anybody does.
        alike: needs of others, where nobody does.
        left_out: the names of what the need says that it is not about.
        leaves_homes_out: whether bodies are left out by where they are from.
        is_cut: whether only the most telling sentences of it were looked for.
    """
    left = say.list_separator.join(left_out)
    return (
        *((say.say("partners.left_out", names=left),) if left else ()),
        *((say.say("partners.left_out_homes"),) if leaves_homes_out else ()),
        *((say.say("partners.need_cut"),) if is_cut else ()),
        *((say.say("partners.name_nowhere"),) if has_unknown_name else ()),
        *(() if fits else (say.say("partners.none"), *told_alike(alike, say))),
    )
