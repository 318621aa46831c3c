"""Where documents come from: folders of files, and addresses kept in step."""

from ingestion.sources.discovery import Discovery, SourceFile, discover

__all__ = ["Discovery", "SourceFile", "discover"]
