"""Abbreviations whose full stop need not end a sentence, in the seven languages.

Small own lists of what reports and project records hold; a missing one only cuts a
sentence in two. Written in lower case, without their last full stop.
"""

NEVER_LAST = frozenset(
    """
    dr drs mr mrs ms prof st hon gen sen rep rev gov lt col capt messrs vs viz cf ca
    approx fig figs vol vols ed eds paras chap chaps arts pp e.g i.e dept est incl
    mm mme mmes mlle mlles mgr env p.ex réf tél bd boul c.-à-d
    sr sra sres sras srta dra dª dña lic ing arq ud uds núm nº pág págs ej p.ej aprox
    depto párr gral profa exmo exma sr.ª séc p.e
    т.е т.к т.н т.ч см ср напр рис табл стр пп ст акад проф доц св ул просп обл р-н тел
    гл разд вып г-н г-жа
    د م ص أ ج ط डॉ श्री सुश्री प्रो
    """.split()
)
"""A name, a number or an example always follows."""

BEFORE_NUMBER = frozenset(
    """
    no nos n num nr para art sec fig tab vol p pp ch cap ref
    núm art pág inc ст п рис табл гл стр
    jan feb mar apr jun jul aug sep sept oct nov dec janv févr avr juil déc
    ene abr ago dic fev set out dez
    """.split()
)
"""Abbreviations before a number; words, or the end of a sentence, elsewhere."""

SOMETIMES_LAST = frozenset(
    """
    inc ltd co corp plc jr al u.s u.k u.n e.u a.m p.m cie ee.uu s.a cía ltda
    в вв н.э тыс млн млрд трлн коп кв им др пр ред
    """.split()
)
"""They end a sentence when a word that begins sentences follows, such as an article."""

LAST_BEFORE_A_CAPITAL = frozenset("etc т.д т.п руб чел га км кг".split())
"""They end a sentence when a capital follows."""
