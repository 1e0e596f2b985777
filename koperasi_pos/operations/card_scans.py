"""Whether a scan is a card or goods: what the catalogue knows is goods, also where it looks like a card's number."""

from __future__ import annotations

from koperasi_pos.operations import products
from koperasi_pos.operations.till import Till
from koperasi_pos.settings import CardReaderSettings
from koperasi_pos.trade.card_codes import Candidate, Profile, card_in, number_of
from koperasi_pos.trade.codes import read_scan
from koperasi_pos.trade.taps import Tap


def profile_of(settings: CardReaderSettings) -> Profile | None:
    """How this machine's reader types; `None` where it has none that does."""
    if settings.kind != "wedge":
        return None
    return Profile(settings.base, settings.reversed_bytes, settings.prefix, settings.suffix)


def card_scanned(till: Till, text: str, profile: Profile | None) -> Candidate | None:
    """The card that a scan is, or may be; `None` for goods, receipts and everything else."""
    found = card_in(text, profile)
    if found is None or found.sure:
        return found
    scan = read_scan(text)
    return None if products.by_code(till, scan.code or text) else found


def card_typed(text: str, profile: Profile | None) -> Tap | None:
    """The tap in what only the card reader can have typed."""
    uid = number_of(text, profile) if profile is not None else None
    return Tap("wedge", uid) if uid else None
