"""Where the passages and questions come from; most are those of the adapter."""

from evals.adapter.sources import AFRIQA, ARCD, CMRC, FAQUAD, Source

NQG = Source(
    repository="xinyadu/nqg",
    commit="8211129a3e97d29f3e4563e35f65e4a892f70ef0",
    licence="CC BY-SA 4.0 for the data; MIT for the code",
    taken="data/processed: src-test.txt and tgt-test.txt",
)
SELQA = Source(
    repository="emorynlp/selqa",
    commit="fef3d6ac6944e2d4237165d90e5f859c71676bdd",
    licence="Apache 2.0",
    taken="ass/selqa-ass-test.json",
)
SOURCES = (NQG, SELQA, AFRIQA, FAQUAD, ARCD, CMRC)
"""All that is read; README.md lists the same."""
