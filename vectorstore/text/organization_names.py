"""Names of organizations made comparable, and what tells that one names nobody.

A key is a name without accents, case, punctuation, legal form, small words and an
acronym in brackets. Ministries and the like, which every country has, carry their
country in the key. Translations have other keys: only the table of aliases joins them.
"""

import unicodedata
from functools import lru_cache

import regex

from vectorstore.text.countries import (
    countries_named,
    country_code,
    country_name,
)

_LEGAL = frozenset(
    "co ltd limited inc incorporated corp corporation company companies llc llp plc "
    "gmbh sa sas sarl spa srl ag bv nv pty bhd sdn jsc ojsc pjsc cjsc kg ab oy as cv "
    "lda ltda eirl ооо оао зао ао пао гк ltee cie".split()
)
"""Legal forms, which sources write or leave out at will."""
_SMALL = frozenset(
    "and the of for de del du des la le les el los las et y e da do dos das di al d l "
    "и в по для".split()
)
_SPELLED = {
    "programme": "program",
    "organisation": "organization",
    "centre": "center",
    "labour": "labor",
    "defence": "defense",
}
"""British spellings, as Americans write them."""
_CHINESE_FORMS = ("股份有限公司", "有限责任公司", "有限公司")
_OF_A_STATE = frozenset(
    "ministry ministries ministere ministerio ministério министерство department "
    "departement departamento parliament parlement parlamento senate senat senado "
    "government gouvernement gobierno governo правительство cabinet presidency "
    "presidencia municipality treasury tresor police army navy secretariat "
    "directorate commission authority وزارة الوزارة حكومة".split()
)
"""Words of bodies that every country has under the same name."""
_NOT_ALONE = frozenset({"commission", "authority", "department", "secretariat"})
"""Of those, what is a name of its own once other words tell it apart."""
_NATIONAL = frozenset({"national", "nationale", "nacional"})
_SORTED = _OF_A_STATE | frozenset(
    "embassy ambassade embajada university universite universidad universidade".split()
)
"""With one of these, the order of words says nothing: "China Ministry of Health"."""
_BRACKETS = regex.compile(r"[(（\[]([^()（）\[\]]*)[)）\]]")
_DOTTED = regex.compile(r"\b(?:\p{L}\.){2,}")
_JOINED = regex.compile(r"(?<=\bco)[\s-]+(?=operat)", regex.I)
_ELISION = regex.compile(r"\b(?:d|l|qu)['’](?=\p{L})", regex.I)
_PUNCTUATION = regex.compile(r"['’`]|[\p{P}\p{S}_]+")
_ACRONYM = regex.compile(r"[\p{Lu}\p{N}][\p{L}\p{N}&./-]{0,11}")
_MASK = regex.compile(r"[*#x\s._?-]*", regex.I)
_WITHHELD = (
    r"(?:withheld|redacted|confidential|undisclosed|anonym(?:ous|ised|ized)|"
    r"suppressed|masked|hidden)"
)
_MASKED = regex.compile(
    rf"{_WITHHELD}|(?:names?|identit(?:y|ies)|organi[sz]ations?|partners?)\s*"
    rf"(?:is|was|are)?\s*{_WITHHELD}\b.*"
    r"|(?:un(?:specified|known|named|identified|disclosed|allocated)|not?\s"
    r"(?:specified|known|available|applicable|information|reported|stated|disclosed)|"
    r"to be (?:determined|confirmed|announced|specified))\b.*"
    r"|(?:various|several|multiple|miscellaneous|other)(?: [\p{Ll}]+)*|others"
    r"|.*\((?:person|individual)\)|(?:private )?individuals?"
    r"|tbd|tbc|n/?a|nil|none|null|missing|test"
    r"|non (?:précisée?|specifiee?|spécifiée?|renseignée?|communiquée?)|inconnue?"
    r"|divers|autres?|sin especificar|no especificad[oa]|desconocid[oa]|vari[oa]s"
    r"|otr[oa]s?|não especificad[oa]|desconhecid[oa]|outr[oa]s?"
    r"|не ?указан\w*|неизвест\w*|прочие|другие|未知|不详|未注明|其他|保密"
    r"|غير (?:محدد|معروف)\w*|أخرى",
    regex.I,
)
_GENERIC = regex.compile(
    r"(?:federal |central |royal |local )?(?:government|governo|gobierno|gouvernement|"
    r"правительство|حكومة)\b.*|.*\b(?:government|gouvernement)"
    r"|.*政府",
    regex.I,
)
_FORM_OF_STATE = regex.compile(
    r"(?:the |la )?(?:people['’]?s |democratic |islamic |federal |arab )*"
    r"(?:republic|kingdom|state|république|república|royaume|reino) "
    r"(?:of (?:the )?|du |de la |de l['’]|de |d['’]|do |da |del )",
    regex.I,
)


def is_masked(name: str) -> bool:
    """Tell whether a name names nobody: stars, "Name withheld", "Unspecified …"."""
    plain = " ".join(name.split())
    return bool(
        not regex.search(r"\p{L}{2}|\p{Han}", plain)
        or _MASK.fullmatch(plain)
        or _MASKED.fullmatch(plain)
    )


