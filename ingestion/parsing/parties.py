"""Who took part: organizations in a table's cells, an entry's fields, an activity."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import regex

from ingestion.parsing.personal import mailbox_in
from ingestion.parsing.shaping import is_http, normalized, one_line
from vectorstore.records import Participation, Role
from vectorstore.text.countries import country_code
from vectorstore.text.organization_names import home_of, is_masked, is_of_a_state

_BODIES = frozenset(
    "agency agencies organization organizations organisation organisations org orgs "
    "institution institutions institute body bodies entity entities partner partners "
    "company companies agence agences organisme organismes organismo organismos "
    "agencia agencias entidad entidades entidade entidades partenaire partenaires "
    "socio socios parceiro parceiros агентство организация организации партнер "
    "партнеры партнёр учреждение 机构 单位 组织 伙伴 الجهة جهة المنظمة منظمة الشريك "
    "الشركاء instituicao instituicoes orgao orgaos institucion instituciones organo "
    "organos ente орган ведомство".split()
)
_ROLES: Mapping[Role, frozenset[str]] = {
    Role.FUNDING: frozenset(
        "funding funder funders fund donor donors donating financing financier "
        "cofinancing cofinancer lender lenders creditor bailleur bailleurs donateur "
        "donateurs financement financeur donante donantes financiador financiadora "
        "financiadores financiera doador doadores финансирующая донор доноры 资助 "
        "出资 捐助方 捐助 援助方 资金来源 المانح المانحة الممول الممولة auftraggeber "
        "geldgeber".split()
    ),
    Role.IMPLEMENTING: frozenset(
        "implementing implementer implementers implementor implementors "
        "implementation implemented executing executor contractor contractors "
        "provider providers ejecutor ejecutora ejecutores ejecutoras executora "
        "executoras implementadora oeuvre mise execution exécution executant "
        "исполнитель исполнители исполнительное реализующая подрядчик 实施 执行 承办 "
        "承包商 المنفذ المنفذة المنفذون".split()
    ),
    Role.EXTENDING: frozenset("extending managing managed supervising".split()),
    Role.ACCOUNTABLE: frozenset("accountable responsible lead leading chef".split()),
    Role.RECIPIENT: frozenset(
        "recipient recipients beneficiary beneficiaries receiving borrower borrowers "
        "beneficiaire beneficiaires beneficiario beneficiaria beneficiarios "
        "receptora receptor получатель получатели бенефициар 受援 受益 المستفيد "
        "المستفيدة".split()
    ),
    Role.OWNER: frozenset("owner owners owning propietario proprietaire".split()),
}
_ALONE = frozenset(
    "implementer implementers implementor implementors contractor contractors funder "
    "funders donor donors bailleur bailleurs donateur donateurs donante donantes "
    "doador doadores beneficiary beneficiaries borrower borrowers owner owners "
    "lender lenders executor исполнитель исполнители подрядчик донор доноры 承包商 "
    "捐助方 المانح المنفذ ejecutor ejecutora financier financiador financiadora "
    "financiadores auftraggeber geldgeber 援助方 资金来源".split()
)
"""Names of columns that need no second word to mean organizations."""
_FUNDED_BY = regex.compile(
    r"(?:co )?(?:financed|funded) by|(?:source|sources) of (?:funds?|funding|finance)|"
    r"(?:funding|finance) source|finance par|sources? de financement|"
    r"financiado por|fuentes? de (?:financiamiento|financiacion)|"
    r"fontes? de financiamento|источники? финансирования|مصدر التمويل"
)
"""Names of columns that say in a phrase that their organizations paid."""
_NO_NAMES = frozenset(
    "count counts number code codes iso iso2 iso3 id ids type types country countries "
    "region condensed amount date email url website ref reference share".split()
)
_KINDS = {
    "government agency": "government",
    "government": "government",
    "local government": "government",
    "other public sector": "public",
    "public sector": "public",
    "public": "public",
    "state owned company": "state-owned company",
    "state owned enterprise": "state-owned company",
    "private sector": "company",
    "private": "company",
    "company": "company",
    "multilateral": "multilateral",
    "multilateral agency": "multilateral",
    "public private partnership": "public-private",
    "ngo": "ngo",
    "national ngo": "ngo",
    "regional ngo": "ngo",
    "international ngo": "ngo",
    "partner country based ngo": "ngo",
    "foundation": "foundation",
    "academic training and research": "academic",
    "academic": "academic",
    "training and research": "academic",
    "research": "academic",
    "political party": "other",
    "other": "other",
}
"""Types that sources put behind a name or beside it, as IATI and others word them."""
_KIND_CODES = {
    "10": "government",
    "11": "government",
    "15": "public",
    "21": "ngo",
    "22": "ngo",
    "23": "ngo",
    "24": "ngo",
    "30": "public-private",
    "40": "multilateral",
    "60": "foundation",
    "70": "company",
    "71": "company",
    "72": "company",
    "73": "company",
    "80": "academic",
}
"""IATI's list of types of organizations, as kinds."""
_TYPE_BEHIND = regex.compile(
    r",\s*(?:Academic,\s*)?(" + "|".join(
        sorted(map(regex.escape, (
            "Government Agency", "State-Owned Company", "Private Sector",
            "Multilateral Agency", "Multilateral", "Public Private Partnership",
            "National NGO", "Regional NGO", "International NGO", "NGO", "Foundation",
            "Training and Research", "Political Party", "Academic",
        )), key=len, reverse=True)
    ) + r")\s*$",
    regex.I,
)  # fmt: skip
_BETWEEN = regex.compile(r"\s*(?:[;；|\n]|، )\s*")
_IDENTIFIER = regex.compile(r"[A-Z]{2,4}-[\p{L}\p{N}_-]+-?[\p{L}\p{N}./_-]*|\d{5}")
_COUNTRY_OF_REGISTER = regex.compile(r"([A-Z]{2})-")
_LONGEST = 300
_AT_MOST = 40
"""Organizations a document: more are a list of members, not those who took part."""


