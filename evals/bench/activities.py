"""A long file of activities, and the memory that reading it takes.

    python -m evals.bench.activities 50000 FILE.xml     writes one
    python -m evals.bench.activities --read FILE.xml    streams it, and tells the peak
    python -m evals.bench.activities --parse FILE.xml   makes items, as an ingest

The peak is of a process that did nothing else, in MB.
"""

import resource
import sys
from pathlib import Path

from ingestion.parsing import ParseOptions, parse_file
from ingestion.parsing.activity_stream import ActivityStream
from ingestion.parsing.iati import activity_item
from ingestion.parsing.parts import parts_of

_ACTIVITY = """\
<iati-activity default-currency="USD" last-updated-datetime="2024-05-06">
<iati-identifier>XM-GEN-{n}</iati-identifier>
<reporting-org ref="XM-GEN" type="22"><narrative>Guild of Wells</narrative>
</reporting-org>
<title><narrative xml:lang="en">Wells and gardens of district {n}</narrative>
<narrative xml:lang="fr">Puits et jardins du district {n}</narrative></title>
<description type="1"><narrative>{prose}</narrative></description>
<participating-org role="1" ref="XM-DAC-{f}"><narrative>Fund {f}</narrative>
</participating-org>
<participating-org role="4"><narrative>Agency of district {d}</narrative>
</participating-org>
<activity-status code="2"/><activity-date type="2" iso-date="20{y:02}-01-01"/>
<recipient-country code="{c}"/><sector vocabulary="1" code="14030"/>
<transaction><transaction-type code="3"/><value>{n}00</value></transaction>
</iati-activity>
"""
_PROSE = (
    "In district {n} the water of a well is shared by {d} gardens, which women's "
    "groups keep; what they grow is sold at the market of place {f}. "
) * 6


def write(place: Path, many: int) -> None:
    """Write a file of so many activities, about 2 KB each, all different."""
    with place.open("w", encoding="utf-8") as file:
        file.write('<?xml version="1.0"?>\n<iati-activities version="2.03">\n')
        for number in range(many):
            numbers = {"n": number, "f": number % 97, "d": number % 9_973}
            file.write(
                _ACTIVITY.format(
                    **numbers,
                    y=number % 25,
                    c=("SN", "ML", "NG", "KE", "BR")[number % 5],
                    prose=_PROSE.format(**numbers),
                )
            )
        file.write("</iati-activities>\n")


def peak_mb() -> float:
    """Return the most memory that this process had so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main(words: list[str]) -> None:
    """Write a file, or read one and tell the peak."""
    if words[0] not in {"--read", "--parse"}:
        write(Path(words[1]), int(words[0]))
        return
    place = Path(words[1])
    before = peak_mb()
    size = place.stat().st_size / 2**20
    if words[0] == "--read":
        stream = ActivityStream(place.read_bytes(), name="iati-activity", shown="f")
        many = sum(
            activity_item(element, number=number) is not None
            for number, element in enumerate(stream, start=1)
        )
    else:
        parts = parts_of(place) or (None,)
        many = sum(
            len(parse_file(place, shown="f", options=ParseOptions(part=part)).items)
            for part in parts
        )
    sys.stdout.write(
        f"{many} activities, {size:.0f} MB: peak {peak_mb():.0f} MB, "
        f"{before:.0f} MB before\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
