"""The photo of a child for its guardian, read from the journal where it lies: only where the guardian wants it."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import cast

from koperasi_pos.journal import read_entry
from koperasi_pos.journal.documents import PictureSaved
from koperasi_pos.province.database import Connection
from koperasi_pos.province.wali.children import Child
from koperasi_pos.province.wali.people import Wali

FORMS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}
"""How a picture begins that a till may send, and what a browser is told of it; anything else is not handed out."""
_LINE = """SELECT entry.line FROM picture JOIN entry USING (shop, device, epoch, seq)
    WHERE picture.shop = %s AND picture.hash = %s"""


def photo_of(connection: Connection, found: Child) -> tuple[bytes, str] | None:
    """(bytes, media type) of a child's photo; `None` where there is none that can be shown."""
    row = connection.execute(_LINE, (found.shop, found.photo)).fetchone() if found.photo else None
    if row is None:
        return None
    try:
        saved = cast(PictureSaved, read_entry(bytes(row[0])).document)
        content = base64.b64decode(saved.data, validate=True)
    except (ValueError, KeyError, AttributeError, binascii.Error):
        return None
    form = next((form for begins, form in FORMS.items() if content.startswith(begins)), "")
    if not form or hashlib.sha256(content).hexdigest() != found.photo:
        return None
    return content, form


def want_photo(connection: Connection, wali: Wali, *, wanted: bool) -> None:
    """The guardian wants to see photos on these pages, or no longer; kept with the consent that is in force."""
    connection.execute(
        "UPDATE wali_consent SET photo = %s WHERE shop = %s AND wali = %s AND withdrawn_at IS NULL",
        (wanted, wali.shop, wali.id),
    )
