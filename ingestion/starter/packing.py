"""Office files whose bytes depend on their content alone.

An Office file is a zip archive of XML parts. The libraries that write one stamp it with
the clock, and compression differs between builds of zlib; so parts are stored as they
are, in the order of their names, with one fixed date.
"""

import io
import zipfile
from datetime import datetime

import regex

_CONTENT_TYPES = "[Content_Types].xml"
_CORE = "docProps/core.xml"
_THUMBNAIL = "docProps/thumbnail.jpeg"
_THUMBNAIL_LINK = regex.compile(rb"<Relationship [^>]*docProps/thumbnail\.jpeg[^>]*/>")
_STAMP = regex.compile(
    rb"(<dcterms:(?P<what>created|modified)[^>]*>)[^<]*(</dcterms:(?P=what)>)"
)


def repack(data: bytes, moment: datetime) -> bytes:
    """Return an Office file with its clock stopped at a moment (UTC)."""
    stamp = moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode("ascii")
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as target,
    ):
        # The list of content types comes first: readers tell the format by it.
        names = sorted(
            source.namelist(), key=lambda name: (name != _CONTENT_TYPES, name)
        )
        for name in names:
            if name == _THUMBNAIL:  # a picture of the template, not of this document
                continue
            part = source.read(name)
            if name == _CORE:
                part = _STAMP.sub(rb"\g<1>" + stamp + rb"\g<3>", part)
            elif name == "_rels/.rels":
                part = _THUMBNAIL_LINK.sub(b"", part)
            entry = zipfile.ZipInfo(name, date_time=moment.timetuple()[:6])
            entry.create_system = 0  # the same on every operating system
            target.writestr(entry, part)
    return packed.getvalue()
