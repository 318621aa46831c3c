"""Texts to vectors: the embedded engine and any OpenAI-compatible endpoint."""
