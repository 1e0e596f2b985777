"""Many products at once: the same journal and books as posting them one by one, at the speed of bare inserts."""

from __future__ import annotations

from collections.abc import Sequence

from koperasi_pos.journal import Entry, write_entry
from koperasi_pos.journal.documents import ProductSaved
from koperasi_pos.store import journal
from koperasi_pos.store.books import products
from koperasi_pos.store.connections import Connection

_BATCH = 2000


def post_products(
    connection: Connection, me: journal.Writer, documents: Sequence[ProductSaved], *, staff: str, time: str
) -> None:
    """Post the documents as the writer's next entries, in order, inside the open transaction."""
    seq, prev = journal.head(connection, me.key)
    row = connection.run("SELECT coalesce(max(position), 0) FROM journal").fetchone()
    position = int(row[0]) if row else 0
    for start in range(0, len(documents), _BATCH):
        placed: list[tuple[int, Entry]] = []
        for document in documents[start : start + _BATCH]:
            seq, position = seq + 1, position + 1
            entry = write_entry(document, writer=me.device, epoch=me.epoch, seq=seq, time=time, staff=staff, prev=prev)
            prev = entry.hash
            placed.append((position, entry))
        connection.run_many(
            "INSERT INTO journal (position, writer, seq, kind, id, hash, line) VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (at, me.key, entry.seq, entry.kind, bytes.fromhex(entry.id), bytes.fromhex(entry.hash),
                 entry.line.decode())
                for at, entry in placed
            ],
        )  # fmt: skip
        products.apply_many(connection, me.key, placed)
