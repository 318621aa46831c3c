"""Why a verdict is what it is, told in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.replies import Verdict
from assistant.support.agreement import Agreement
from assistant.wording import wording

VERBATIM = "verbatim"
"""The reason of a verbatim quote, as the contract has it in every language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """A sentence of the locales' section `support`, and what it is filled with."""

    key: str
    values: Mapping[str, str] = field(default_factory=dict[str, str])
    countries: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict[str, tuple[str, ...]]
    )  # ISO 3166-1 codes that become names of the reader's language

    def say(self, language: str) -> str:
        """Return the sentence."""
        say = wording(language)
        named = {
            key: say.list_separator.join(say.country_name(code) for code in codes)
            for key, codes in self.countries.items()
        }
        return say.say(f"support.{self.key}", **self.values, **named)


def reason_of(verdict: Verdict, agreement: Agreement) -> Reason:
    """Return the plainest reason: what is said otherwise, else what is lacking."""
    found = _disagreement(agreement)
    if found is not None and verdict is not Verdict.SUPPORTED:
        return found
    match verdict:
        case Verdict.SUPPORTED:
            return Reason(key="carried")
        case Verdict.PARTIAL:
            return Reason(key="part")
        case _:
            return Reason(key="nothing")


def _disagreement(agreement: Agreement) -> Reason | None:
    return (
        _told_otherwise(agreement)
        or _of_countries(agreement)
        or _lacking_or_denied(agreement)
    )


def _told_otherwise(agreement: Agreement) -> Reason | None:
    for disputed in agreement.numbers:
        if disputed.said is not None:
            return _otherwise(disputed.said.told, disputed.claimed.told)
    if agreement.turned is not None:
        turned = agreement.turned
        return _otherwise(turned.said, turned.claimed)
    dispute = agreement.dispute
    if dispute is not None and dispute.said:
        return _otherwise(dispute.said, dispute.claimed)
    if agreement.exchanged is not None:
        pair = agreement.exchanged
        values = {"one": pair.one, "other": pair.other}
        return Reason(key="exchanged", values=values)
    return None


def _otherwise(passage: str, sentence: str) -> Reason:
    return Reason(key="otherwise", values={"passage": passage, "sentence": sentence})


def _of_countries(agreement: Agreement) -> Reason | None:
    if not agreement.countries_missing:
        return None
    sentence = {"sentence": agreement.countries_missing}
    if not agreement.countries_instead:
        return Reason(key="lacks", countries=sentence)
    told = {"passage": agreement.countries_instead, **sentence}
    return Reason(key="otherwise", countries=told)


def _lacking_or_denied(agreement: Agreement) -> Reason | None:
    if agreement.numbers:
        written = agreement.numbers[0].claimed.told
        return Reason(key="lacks", values={"sentence": written})
    if agreement.dispute is not None:
        return Reason(key="lacks", values={"sentence": agreement.dispute.claimed})
    if agreement.denial_added:
        return Reason(key="denied_by_sentence")
    if agreement.denial_dropped:
        return Reason(key="denied_by_passage")
    if agreement.names_missing:
        names = ", ".join(word.written for word in agreement.names_missing)
        return Reason(key="lacks", values={"sentence": names})
    return None
