"""Proposes organizations for a need, each with evidence of what it has done."""
