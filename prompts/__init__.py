"""Words for models, one Markdown file each; they arrive with model mode."""
