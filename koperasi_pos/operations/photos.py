"""Photos of people: cut to the face's shape, made small enough for the journal, kept like any picture."""

from __future__ import annotations

import base64
import hashlib
import io
from pathlib import Path

from koperasi_pos.journal.documents import PersonSaved, PictureSaved
from koperasi_pos.operations.forgetting import refuse_forgotten
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.persons import person, save_person
from koperasi_pos.operations.till import Till
from koperasi_pos.store import Connection
from koperasi_pos.store.books import products
from koperasi_pos.trade.staff import Actor, require
from koperasi_pos.values import Refusal

WIDE, HIGH = 240, 320
MOST_BYTES = 20 * 1024 * 1024
MOST_DOTS = 60_000_000
_QUALITY = 80


def save_photo(till: Till, content: bytes, *, by: Actor) -> str:
    """Keep a photo of a person (JPEG, PNG or WebP of any size); its hash for `PersonSaved.photo`.

    `Refusal("photo_form")` for what is no picture.
    """
    require(by, "persons")
    saved = photo_document(content, till)
    with till.database.write() as connection:
        keep_photo(connection, till, saved, by=by)
    return saved.hash


def give_photo(till: Till, person_id: str, file: Path, *, by: Actor) -> Done[PersonSaved]:
    """Keep a file as the photo of a person. `Refusal`: `file_missing`, `photo_form`, `person_unknown`."""
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Refusal("file_missing", file=file.name) from error
    held = person(till, person_id).document
    with till.reading() as connection:
        refuse_forgotten(connection, person_id)
    digest = save_photo(till, content, by=by)
    return save_person(till, held.model_copy(update={"id": till.new_id(), "photo": digest}), by=by)


def photo(till: Till, digest: str) -> bytes | None:
    """The bytes of a photo, `None` where this till does not have it."""
    with till.reading() as connection:
        return products.picture(connection, digest) if digest else None


def photo_document(content: bytes, till: Till) -> PictureSaved:
    """A photo cut and made small, as a document; nothing is written. `Refusal("photo_form")`."""
    from PIL import Image, ImageOps, UnidentifiedImageError

    if len(content) > MOST_BYTES:
        raise Refusal("photo_form")
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as opened:
            if opened.width * opened.height > MOST_DOTS:
                raise Refusal("photo_form")
            opened.draft("RGB", (WIDE * 2, HIGH * 2))
            upright = ImageOps.exif_transpose(opened).convert("RGB")
            small = ImageOps.fit(upright, (WIDE, HIGH), centering=(0.5, 0.35))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise Refusal("photo_form") from error
    out = io.BytesIO()
    small.save(out, "JPEG", quality=_QUALITY, optimize=True)
    made = out.getvalue()
    digest = hashlib.sha256(made).hexdigest()
    return PictureSaved(id=till.new_id(), hash=digest, data=base64.b64encode(made).decode())


def keep_photo(connection: Connection, till: Till, saved: PictureSaved, *, by: Actor) -> None:
    """Post a photo inside an open transaction, unless it is here already."""
    if products.picture(connection, saved.hash) is None:
        till.post(connection, saved, by=by)
