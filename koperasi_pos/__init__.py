"""Koperasi POS: an offline-first till for the co-operative shops of pesantren."""

__version__ = "0.1.0"
