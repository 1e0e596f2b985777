"""The published language: documents, the entry that carries one, and the chain that binds entries."""

from koperasi_pos.journal.chain import GENESIS, ChainBroken, link
from koperasi_pos.journal.entry import Entry, read_entry, write_entry

__all__ = ["GENESIS", "ChainBroken", "Entry", "link", "read_entry", "write_entry"]
