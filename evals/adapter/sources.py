"""Where the texts come from, and how a file of a pinned commit is read."""

import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A public repository at one commit.

    Attributes:
        repository: owner and name on github.com.
        licence: of the texts, as the repository itself states it.
        taken: which of its files are read.
    """

    repository: str
    commit: str
    licence: str
    taken: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clone:
    """A clone of a repository, read at one commit whatever is checked out."""

    folder: Path
    commit: str

    def read(self, path: str) -> bytes:
        """Return the content of a file."""
        return self._git("show", f"{self.commit}:{path}")

    def text(self, path: str) -> str:
        """Return the content of a file in UTF-8."""
        return self.read(path).decode()

    def lines(self, path: str) -> list[str]:
        r"""Return the lines of a file: only \n parts them, as in its parallel files."""
        return self.text(path).split("\n")

    def paths(self, under: str) -> list[str]:
        """Return the files in a folder and in those below it, sorted."""
        listed = self._git("ls-tree", "-r", "--name-only", "-z", self.commit, under)
        return [path for path in listed.decode().split("\0") if path]

    def _git(self, *arguments: str) -> bytes:
        command = ["git", "-C", str(self.folder), *arguments]
        # Arguments are constants of this package; no shell reads them.
        return subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603


def open_clone(clones: Path, source: Source) -> Clone:
    """Return the clone of a source in a folder of clones, `<owner>/<name>` each."""
    return Clone(folder=clones / source.repository, commit=source.commit)


NTREX = Source(
    repository="MicrosoftTranslator/NTREX",
    commit="8561f6a622db9edad1217683e5c83daefd8bb2bf",
    licence="CC BY-SA 4.0",
    taken="NTREX-128, but documents 113 and on are held out",
)
FLORES = Source(
    repository="dadelani/sib-200",
    commit="593cea88519930f776c1a4a1980b6a35b39dca57",
    licence="Apache 2.0",
    taken="data/annotated: sentences of FLORES-200",
)
TICO = Source(
    repository="tico-19/tico-19.github.io",
    commit="d97615f9cffa28ec7de571e00fbd513e5a1c7fc7",
    licence="CC0 1.0",
    taken="data/TM/all.en-*.tmx.zip",
)
TATOEBA = Source(
    repository="facebookresearch/LASER",
    commit="74bc6ae7ffb7cba670fe0f428d0ede9f666fb821",
    licence="the terms of use of Tatoeba; the repository's own is BSD",
    taken="data/tatoeba/v1",
)
UNITED_NATIONS = Source(
    repository="WillSkywalker/verbos-direccionales",
    commit="c5463a6330d7e24a48d37b78fff96ec540c57e25",
    licence="UN Parallel Corpus v1.0: no restriction but its disclaimer and credit",
    taken="testsets, without lines that the SDGs or the Declaration share",
)
LAFAND = Source(
    repository="masakhane-io/lafand-mt",
    commit="d441f8b063d63e95eafb72e84317359e27abf95e",
    licence="CC BY-NC 4.0 for the set; this part is from Global Voices",
    taken="data/text_files/en-swa/train: 5,000 lines drawn by lot",
)
_PUD_LICENCE = "CC BY-SA 3.0"
_PUD_COMMITS = (
    "en:English:f16eba4ae7f3d161870ed320676c5088b8fa476c "
    "es:Spanish:818a82b8628c9cbec78750c7e83ccba34b9ce22b "
    "fr:French:c245786cfb3020d43bcfc96215ae531a1b07bcbc "
    "ru:Russian:da5b3816eeaa24283c1d81a48bb1de4d062fc5d5 "
    "pt:Portuguese:be08a756d76bd79bf5d4a492dfdc28b46b33e76e "
    "hi:Hindi:8bc630f73e0737ce5ed9eaa97abf11f172ecc9bd "
    "th:Thai:516638d39adfbc03fa3e7f7b33ce59555055a2d9 "
    "tr:Turkish:63a134a087c8475ea832713b960baba8ff2f9401 "
    "de:German:ff80846ae60a0a70fc4d6251ef73e6a483a620ee "
    "ar:Arabic:be733f45d21f42d506c62930f806ed2182a5ee3d "
    "zh:Chinese:2849afd946a8c01b3e9acdf3e7afa8670cf2777d"
)
PUD = {
    language: Source(
        repository=f"UniversalDependencies/UD_{name}-PUD",
        commit=commit,
        licence=_PUD_LICENCE,
        taken=f"{language}_pud-ud-test.conllu, without the annotations",
    )
    for language, name, commit in (line.split(":") for line in _PUD_COMMITS.split())
}
"""The same sentences, a repository for each language."""

JAQUAD = Source(
    repository="SkelterLabsInc/JaQuAD",
    commit="23f5d72cc273c49b35e2d9efe0f51757aa1770bd",
    licence="CC BY-SA 3.0",
    taken="data/train",
)
CMRC = Source(
    repository="ymcui/cmrc2018",
    commit="c0eb1b6ba219847457e6af3180da722bbeb656af",
    licence="CC BY-SA 4.0",
    taken="squad-style-data: dev and trial",
)
ARCD = Source(
    repository="husseinmozannar/SOQAL",
    commit="1229d34aa2b7a0b9a2e4858c9268e68f45d7e3c4",
    licence="MIT",
    taken="data/arcd.json",
)
FAQUAD = Source(
    repository="liafacom/faquad",
    commit="6ad978f20672bb41625b3b71fbe4a88b893d0a86",
    licence="CC BY 4.0",
    taken="data/dataset.json",
)
PERSIAN = Source(
    repository="sajjjadayobi/PersianQA",
    commit="ba4806eb7894b1e78e214e16e7e717840c129450",
    licence="GPL 3.0",
    taken="dataset/pqa_test.json",
)
IAPP = Source(
    repository="iapp-technology/iapp-wiki-qa-dataset",
    commit="644a29c59bac62d5b15b9e9b06c55bba00708eca",
    licence="MIT",
    taken="squad_format/data/test.jsonl",
)
AFRIQA = Source(
    repository="masakhane-io/afriqa",
    commit="5c29933753692c28773c34ac1f68482007f1d2bb",
    licence="CC BY 4.0",
    taken="data/gold_passages",
)
SOURCES = (
    *(NTREX, FLORES, TICO, TATOEBA, UNITED_NATIONS, *PUD.values(), LAFAND),
    *(JAQUAD, CMRC, ARCD, FAQUAD, PERSIAN, IAPP, AFRIQA),
)
"""All that is read; README.md lists the same."""
