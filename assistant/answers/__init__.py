"""Answers in the sources' own words: chosen, checked and composed, or a refusal."""
