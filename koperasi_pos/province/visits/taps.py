"""Signed cards (NTAG 424 DNA) at another pesantren: keys deposited sealed, a tap proved here, its counter used once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from koperasi_pos.journal.documents import CardProved, VisitAsked
from koperasi_pos.province.database import Connection
from koperasi_pos.province.holder.holding import Holding
from koperasi_pos.province.officers import audit
from koperasi_pos.province.officers.rights import Officer
from koperasi_pos.province.vault import CARD_KEYS, Vault
from koperasi_pos.trade.sun_messages import SunKeys, verify
from koperasi_pos.trade.taps import Tap
from koperasi_pos.values import WIB, Refusal

NO_KEYS, UNPROVED = "keys", "unproved"
"""Why a tap is not proved: no keys of its home can be read here, or the message is not the card's."""


@dataclass(frozen=True, slots=True)
class Deposit:
    """That the keys of a shop's signed cards lie here, sealed; the keys themselves are shown to nobody."""

    by: str
    at: datetime


def deposited(connection: Connection, shop: str) -> Deposit | None:
    """Whether a shop has deposited the keys of its cards."""
    row = connection.execute("SELECT by, at FROM visit_card_key WHERE shop = %s", (shop,)).fetchone()
    return Deposit(*row) if row else None


def deposit(connection: Connection, vault: Vault, by: Officer, shop: str, text: str, *, now: datetime) -> None:
    """Keep the keys of a shop's cards sealed, for taps at other pesantren alone; tills of others never get them.

    `Refusal`: `officer_may_not`, `card_keys_wrong`, `secrets_shut`.
    """
    _check_who(by, shop)
    keys = SunKeys.read(text)
    connection.execute(
        "INSERT INTO visit_card_key (shop, sealed, by, at) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (shop) DO UPDATE SET sealed = excluded.sealed, by = excluded.by, at = excluded.at",
        (shop, vault.seal(keys.text(), owner_of(shop)), by.name, now),
    )
    audit.note(connection, by.login, "card_keys_deposited", shop)


def take_away(connection: Connection, by: Officer, shop: str) -> None:
    """Forget the keys of a shop's cards. `Refusal`: `officer_may_not`."""
    _check_who(by, shop)
    if connection.execute("DELETE FROM visit_card_key WHERE shop = %s", (shop,)).rowcount:
        audit.note(connection, by.login, "card_keys_taken_away", shop)


def owner_of(shop: str) -> str:
    """What the keys of a shop are sealed for."""
    return f"{CARD_KEYS}{shop}"


def _check_who(by: Officer, shop: str) -> None:
    by.check("visits")
    if by.shop and by.shop != shop:
        raise Refusal("officer_may_not")


def prove(connection: Connection, vault: Vault, home: str, uid: str, message: str) -> tuple[str, int]:
    """("", counter) of a message that the card itself made, else (why not, 0)."""
    row = connection.execute("SELECT sealed FROM visit_card_key WHERE shop = %s", (home,)).fetchone()
    try:
        text = vault.read(str(row[0]), owner_of(home)) if row else ""
    except Refusal:
        text = ""
    if not text:
        return NO_KEYS, 0
    try:
        proved = verify(Tap("ntag", uid=uid, message=message), SunKeys.read(text), lambda _uid: None)
    except (Refusal, ValueError):
        return UNPROVED, 0
    return "", proved.counter or 0


def check(home: Holding, card: str, name: str, asked: VisitAsked, proved: tuple[str, int] | None) -> None:
    """Hold a tap against what is known of the card; its counter has to rise.

    `Refusal`: `visit_signed_lease`, `visit_signed` (no keys here), `visit_unproved`, `visit_tap_again`.
    """
    if asked.lease:
        raise Refusal("visit_signed_lease", name=name)
    why, counter = proved or (UNPROVED, 0)
    if why == NO_KEYS or (proved is None and deposited(home.connection, home.shop) is None):
        raise Refusal("visit_signed", name=name)
    if why:
        raise Refusal("visit_unproved", name=name)
    row = home.connection.execute(
        "SELECT counter FROM card WHERE shop = %s AND card = %s", (home.shop, card)
    ).fetchone()  # fmt: skip
    if row is None or counter <= int(row[0]):
        raise Refusal("visit_tap_again", name=name)


def use_up(home: Holding, account: str, card: str, name: str, asked: VisitAsked, counter: int) -> None:
    """The tap has reserved money for one basket: no till at home believes it again, and nobody here."""
    home.write(
        CardProved(
            id=home.act_id(f"visit-tapped/{asked.id}"), account=account, card=card, name=name, counter=counter,
            day=home.now.astimezone(WIB).date().isoformat(), basket=asked.sale,
        )
    )  # fmt: skip