class PartyColumn(NamedTuple):
    """A column whose cells name organizations."""

    at: int
    role: Role


def party_role(name: str) -> Role | None:
    """Return the role of organizations in a field of that name; None: it names none.

    "implementing_agency" and "Executing Partner" do, "recipient_iso3" does not.
    """
    if _FUNDED_BY.fullmatch(normalized(name)):
        return Role.FUNDING
    words = set(normalized(name).split())
    if words & _NO_NAMES:
        return None
    for role, known in _ROLES.items():
        if words & known:
            is_named = bool(words & _BODIES) or bool(words & _ALONE)
            return role if is_named else None
    unspaced = normalized(name).replace(" ", "")
    if unspaced != normalized(name) or not regex.search(r"\p{Han}", unspaced):
        return None
    for role, known in _ROLES.items():
        if any(word in unspaced for word in known if regex.match(r"\p{Han}", word)):
            has_body = any(
                word in unspaced for word in _BODIES if regex.match(r"\p{Han}", word)
            )
            return role if has_body else None
    return None


def role_named(stated: str) -> Role | None:
    """Return the role that a word such as "owner" or "Implementing" stands for."""
    words = set(normalized(stated).split())
    return next((role for role, known in _ROLES.items() if words & known), None)


def parties_in(
    value: str, *, role: Role, countries: Sequence[str]
) -> list[Participation]:
    """Return the organizations that a cell names, in order.

    Names are parted by semicolons, bars and line breaks; a type that stands behind one
    after a comma ("…, Government Agency") becomes its kind. Countries, and names that
    name nobody, are left away.

    Args:
        value: the cell.
        role: what they do.
        countries: ISO codes of where the activity is. Where it is one, it is the home
            of those it is done for, and of a ministry that names no country.
    """
    found: list[Participation] = []
    for part in _BETWEEN.split(value):
        kind: str | None = None
        name = one_line(part)
        while (behind := _TYPE_BEHIND.search(name)) is not None:
            kind = kind or kind_of(behind.group(1))
            name = name[: behind.start()].strip()
        made = party(name, role=role, kind=kind, countries=countries)
        if made is not None:
            found.append(made)
    return found


def party(
    name: str,
    *,
    role: Role,
    kind: str | None = None,
    identifier: str | None = None,
    countries: Sequence[str] = (),
    site: str | None = None,
    mailbox: str | None = None,
) -> Participation | None:
    """Return one organization's part; None where the name names no organization.

    Args:
        name: as written.
        role: what it does.
        kind: of organization.
        identifier: of a register; others are left away.
        countries: as for `parties_in`.
        site: an address of its own; what is not http or https is left away.
        mailbox: where it may stand; a person's is left away.
    """
    plain = one_line(name).strip(" ,;")
    if not plain or len(plain) > _LONGEST or is_masked(plain):
        return None
    if country_code(plain) is not None:
        return None
    reference = one_line(identifier or "")
    known = reference if _IDENTIFIER.fullmatch(reference) else None
    home: str | None = None
    if kind != "multilateral":
        home = home_of(plain) or _registered_in(known)
        is_local = role is Role.RECIPIENT or (
            role is not Role.FUNDING and is_of_a_state(plain)
        )
        if home is None and is_local and len(countries) == 1:
            home = countries[0]
    address = one_line(site or "")
    return Participation(
        name=plain,
        role=role,
        identifier=known,
        kind=kind,
        country=home,
        uri=address if is_http(address) else None,
        mailbox=mailbox_in(mailbox or ""),
    )


def kind_of(stated: str) -> str | None:
    """Return the kind that a type's name or IATI code stands for."""
    return _KIND_CODES.get(stated.strip()) or _KINDS.get(normalized(stated))


def distinct(found: Iterable[Participation]) -> tuple[Participation, ...]:
    """Return each organization once a role, at most 40 in all, in order."""
    once = {(p.name.casefold(), p.role): p for p in reversed(list(found))}
    return tuple(reversed(once.values()))[:_AT_MOST]


def _registered_in(identifier: str | None) -> str | None:
    """Return the country whose register gave an identifier, as "KE" of "KE-NCB-1"."""
    if identifier is None:
        return None
    found = _COUNTRY_OF_REGISTER.match(identifier)
    return country_code(found.group(1)) if found else None
