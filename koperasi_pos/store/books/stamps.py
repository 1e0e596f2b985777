"""The stamp that decides between two writers of the same master data, as the books of a till ask for it."""

from koperasi_pos.journal.stamps import stamp

__all__ = ["stamp"]
