"""PINs of cards that are shown at another pesantren: proved once for one ask, counted, locked as at home."""

from __future__ import annotations

from dataclasses import dataclass

from koperasi_pos.journal.documents import PinLocked, VisitAsked
from koperasi_pos.journal.protocol import VisitProof
from koperasi_pos.province.announcements import new_id
from koperasi_pos.province.database import Connection
from koperasi_pos.province.holder.holding import Holding
from koperasi_pos.province.refused import Refused
from koperasi_pos.province.signatures import Caller
from koperasi_pos.province.vault import Vault
from koperasi_pos.province.visits import taps
from koperasi_pos.province.visits.agreements import partners
from koperasi_pos.trade.cards import PIN_TRIES
from koperasi_pos.trade.pin_proofs import challenge_of, fits
from koperasi_pos.values import Refusal

_KEEP = """INSERT INTO visit_pin (shop, visit, device, proof, card, unproved, counter, at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, now())
    ON CONFLICT (shop, visit) DO UPDATE SET device = excluded.device, proof = excluded.proof, card = excluded.card,
        unproved = excluded.unproved, counter = excluded.counter, at = excluded.at"""
_HELD = """SELECT pin_hash, pin_stamp || '/' || pin_released FROM card_account WHERE shop = %s AND account = %s"""
_COUNT = """INSERT INTO visit_pin_try (shop, account, mark, failures) VALUES (%s, %s, %s, 1)
    ON CONFLICT (shop, account) DO UPDATE SET mark = excluded.mark,
        failures = CASE WHEN visit_pin_try.mark = excluded.mark THEN visit_pin_try.failures + 1 ELSE 1 END
    RETURNING failures"""
_IS_LETTERS = frozenset("0123456789abcdef")


@dataclass(frozen=True, slots=True)
class Proof:
    """What came ahead of an ask: the proof of a PIN, and of a signed tap of a card (`unproved` says why not)."""

    pin: str
    card: str
    unproved: str
    counter: int

    def of_card(self, card: str) -> tuple[str, int] | None:
        """What was proved of a card; `None` where no tap of it came."""
        return (self.unproved, self.counter) if card and self.card == card else None


NOTHING = Proof("", "", "", 0)


def keep(connection: Connection, vault: Vault, caller: Caller, question: VisitProof) -> None:
    """A till sends proofs ahead of its ask; they are kept until the ask is answered, and nowhere else.

    The message of a signed card is looked at here and now: what is kept of it is the counter alone.
    """
    letters = set(question.visit + question.proof + question.token)
    if len(question.visit) != 32 or len(question.proof) not in (0, 64) or letters - _IS_LETTERS:
        raise Refused("not_understood", field="proof")
    card, unproved, counter = "", "", 0
    if question.message:
        row = connection.execute(
            "SELECT shop, card FROM card WHERE token = %s AND shop = ANY(%s) AND medium = 'sun' AND account <> ''"
            " ORDER BY (state = 'active') DESC, shop LIMIT 1",
            (question.token, partners(connection, caller.shop)),
        ).fetchone()
        if row is not None:
            card = row[1]
            unproved, counter = taps.prove(connection, vault, row[0], question.uid[:20], question.message[:500])
    connection.execute(
        _KEEP, (caller.shop, question.visit, caller.device, question.proof, card, unproved, counter)
    )  # fmt: skip


def take(visitor: Holding, visit: str, device: str) -> Proof:
    """What came ahead of an ask; it is gone after it, whatever becomes of the ask."""
    row = visitor.connection.execute(
        "DELETE FROM visit_pin WHERE shop = %s AND visit = %s RETURNING device, proof, card, unproved, counter",
        (visitor.shop, visit),
    ).fetchone()
    return Proof(*row[1:]) if row is not None and row[0] == device else NOTHING


class PinWanted(Refusal):
    """The PIN has to be proved: how, and how many tries are left after a wrong one (0 where none was typed)."""

    def __init__(self, code: str, name: str, challenge: str, left: int = 0) -> None:
        super().__init__(code, name=name)
        self.challenge, self.left = challenge, left


def check(home: Holding, visitor: Holding, account: str, name: str, asked: VisitAsked, device: str, proof: str) -> None:
    """Hold the proof that came ahead of an ask against the PIN at home.

    `Refusal`: `visit_pin_unset`, `visit_pin_locked`, `visit_pin` (none came), `visit_pin_wrong`.
    """
    connection = home.connection
    held = connection.execute(_HELD, (home.shop, account)).fetchone()
    pin_hash, mark = (str(held[0]), str(held[1])) if held else ("", "")
    challenge = challenge_of(pin_hash)
    if not challenge:
        raise Refusal("visit_pin_unset", name=name)
    if _failures(connection, home.shop, account, mark) >= PIN_TRIES:
        raise Refusal("visit_pin_locked", name=name)
    if not proof:
        raise PinWanted("visit_pin", name, challenge)
    if fits(pin_hash, proof, device, asked.id):
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
