"""Words too common to search by: small lists, articles, pronouns and question words.

Short on purpose: a rare word that is left out can never be found, a common one that
stays weighs little by its rarity.
"""

from functools import cache

_LISTS = {
    "ar": """
        في من على إلى عن مع هذا هذه ذلك تلك هؤلاء الذي التي الذين اللذين اللاتي
        ما ماذا هل كم كيف أين متى لماذا لما هو هي هم هن أنا أنت نحن كان كانت
        كانوا يكون تكون أن إن أنه أنها إنه إنها أو أم ثم لا لم لن قد كل عند حتى
        إذا لكن أي أية و ف ب ل ك به بها له لها لهم فيه فيها منه منها عليه عليها
        وهو وهي وما ولا وفي ومن وعلى التى بين بعد قبل غير
    """,
    "en": """
        a about all am an and any are as at be been being but by can could did
        do does for from give had has have he her his how i if in into is it its
        me my no not of on or our please shall she should so such tell than that
        the their them then there these they this those to us was we were what
        when where which while who whom whose why will with would you your
    """,
    "es": """
        a al algún alguna algunas algunos ante como cómo con cual cuál cuáles
        cuando cuándo cuánta cuántas cuánto cuántos de del desde donde dónde e
        el él ella ellas ellos en entre era eran es esa esas ese eso esos esta
        está están estas este esto estos fue fueron ha han hasta hay la las le
        les lo los más me mi mis muy nos o para pero por porque qué que quien
        quién quienes quiénes se sea según ser si sí sin sobre son su sus
        también te tiene tienen tu tus u un una unas uno unos y ya yo
    """,
    "fr": """
        a à ai ainsi as au aux avec avez avons c ce ceci cela ces cet cette ceux
        chez combien comme comment d dans de des donc dont du elle elles en
        entre es est et été être eu il ils j je l la le les leur leurs lui m ma
        mais me mes moi mon n ne nos notre nous on ont ou où par pas pour
        pourquoi qu quand que quel quelle quelles quels qui quoi s sa sans se
        selon ses si son sont sous sur t ta te tes toi ton tu un une vos votre
        vous y
    """,
    "pt": """
        a à ao aos as às até com como cujo da das de dela dele deles do dos e é
        ela elas ele eles em entre era eram essa essas esse esses esta está
        estão estas este estes eu foi foram há isso isto já lhe lhes mais mas me
        meu meus minha minhas muito na nas não nem no nos nós o onde os ou para
        pela pelas pelo pelos por porque porquê qual quais quando quanta quantas
        quanto quantos que quê quem são se sem ser seu seus sobre sua suas
        também te tem têm um uma umas uns você vocês
    """,
    "ru": """
        а без бы был была были было быть в вам вас весь во вот все всего всех вы
        где да для до его ее если есть еще ж же за и из или им их к как какая
        какие каким каких какого какое какой какую кем ко когда кого кому
        которая которое которой которые который которых кто куда ли мне мой мы
        на над нам нас наш не него нее ней нет ни них но ну о об обо он она они
        оно от по под почему при про с со свой себя сколько так также такой там
        твой те тем то того тоже той только том ты у уже чего чей чем что чтобы
        чье эта эти этим этих это этого этой этом этот эту я
    """,
    "sw": """
        au bila cha gani hadi hii hiki hilo hivyo hiyo huo huyo ili ingawa je
        kama katika kila kuhusu kutoka kuwa kwa kwamba la lakini lini mimi na
        nani ndani ni nini nyingi pamoja pia sana si sisi sote tu ule vipi vya
        wa wale wao wapi wewe ya yake yao yeye yule za zake zao
    """,
}

ZH_FUNCTION_WORDS = """
    为什么 為什麼 什么 什麼 哪些 哪个 哪個 哪里 哪裡 哪国 如何 怎么 怎麼 怎样 怎樣 多少
    请问 請問 是否 是不是 有没有
    吗 嗎 呢 的 了 和 与 與
""".split()
"""Cut out of runs of Chinese before they are paired; the longer ones come first."""


@cache
def stop_words(language: str) -> frozenset[str]:
    """Return the stop words of a language as written; none for one without a list."""
    return frozenset(_LISTS.get(language, "").split())
