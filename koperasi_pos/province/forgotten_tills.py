"""A till that these tables do not know, for they are those of an old backup: known again by our own word for it."""

from __future__ import annotations

import logging
from datetime import datetime

from koperasi_pos.journal.protocol import HelloQuestion
from koperasi_pos.province.database import Connection
from koperasi_pos.province.enrolment import settle, take_in
from koperasi_pos.province.identity import identity
from koperasi_pos.province.membership import is_ours
from koperasi_pos.province.officers import audit
from koperasi_pos.province.records import facts
from koperasi_pos.province.signatures import Asked

_log = logging.getLogger(__name__)

SERVER = "server"
"""Who did it, in the list of what officers did."""


def take_back(connection: Connection, asked: Asked, question: HelloQuestion, *, now: datetime) -> bool:
    """Whether the asking till shows our word that it is one of ours; then it is a till of its shop again.

    An officer let it in once. Of a till and the one in its place only the later one goes on, whichever comes first.
    """
    shown = question.membership
    if shown is None or shown.device != asked.device or not asked.signed_by(shown.public_key):
        return False
    if not is_ours(identity(connection), shown):
        return False
    shop = connection.execute("SELECT state FROM shop WHERE id = %s FOR UPDATE", (shown.shop,)).fetchone()
    known = connection.execute("SELECT 1 FROM device WHERE device = %s", (shown.device,)).fetchone()
    if shop is None or shop[0] != "active" or known is not None:
        return False
    code = settle(connection, shown.shop, shown.device, shown.till_code)
    take_in(connection, shown, code, question.program, now)
    connection.execute(
        "UPDATE till SET state = 'replaced', state_at = %s WHERE shop = %s AND device = %s AND EXISTS (SELECT 1"
        " FROM till AS later WHERE later.shop = %s AND later.purpose = 'replace' AND later.replaces = %s)",
        (now, shown.shop, shown.device, shown.shop, shown.till_code),
    )
    audit.note(connection, SERVER, "till_taken_back", shown.shop, till=code, device=shown.device)
    _log.warning("a till that was forgotten is known again", extra=facts(device=shown.device, shop=shown.shop))
    return True
