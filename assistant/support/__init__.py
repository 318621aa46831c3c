"""Whether a passage carries a claim, told in code: quotes, facts, and a graded rest."""
