"""From a file's bytes to its items: every format's reader, behind one function."""

from ingestion.parsing.container import ParseOptions
from ingestion.parsing.files import parse_file

__all__ = ["ParseOptions", "parse_file"]
