"""A new signing key for this till: asked for with the old one, in force once the province has it."""

from __future__ import annotations

from koperasi_pos.journal.protocol import RotateQuestion, sign
from koperasi_pos.operations import line_keys
from koperasi_pos.operations.line import enrolled
from koperasi_pos.operations.line_keys import signing_key
from koperasi_pos.operations.till import Till
from koperasi_pos.store import keys
from koperasi_pos.sync.client import Refused
from koperasi_pos.sync.enrolment import Connect, asked
from koperasi_pos.sync.left_behind import carrier
from koperasi_pos.sync.transport import HttpTransport
from koperasi_pos.values import Refusal


def rotate_key(till: Till, *, connect: Connect = HttpTransport) -> None:
    """Give this till another key. Safe to ask again: the new key is kept before it is shown to the province."""
    row = enrolled(till)
    if row is None:
        raise Refusal("line_not_enrolled")
    fresh = line_keys.next_key(till)
    public = keys.public_half(fresh)
    client = carrier(till, row, connect)
    question = RotateQuestion(public_key=public.hex(), proof=sign(fresh, public))
    try:
        asked(lambda: client.rotate(question))
    except Refusal as refusal:
        cause = refusal.__cause__
        if not (isinstance(cause, Refused) and cause.code == "bad_signature"):
            raise
        # The answer to an earlier try was lost: the province knows the new key already.
        client.private = fresh
        asked(lambda: client.rotate(question))
    finally:
        client.transport.close()
    line_keys.take_next_key(till)
    assert signing_key(till) == fresh
