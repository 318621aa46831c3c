"""Pages that the server renders, which need no script: search, documents, holdings."""