@lru_cache(maxsize=50_000)
def is_generic(name: str) -> bool:
    """Tell whether a name is of a state as such, "Government of …", or a country."""
    plain = " ".join(name.split())
    if _GENERIC.fullmatch(plain):
        return True
    bare = _FORM_OF_STATE.sub("", plain, count=1)
    return any(span == (0, len(bare)) for _, span in countries_named(bare))


@lru_cache(maxsize=50_000)
def acronym_of(name: str) -> str | None:
    """Return the key of the acronym that a name gives in brackets, or that it is.

    "China Geological Survey (CGS)" gives "cgs", and so does "CGS (China Geological
    Survey)"; a name of several words without brackets gives None.
    """
    for inner in (match.group(1).strip() for match in _BRACKETS.finditer(name)):
        if _is_acronym(inner):
            return _folded(inner).replace(" ", "")
    outer = " ".join(_BRACKETS.sub(" ", name).split())
    return _folded(outer).replace(" ", "") if _is_acronym(outer) else None


def _is_acronym(text: str) -> bool:
    capitals = sum(letter.isupper() for letter in text)
    return (
        _ACRONYM.fullmatch(text) is not None
        and capitals >= 2
        and 2 * capitals >= sum(letter.isalpha() for letter in text)
    )


@lru_cache(maxsize=50_000)
def name_key(name: str) -> str:
    """Return what equal names share; never empty for a name that has a letter."""
    long_in_brackets = next(
        (
            match.group(1)
            for match in _BRACKETS.finditer(name)
            if len(match.group(1).split()) > 1
            and _is_acronym(" ".join(_BRACKETS.sub(" ", name).split()))
        ),
        None,
    )
    bare = long_in_brackets or _without_acronyms(name)
    words = _folded(bare).split()
    for form in _CHINESE_FORMS:
        words = [word.removesuffix(form) or word for word in words]
    while len(words) > 1 and words[-1] in _LEGAL:
        words.pop()
    told = [word for word in words if word not in _SMALL] or words
    told = [_country_of_adjective(word) or _SPELLED.get(word, word) for word in told]
    if _SORTED.intersection(told):
        told.sort()
    return " ".join(told)


@lru_cache(maxsize=500)
def words_of_names(text: str) -> tuple[str, ...]:
    """Return a text's words as keys of names have them, in order, no small ones."""
    return tuple(
        _country_of_adjective(word) or _SPELLED.get(word, word)
        for word in _folded(text).split()
        if word not in _SMALL
    )


_ADJECTIVES = ("n", "an", "ian", "vian", "i", "ese", "lese")
_NO_ADJECTIVES = frozenset(
    {"dominican"}
)  # of one country by its form, of another by use


@lru_cache(maxsize=20_000)
def _country_of_adjective(word: str) -> str | None:
    """Return the English name of the country of a word such as "kenyan"."""
    if word == "chinese":
        return "china"
    if word in _NO_ADJECTIVES:
        return None
    for ending in _ADJECTIVES:
        name = word.removesuffix(ending)
        if name != word and len(name) > 3:
            code = country_code(name)
            if code is not None and (country_name(code) or "").casefold() == name:
                return name
    return None


def organization_key(name: str, country: str | None) -> str:
    """Return what tells organizations apart: the name's key, with a country if needed.

    "Ministry of Finance" is another body in each country; one that names its own
    country, and a company, is known by the name alone.
    """
    key = name_key(name)
    if country is None or home_of(name) or countries_named(name):
        return key
    return f"{key} @{country.lower()}" if is_of_a_state(name) else key


def is_of_a_state(name: str) -> bool:
    """Tell whether a name is of a body that other countries have under the same one."""
    words = set(name_key(name).split())
    of_a_state = words & _OF_A_STATE
    is_plain = len(words) < 3 or not words.isdisjoint(_NATIONAL)
    return bool(of_a_state - _NOT_ALONE) or (bool(of_a_state) and is_plain)


def home_of(name: str) -> str | None:
    """Return the one country that a name names, by ISO 3166-1 alpha-2."""
    named = {code for code, _ in countries_named(name)}
    if not named:
        words = map(_country_of_adjective, _folded(name).split())
        named = {code for word in words if word and (code := country_code(word))}
    return named.pop() if len(named) == 1 else None


def _without_acronyms(name: str) -> str:
    """Return a name without brackets that hold an acronym or a single word.

    The country of a ministry stays: it tells one from that of another country.
    """
    is_of_state = not _OF_A_STATE.isdisjoint(_folded(name).split())

    def kept(match: regex.Match[str]) -> str:
        inner = match.group(1).strip()
        single = len(inner.split()) < 2 and not (is_of_state and countries_named(inner))
        return " " if _is_acronym(inner) or single else f" {inner} "

    rest = " ".join(_BRACKETS.sub(kept, name).split())
    return rest if regex.search(r"\p{L}", rest) else name


def _folded(text: str) -> str:
    joined = _DOTTED.sub(lambda found: found.group().replace(".", ""), text)
    joined = _ELISION.sub("", _JOINED.sub("", joined))
    plain = "".join(
        mark
        for mark in unicodedata.normalize("NFKD", joined).casefold()
        if not unicodedata.combining(mark)
    )
    return " ".join(_PUNCTUATION.sub(_gap, plain).split())


def _gap(match: regex.Match[str]) -> str:
    return "" if match.group() in {"'", "’", "`"} else " "
