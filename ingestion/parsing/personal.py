"""Which fields hold persons' contacts: they are left out unless nobody is named."""

import regex

from ingestion.parsing.shaping import normalized
from vectorstore.text.mailboxes import is_public_mailbox

_WORDS = (
    *("contact", "contacts", "email", "e mail", "mail", "phone", "telephone", "tel"),
    *("mobile", "fax", "whatsapp", "skype", "contactperson", "contactname"),
    *(
        "focal point",
        "focal person",
        "home address",
        "street address",
        "postal address",
    ),
    *("mailing address", "address", "addresses", "date of birth", "passport"),
    *("courriel", "adresse", "adresses", "telecopie", "portable", "personne ressource"),
    *("correo", "correo electronico", "telefono", "telefonos", "celular", "movil"),
    *("direccion", "contacto", "contactos", "persona de contacto"),
    *("telefone", "telefones", "endereco", "enderecos", "contato", "contatos"),
    *("correio eletronico", "telemovel"),
    *("телефон", "телефоны", "факс", "почта", "электронная почта", "эл почта"),
    *("адрес", "адреса", "контакт", "контакты", "контактное лицо"),
    *(
        "电话",
        "手机",
        "传真",
        "邮箱",
        "电子邮件",
        "电子邮箱",
        "地址",
        "联系人",
        "联系方式",
    ),
    *("聯絡人", "電話", "地址", "联系电话"),
    *("هاتف", "الهاتف", "جوال", "الجوال", "فاكس", "بريد", "البريد الالكتروني"),
    *("البريد الإلكتروني", "البريد", "عنوان", "العنوان البريدي", "جهة الاتصال"),
    *("للاتصال", "الاتصال", "رقم الهاتف"),
)
_NAMES = frozenset(normalized(word) for word in _WORDS)
_UNSPACED = tuple(word for word in _NAMES if regex.match(r"\p{Han}", word))

_NO_PERSON = frozenset(
    {
        *("website", "web", "url", "uri", "ip", "link", "site", "count", "number of"),
        *("title", "titre", "titulo"),
    }
)
_TITLES = frozenset(normalized(word) for word in ("عنوان", "العنوان"))
"""Arabic has one word for a title and an address: alone it is the title."""


def is_personal(field: str) -> bool:
    """Tell by a field's name whether it holds persons' phones, addresses or contacts.

    Names are understood in English, French, Spanish, Portuguese, Russian, Chinese and
    Arabic; a web or IP address is nobody's.
    """
    name = normalized(field)
    if not name or name in _TITLES:
        return False
    words = name.split()
    if _NO_PERSON.intersection(words):
        return False
    if any(word in name for word in _UNSPACED):
        return True
    runs = {
        " ".join(words[at : at + size])
        for size in (1, 2, 3)
        for at in range(len(words) - size + 1)
    }
    return not (_NAMES - _TITLES).isdisjoint(runs)


_MAILBOX = regex.compile(r"[a-z0-9][\w.+-]*@[\w-]+(?:\.[\w-]+)+", regex.I | regex.A)


def mailbox_in(value: str) -> str | None:
    """Return the first mailbox of an office in a field; None where there is none.

    One that may be a person's, by its own words, is passed over.
    """
    found = (match.group() for match in _MAILBOX.finditer(value))
    return next(filter(is_public_mailbox, found), None)


PERSONAL = "persons' contacts"
"""What a report says of a field that was left out for this reason."""
