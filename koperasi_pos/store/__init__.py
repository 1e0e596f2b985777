"""The shop's file: database, journal, books, what only this machine remembers, check and backup."""

from koperasi_pos.store.connections import Connection
from koperasi_pos.store.database import CommitUnknown, Database

__all__ = ["CommitUnknown", "Connection", "Database"]
