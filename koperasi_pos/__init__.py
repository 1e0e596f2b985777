"""Koperasi POS: an offline-first till for the co-operative shops of pesantren."""

__version__ = "0.1.0"
__dated__ = "2026-11-01"
"""No clock of a till that runs this program can stand before this day; raised with every release."""
