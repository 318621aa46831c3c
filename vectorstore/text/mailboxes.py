"""Whose a mailbox is: an office's, or a person's."""

import re

_ROLES = frozenset(
    """about accueil admin administration admission admissions alumni applications
    archive atencion ayuda bangongshi biblioteca bibliotheque bureau cabinet
    campus careers center centre ciudadano communication communications
    comunicacao comunicacion comunicaciones conference contact contact-us
    contacto contacts contactus contato cooperacao cooperacion cooperation
    correo courrier customerservice data desk diaosong direcao direccion
    direction director directorate documentation editor editorial editors empleo
    enquiries enquiry events exteriores feedback fellowships formation gabinete
    general geral grants hello help helpdesk hotline hq imprensa info infodesk
    informacao informacion information informations infos inquiries inscriptions
    international jobs kontakt library list mail mailbox maktab marketing media
    membership mesadeentrada mishuchu mission news newsletter noreply office
    official ouvidoria partnerships pochta postmaster prensa presidence press
    presse pressoffice procurement programme programmes projects protocol
    protocolo publicaciones publications queries recepcion reception recruitment
    registrar registration registry relations reports research sales
    scholarships secgen secretaria secretaria-general secretariado secretariat
    secretary sekretariat service services servicio servico south-south
    southsouth ssc sstc statistics stats studies suggestions support team
    tenders training treasury webmaster website welcome xinxi""".split()
)
"""Local parts that belong to an office and not to a person, in the seven languages."""
_PARTS = re.compile(r"[._+\-\d]+")
_SHORT = 3
"""Letters of a part that stands for a country, a language or a unit: "info.sn"."""


def is_public_mailbox(email: str) -> bool:
    """Tell whether an e-mail address is an office's, by its local part.

    An unknown word is taken for a person's name, unless the host is called so too
    ("unossc@unossc.org"); the host's last label is nobody's name.
    """
    local, _, host = email.lower().replace(" ", "").partition("@")
    if not host:
        return False
    labels = host.split(".")[:-1]
    parts = [part for part in _PARTS.split(local) if part]
    roles = [part for part in parts if part in _ROLES]
    others = [part for part in parts if part not in roles]
    if local in _ROLES or (bool(parts) and set(parts) <= {*labels, *roles}):
        return True
    return bool(roles) and all(part in labels or len(part) <= _SHORT for part in others)
