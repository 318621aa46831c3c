"""Turns platforms into documents and records."""
