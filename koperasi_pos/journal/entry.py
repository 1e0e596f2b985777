"""An entry: one document as one line of JSON, numbered and chained; stored, hashed and sent as those bytes."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from koperasi_pos.journal.documents import Document, read_document

_ENCODER = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, check_circular=False
)
_FIELDS = ("writer", "epoch", "seq", "time", "staff", "kind", "version", "body", "prev")


@dataclass(frozen=True)
class Entry:
    """One line of a journal. `line` holds the exact bytes, `hash` their SHA-256 in hex (64 digits)."""

    writer: str
    epoch: int
    seq: int
    time: str
    staff: str
    kind: str
    version: int
    body: dict[str, Any]
    prev: str
    line: bytes
    hash: str

    @cached_property
    def document(self) -> Document:
        """The document, lifted to today's version of its kind."""
        return read_document(self.kind, self.version, self.body)

    @property
    def id(self) -> str:
        """The document's id, 32 hex digits."""
        return str(self.body["id"])


_BARE = {"person": frozenset({"id", "person", "name", "active"}), "picture": frozenset({"id", "hash", "data"})}
"""What may be left in an entry after its person was forgotten: nothing of these two kinds moves money or goods."""

_TOKEN = re.compile(r"#[0-9A-F]{8}")
_HASH = re.compile(r"[0-9a-f]{64}")


def hash_of(line: bytes, fields: dict[str, Any]) -> str:
    """The hash that an entry has in its chain: of its bytes, or what it `was` before its person was forgotten.

    `ValueError` where more than a person's data or a photo was taken out.
    """
    if "was" not in fields:
        return hashlib.sha256(line).hexdigest()
    was, kind, body = fields["was"], fields["kind"], fields["body"]
    named = body.get("data") == "" if kind == "picture" else bool(_TOKEN.fullmatch(str(body.get("name", ""))))
    if not (isinstance(was, str) and _HASH.fullmatch(was) and named and body.keys() <= _BARE.get(kind, frozenset())):
        raise ValueError("not an entry: more was taken out than a person's data")
    return was


def bare_line(entry: Entry, token: str) -> bytes:
    """The bytes of an entry of a person or a photo without what tells of the person; its place in the chain stays."""
    kept: dict[str, Any] = {"data": ""} if entry.kind == "picture" else {"name": token, "active": False}
    body = {name: entry.body[name] for name in _BARE[entry.kind] - kept.keys() if name in entry.body} | kept
    fields = {name: getattr(entry, name) for name in _FIELDS} | {"body": body, "was": entry.hash}
    return _ENCODER.encode(fields).encode()


def write_entry(document: Document, *, writer: str, epoch: int, seq: int, time: str, staff: str, prev: str) -> Entry:
    """Turn a document into the entry with these bytes: UTF-8, sorted keys, no spaces."""
    body = document.body()
    fields: dict[str, Any] = {
        "writer": writer,
        "epoch": epoch,
        "seq": seq,
        "time": time,
        "staff": staff,
        "kind": document.kind,
        "version": document.version,
        "body": body,
        "prev": prev,
    }
    line = _ENCODER.encode(fields).encode()
    entry = Entry(**fields, line=line, hash=hashlib.sha256(line).hexdigest())
    entry.__dict__["document"] = document
    return entry


def read_entry(line: bytes) -> Entry:
    """Read the bytes of an entry; `ValueError` with the reason where they are none."""
    fields = json.loads(line)
    if not isinstance(fields, dict) or any(name not in fields for name in _FIELDS):
        raise ValueError("not an entry: a field is missing")
    if not isinstance(fields["body"], dict) or "id" not in fields["body"]:
        raise ValueError("not an entry: the body carries no id")
    known = {name: fields[name] for name in _FIELDS}
    return Entry(**known, line=line, hash=hash_of(line, fields))
