"""What each source calls the languages that are read from it."""

from dataclasses import dataclass

_NONE = "-"
_TABLE = """
en eng-US eng_Latn eng en
fr fra fra_Latn fra fr
es spa spa_Latn spa es-LA
ar arb arb_Arab ara ar
zh zho-CN zho_Hans cmn zh
ru rus rus_Cyrl rus ru
pt por-BR por_Latn por pt-BR
sw swa swh_Latn swh sw
hi hin hin_Deva hin hi
bn ben ben_Beng ben bn
ur urd urd_Arab urd ur
id ind ind_Latn ind id
ms msa zsm_Latn zsm ms
vi vie vie_Latn vie -
th tha tha_Thai tha -
tr tur tur_Latn tur -
fa fas pes_Arab pes fa
ha hau hau_Latn - ha
am amh amh_Ethi amh am
so som som_Latn - so
zu zul zul_Latn - zu
xh xho xho_Latn xho -
af afr afr_Latn afr -
ne nep npi_Deva - ne
ta tam tam_Taml tam ta
te tel tel_Telu tel -
ml mal mal_Mlym mal -
mr mar mar_Deva mar mr
gu guj guj_Gujr - -
pa pan pan_Guru - -
kn kan kan_Knda - -
si sin sin_Sinh - -
my mya mya_Mymr - my
km khm khm_Khmr khm km
lo lao lao_Laoo - -
ko kor kor_Hang kor -
ja jpn jpn_Jpan jpn -
de deu deu_Latn deu -
it ita ita_Latn ita -
nl nld nld_Latn nld -
pl pol pol_Latn pol -
cs ces ces_Latn ces -
ro ron ron_Latn ron -
el ell ell_Grek ell -
uk ukr ukr_Cyrl ukr -
bg bul bul_Cyrl bul -
hu hun hun_Latn hun -
fi fin fin_Latn fin -
sv swe swe_Latn swe -
da dan dan_Latn dan -
he heb heb_Hebr heb -
ka kat kat_Geor kat -
hy hye hye_Armn hye -
az aze-Latn azj_Latn aze -
kk kaz kaz_Cyrl kaz -
uz uzb uzn_Latn uzb -
mn mon khk_Cyrl mon -
tl fil tgl_Latn tgl tl
hr hrv hrv_Latn hrv -
ps pus pbt_Arab - ps
mg mlg plt_Latn - -
sr srp-Cyrl srp_Cyrl srp -
sk slk slk_Latn slk -
lt lit lit_Latn lit -
et est est_Latn est -
ca cat cat_Latn cat -
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Codes:
    """A language in four sources; None: not read from there."""

    ntrex: str | None
    flores: str | None
    tatoeba: str | None
    tico: str | None


def _read(line: str) -> tuple[str, Codes]:
    language, *codes = line.split()
    ntrex, flores, tatoeba, tico = (c if c != _NONE else None for c in codes)
    return language, Codes(ntrex=ntrex, flores=flores, tatoeba=tatoeba, tico=tico)


LANGUAGES = dict(_read(line) for line in _TABLE.strip().splitlines())
"""The order counts: with a seed, it decides what is drawn."""
ENGLISH = "en"
MAIN = ("en", "fr", "es", "ar", "zh", "ru", "pt", "sw")
"""Drawn six times as often as another language, and what is checked."""
