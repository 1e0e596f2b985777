"""Sentences that stand above a page after something was done; the address names them, never carries them."""

from __future__ import annotations

from koperasi_pos.words import N_, _

NOTICES = {
    "signed-out": N_("You are signed out."),
    "ended": N_("Your session has ended. Please sign in again."),
    "password": N_("The new password is in force. Other sessions were ended."),
    "authenticator": N_("The authenticator is set up. It is asked for at every sign-in."),
    "others-ended": N_("All other sessions were ended."),
    "officer-saved": N_("The officer was saved."),
    "officer-gone": N_("The officer signs in no more."),
    "shop-saved": N_("The shop was saved."),
    "till-revoked": N_("The till was revoked. It is refused from now on."),
    "till-lost": N_("The till was declared lost."),
    "till-unfrozen": N_("The till goes on. Its next entries are taken again."),
    "till-vouched": N_("What was carried is booked now."),
    "looked-at": N_("Marked as looked at."),
    "message-sent": N_("The tills get it as soon as they are online."),
    "message-withdrawn": N_("It was withdrawn. It disappears from the tills as soon as they are online."),
    "message-ended": N_("It was ended. The tills hear of it as soon as they are online."),
    "wali-agreed": N_("Thank you. From now on you see your children here."),
    "wali-withdrawn": N_("Your consent is withdrawn. Nothing of your children is shown any more."),
    "wali-frozen": N_("The card is frozen. The tills of the shop hear of it as soon as they are online."),
    "wali-goes-on": N_("The card goes on. The tills of the shop hear of it as soon as they are online."),
    "wali-limits": N_("Saved. The tills of the shop hear of it as soon as they are online."),
    "wali-low": N_("Saved."),
    "wali-pin": N_("The new PIN is in force. Other telephones were signed out."),
    "wali-deletion": N_("Your request has arrived. The pesantren answers it here."),
    "wali-told": N_("Saved. Wali read it from now on."),
    "wali-answered": N_("The wali reads the answer now."),
    "card-topped-up": N_("It is on the card. The tills of the shop hear of it as soon as they are online."),
    "earlier-life-decided": N_("It was decided. The money can be spent again."),
    "visits-confirmed": N_("It was confirmed. Once both have, the tills of both shops hear of it."),
    "visits-ended": N_("It was ended. The tills of both shops hear of it as soon as they are online."),
    "visit-given-back": N_("It went back onto the card."),
    "keys-deposited": N_("The keys lie sealed here. Signed cards of this shop can pay at the other pesantren."),
    "keys-taken-away": N_("The keys were forgotten here. Signed cards of this shop pay at home alone."),
    "settlement-booked": N_("It counts. The tills of both shops hear of it as soon as they are online."),
    "settlement-said": N_("Written down. It counts once the other pesantren, or the province, has confirmed it."),
    "settlement-withdrawn": N_("It was withdrawn. What it had covered is owed again."),
    "code-ended": N_("The code was ended. Nobody can use it any more."),
}


def notice_of(key: str) -> str:
    """The sentence for a key, empty for anything else."""
    sentence = NOTICES.get(key)
    return _(sentence) if sentence else ""
