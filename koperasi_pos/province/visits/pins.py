"""PINs of cards that are shown at another pesantren: proved once for one ask, counted, locked as at home."""

from __future__ import annotations

from koperasi_pos.journal.documents import PinLocked, VisitAsked
from koperasi_pos.journal.protocol import PinQuestion
from koperasi_pos.province.announcements import new_id
from koperasi_pos.province.database import Connection
from koperasi_pos.province.holder.holding import Holding
from koperasi_pos.province.refused import Refused
from koperasi_pos.province.signatures import Caller
from koperasi_pos.trade.cards import PIN_TRIES
from koperasi_pos.trade.pin_proofs import challenge_of, fits
from koperasi_pos.values import Refusal

_KEEP = """INSERT INTO visit_pin (shop, visit, device, proof, at) VALUES (%s, %s, %s, %s, now())
    ON CONFLICT (shop, visit) DO UPDATE SET device = excluded.device, proof = excluded.proof, at = excluded.at"""
_HELD = """SELECT pin_hash, pin_stamp || '/' || pin_released FROM card_account WHERE shop = %s AND account = %s"""
_COUNT = """INSERT INTO visit_pin_try (shop, account, mark, failures) VALUES (%s, %s, %s, 1)
    ON CONFLICT (shop, account) DO UPDATE SET mark = excluded.mark,
        failures = CASE WHEN visit_pin_try.mark = excluded.mark THEN visit_pin_try.failures + 1 ELSE 1 END
    RETURNING failures"""
_IS_LETTERS = frozenset("0123456789abcdef")


def shown(connection: Connection, caller: Caller, question: PinQuestion) -> None:
    """A till sends the proof of a PIN ahead of its ask; it is kept until the ask is answered, and nowhere else."""
    if len(question.visit) != 32 or len(question.proof) != 64 or set(question.visit + question.proof) - _IS_LETTERS:
        raise Refused("not_understood", field="proof")
    connection.execute(_KEEP, (caller.shop, question.visit, caller.device, question.proof))


class PinWanted(Refusal):
    """The PIN has to be proved: how, and how many tries are left after a wrong one (0 where none was typed)."""

    def __init__(self, code: str, name: str, challenge: str, left: int = 0) -> None:
        super().__init__(code, name=name)
        self.challenge, self.left = challenge, left


def check(home: Holding, visitor: Holding, account: str, name: str, asked: VisitAsked, device: str) -> None:
    """Hold the proof that came ahead of an ask against the PIN at home; what came is gone after it, right or wrong.

    `Refusal`: `visit_pin_unset`, `visit_pin_locked`, `visit_pin` (none came), `visit_pin_wrong`.
    """
    connection = home.connection
    row = connection.execute(
        "DELETE FROM visit_pin WHERE shop = %s AND visit = %s RETURNING device, proof", (visitor.shop, asked.id)
    ).fetchone()
    held = connection.execute(_HELD, (home.shop, account)).fetchone()
    pin_hash, mark = (str(held[0]), str(held[1])) if held else ("", "")
    challenge = challenge_of(pin_hash)
    if not challenge:
        raise Refusal("visit_pin_unset", name=name)
    if _failures(connection, home.shop, account, mark) >= PIN_TRIES:
        raise Refusal("visit_pin_locked", name=name)
    if row is None or row[0] != device:
        raise PinWanted("visit_pin", name, challenge)
    if fits(pin_hash, row[1], device, asked.id):
        connection.execute("DELETE FROM visit_pin_try WHERE shop = %s AND account = %s", (home.shop, account))
        return
    counted = connection.execute(_COUNT, (home.shop, account, mark)).fetchone()
    failures = int(counted[0]) if counted else PIN_TRIES
    if failures < PIN_TRIES:
        raise PinWanted("visit_pin_wrong", name, challenge, PIN_TRIES - failures)
    told = connection.execute("SELECT coalesce(nullif(pesantren, ''), name) FROM shop WHERE id = %s", (visitor.shop,))
    place = told.fetchone()
    home.write(PinLocked(id=new_id(home.now), account=account, name=name, shop_name=place[0] if place else ""))
    raise Refusal("visit_pin_locked", name=name)


def _failures(connection: Connection, shop: str, account: str, mark: str) -> int:
    """Wrong ones since the PIN was set, or somebody at home let it go on."""
    row = connection.execute(
        "SELECT failures FROM visit_pin_try WHERE shop = %s AND account = %s AND mark = %s", (shop, account, mark)
    ).fetchone()
    return int(row[0]) if row else 0
