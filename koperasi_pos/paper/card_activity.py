"""Who did what with cards and accounts, in a sentence for every kind of document."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from koperasi_pos.journal.documents import (
    AccountOpened,
    AccountPinSaved,
    AccountStateSaved,
    AllowanceSettled,
    BalanceMoved,
    CardIssued,
    CardProved,
    CardRefused,
    CardStateSaved,
    CardViewed,
    CashedOut,
    Document,
    LimitRaised,
    LimitsHeard,
    LimitsSaved,
    PersonForgotten,
    PinLocked,
    ReclaimSettled,
    RightsAsked,
    RightsIn,
    RightsOut,
    RightsReclaimed,
    ToppedUp,
)
from koperasi_pos.words import _, n_
from koperasi_pos.words.numbers import rupiah
from koperasi_pos.words.terms import term


def _opened(document: Document) -> str:
    opened = cast(AccountOpened, document)
    return _("Opened an account for {name} ({sort})").format(name=opened.name, sort=term("account_sort", opened.sort))


def _state(document: Document) -> str:
    saved = cast(AccountStateSaved, document)
    told = _("The account of {name} is now: {state}").format(name=saved.name, state=term("account_state", saved.state))
    return f"{told} ({term('freeze', saved.reason)})" if saved.reason else told


def _pin(document: Document) -> str:
    saved = cast(AccountPinSaved, document)
    told = _("Set the PIN of {name}") if saved.pin_hash else _("Took away the PIN of {name}")
    return told.format(name=saved.name)


def _limits(document: Document) -> str:
    saved = cast(LimitsSaved, document)
    told = _("Set the limits of {name}").format(name=saved.name)
    return f"{told} ({saved.wali})" if saved.wali else told


def _raised(document: Document) -> str:
    raised = cast(LimitRaised, document)
    return _("Let {name} go beyond the limits once ({reason})").format(name=raised.name, reason=raised.reason)


def _issued(document: Document) -> str:
    issued = cast(CardIssued, document)
    told = _("Replaced the card of {name}") if issued.replaces else _("Issued a card to {name}")
    return told.format(name=issued.name) + (_(", fee {fee}").format(fee=rupiah(issued.fee)) if issued.fee else "")


def _proved(document: Document) -> str:
    proved = cast(CardProved, document)
    told = n_(
        "The card of {name} proved itself ({count} reading)",
        "The card of {name} proved itself ({count} readings)",
        proved.counter,
    )
    return told.format(name=proved.name, count=proved.counter)


def _card(document: Document) -> str:
    saved = cast(CardStateSaved, document)
    told = _("Card of {name}: {state}").format(name=saved.name, state=term("card_state", saved.state))
    return f"{told} ({saved.reason})" if saved.reason else told


def _viewed(document: Document) -> str:
    viewed = cast(CardViewed, document)
    if not viewed.account:
        return _("Looked at the balances of all cards")
    return _("Looked at {what} of {name}").format(what=term("card_view", viewed.what), name=viewed.name)


def _refused(document: Document) -> str:
    refused = cast(CardRefused, document)
    told = _("Card of {name} refused: {why}").format(name=refused.name, why=term("card_refusal", refused.code))
    return f"{told} ({', '.join(refused.goods)})" if refused.goods else told


def _topped_up(document: Document) -> str:
    done = cast(ToppedUp, document)
    if len(done.lines) == 1:
        return _("Put {amount} on the card of {name} ({way})").format(
            amount=rupiah(done.total), name=done.lines[0].name, way=term("top_up_way", done.way)
        )
    count = len(done.lines)
    told = n_("Put {amount} on {count} card ({label})", "Put {amount} on {count} cards ({label})", count)
    return told.format(amount=rupiah(done.total), count=count, label=done.reference)


def _paid_out(document: Document) -> str:
    done = cast(CashedOut, document)
    told = _("Paid {amount} out from the card of {name} ({purpose})")
    return told.format(amount=rupiah(done.amount), name=done.name, purpose=term("out_purpose", done.purpose))


def _moved(document: Document) -> str:
    done = cast(BalanceMoved, document)
    told = _("Moved {amount} from the card of {name} to that of {other} ({word})")
    return told.format(amount=rupiah(done.amount), name=done.name, other=done.to_name, word=done.word)


def _asked(document: Document) -> str:
    asked = cast(RightsAsked, document)
    if not asked.amount:
        return _("Asked another till to allow {amount} within the limits").format(amount=rupiah(asked.allowed))
    return _("Asked another till for the right to spend {amount}").format(amount=rupiah(asked.amount))


def _heard(document: Document) -> str:
    count = len(cast(LimitsHeard, document).accounts)
    told = n_(
        "Heard of other limits of {count} account: what was allowed before lapsed",
        "Heard of other limits of {count} accounts: what was allowed before lapsed", count,
    )  # fmt: skip
    return told.format(count=count)


def _out(document: Document) -> str:
    return _("Gave another holder the right to spend {amount}").format(amount=rupiah(cast(RightsOut, document).amount))


def _in(document: Document) -> str:
    return _("Took the right to spend {amount}").format(amount=rupiah(cast(RightsIn, document).amount))


def _reclaimed(document: Document) -> str:
    done = cast(RightsReclaimed, document)
    told = _("Declared a holder dead and took over its rights to {amount} ({reason})")
    return told.format(amount=rupiah(done.amount), reason=done.reason)


def _pin_locked(document: Document) -> str:
    said = cast(PinLocked, document)
    if not said.locked:
        return _("{name} may type the PIN again").format(name=said.name)
    return _("Too many wrong PINs of {name} at {shop}").format(name=said.name, shop=said.shop_name)


def _given_back(document: Document) -> str:
    done = cast(ReclaimSettled, document)
    if not done.lines:
        return _("Left what was taken over twice from a dead holder as it is ({word})").format(word=done.word)
    told = _("Gave back {amount} that was taken over twice from a dead holder ({word})")
    return told.format(amount=rupiah(done.amount), word=done.word)


def _decided(document: Document) -> str:
    done = cast(AllowanceSettled, document)
    if not done.amount:
        return _("The second allowance of {name} was right ({word})").format(name=done.name, word=done.word)
    told = _("Took {amount} back from {name}: an allowance put on twice ({word})")
    return told.format(amount=rupiah(done.amount), name=done.name, word=done.word)


def _forgotten(document: Document) -> str:
    gone = cast(PersonForgotten, document)
    return _("Deleted the data of a person for good: {token} ({word})").format(token=gone.token, word=gone.word)


CARD_SENTENCES: dict[str, Callable[[Any], str]] = {
    "card_rules": lambda _document: _("Saved the rules for cards"),
    "account_opened": _opened,
    "account_state": _state,
    "account_pin": _pin,
    "account_limits": _limits,
    "pin_locked": _pin_locked,
    "limit_raised": _raised,
    "card_issued": _issued,
    "card_state": _card,
    "card_proved": _proved,
    "card_viewed": _viewed,
    "card_refused": _refused,
    "topped_up": _topped_up,
    "cashed_out": _paid_out,
    "balance_moved": _moved,
    "allowance_settled": _decided,
    "limits_heard": _heard,
    "rights_asked": _asked,
    "rights_out": _out,
    "rights_in": _in,
    "rights_reclaimed": _reclaimed,
    "reclaim_settled": _given_back,
    "person_forgotten": _forgotten,
}
