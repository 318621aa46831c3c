"""Flows that call a model, drawn as graphs; what they decide by is in pure modules."""
