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

_GIVEN = frozenset(
    """abdou abdoulaye abdul abdullah adama ahmad ahmed aisha aissata aissatou
    akua alain alejandra alejandro alexandre alexei ali alice alioune
    amadou amina aminata amira amit ana anastasia andre andrea andrei
    angela anita anna anne antoine antonio ananya arjun asha awa ayesha
    babacar beatriz bernard boubacar bruno camila carla carlos carmen
    carolina catherine cecilia cesar charles cheikh chen chiara christine
    claire claudia cristina daniel daniela david deepak diana diego dmitri
    eduardo ekaterina elena elizabeth emeka emily emma eric esther eva
    fatima fatou fatoumata felipe fernanda fernando francisco francois
    frederic gabriel gabriela george gloria grace guillermo habib hamid
    hana hassan helen helena hugo hussein ibrahim ibrahima ines irina
    isabel isabelle ivan jacques james jane javier jean jennifer jessica
    joana joao john jorge jose joseph juan juana julia julie julio karim
    karen kemal kenji khadija khalid kofi kwame kwesi laila laura layla
    leila leonardo li lina linda liu lucas lucia luis luisa luiz lydia
    malik mamadou manuel marcelo marcos maria mariam mariama mariana marie
    mario marta martin mary maryam mehmet mercy mei michel michelle miguel
    mikhail mohamed mohammad mohammed monica moussa muhammad mustafa nadia
    nana natalia nathalie nelson ngozi nicolas nikolai noor olga oluwaseun
    omar oscar oumar ousmane pablo paola patricia patrick paul paula paulo
    pedro peter philippe pierre priya rafael rahul raj ramon ravi rebecca
    ricardo richard roberto rodrigo rosa ruth said salma samir samuel
    sandra sanjay sara sarah sergei sergio silvia simon sofia sophie
    stephen sunita susan svetlana tatiana teresa thabo thomas valentina
    vera veronica victor vijay vladimir wang wei william yasmin yousef
    youssef yusuf zainab zhang""".split()
)
"""Given names, and family names that stand first, from which a host of two names is
told to be a person's own."""
_OF_BODIES = frozenset("org int gov gob gouv gub go edu ac mil museum coop".split())
_NOUNS = frozenset(
    """academy agency agro africa art associates association bank center centre
    centro clinic college company consulting coop energy farms film foods
    foundation fondation fundacion fundacao group hospital hotel institute
    instituto international lab labs law library media motors museum music
    partners school seeds services shop solar store studio tech
    technologies tours trade trading travel trust university water""".split()
)
"""What a body that is named after a person is."""
_OWN = frozenset("me name".split())
_FEWEST = 3


def is_persons_host(host: str) -> bool:
    """Tell whether a host is called as a person is: "amina-diallo.com".

    Hosts below ".org" and the like are bodies', and so is one with a word for a body.
    """
    labels = host.lower().strip(".").split(".")
    if len(labels) < 2 or not _OF_BODIES.isdisjoint(labels[1:]):
        return False
    first, *others = re.split(r"[-_]", labels[0] if labels[0] != "www" else labels[1])
    if not _NOUNS.isdisjoint(others):
        return False
    if others:
        whole = [part for part in (first, *others) if len(part) >= _FEWEST]
        return len(whole) > 1 and (
            first in _GIVEN or others[-1] in _GIVEN or labels[-1] in _OWN
        )
    return labels[-1] in _OWN and first in _GIVEN


def is_public_mailbox(email: str) -> bool:
    """Tell whether an e-mail address is an office's, by its local part.

    An unknown word is taken for a person's name, unless the host is called so too
    ("unossc@unossc.org"); the host's last label is nobody's name. At a host that is
    called as a person is, every mailbox is that person's.
    """
    local, _, host = email.lower().replace(" ", "").partition("@")
    if not host or is_persons_host(host):
        return False
    labels = host.split(".")[:-1]
    parts = [part for part in _PARTS.split(local) if part]
    roles = [part for part in parts if part in _ROLES]
    others = [part for part in parts if part not in roles]
    if local in _ROLES or (bool(parts) and set(parts) <= {*labels, *roles}):
        return True
    return bool(roles) and all(part in labels or len(part) <= _SHORT for part in others)
