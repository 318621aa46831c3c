"""Words for models, one Markdown file each; the first prompt arrives with model mode."""
