"""An answer in a model's words: what it is shown, and what it may say."""
