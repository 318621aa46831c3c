"""Needs and offers: what fits what, and what people read of it."""
