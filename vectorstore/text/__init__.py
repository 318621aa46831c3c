"""Languages, sentences, normalization and spans: the floor that all layers share."""
