"""Lessons in words: what each asks for, a hint, and what is said when something else was done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from koperasi_pos.words.catalogues import N_, _
from koperasi_pos.words.numbers import percent, quantity, rupiah

TITLES: dict[str, str] = {
    "open": N_("Open the shift"),
    "scan": N_("Scan three goods"),
    "times": N_("Several at once"),
    "cash": N_("Take cash, give change"),
    "hold": N_("Hold and call back"),
    "remove": N_("Take a wrong line out"),
    "pack": N_("Sell a whole pack"),
    "weight": N_("Sell by weight"),
    "wholesale": N_("Sell wholesale"),
    "discount": N_("Discount with approval"),
    "refund": N_("Take goods back"),
    "card": N_("Pay by card"),
    "limit": N_("The limit says no"),
    "top_up": N_("Money onto a card"),
    "lost": N_("A lost card"),
    "close": N_("Close the shift"),
}
"""Title of a lesson; the seventh goes by the form of its goods."""

TASKS: dict[str, str] = {
    "open": N_("Your duty begins. In the drawer lie {float} to give change with: open the shift with that float."),
    "scan": N_("Put these three goods into the basket by their codes. Scan them here, or type a code and press Enter."),
    "times": N_("The customer takes three of {goods}. Put them in at once: type 3*, then the code."),
    "cash": N_("The customer hands you {given}. Take the money and give the right change."),
    "cash_empty": N_("Put goods in first. The customer then hands you a note: take it and give the right change."),
    "hold": N_("The customer forgot the purse. Put the basket aside, then call it back."),
    "remove": N_("Put {keep} and {drop} into the basket. {drop} was wrong: take that line out again."),
    "pack": N_("The customer takes a whole {unit} of {goods}. Scan the code of the {unit}."),
    "weight": N_("The customer wants {quantity} {unit} of {goods}. Put it in with that weight."),
    "wholesale": N_("The customer takes {quantity} {unit} of {goods}: that is the wholesale price. Put them in."),
    "discount": N_(
        "Sell {goods} with {percent} off. That is more than you may give alone: {head} approves with {pin}."
    ),
    "refund_empty": N_("A customer will bring a receipt back. None is there yet: sell something first."),
    "refund": N_(
        "A customer brings receipt {receipt} and one of its goods back. Refund it; {head} approves with {pin}."
    ),
    "card": N_(
        "The santri in the picture pays; two cards lie there. Tap the one with the photo of this face, then pay."
    ),
    "card_empty": N_("Put {goods} in first. A santri then pays by card: look at the face."),
    "limit": N_("{name} brings {keep} and {drop}. Tap the card and let it pay; do what the refusal says."),
    "top_up": N_("The wali of {name} brings {brought} in cash for the card. Put it on."),
    "lost": N_("{name} lost the card. Block it and issue a new one; {head} approves with {pin}."),
    "close": N_("Your duty ends. Count the drawer shown here, close the shift with what you counted, and read the Z."),
}

HINTS: dict[str, str] = {
    "open": N_("Ctrl+7 leads to the shift. Type the float and press F9."),
    "scan": N_("Ctrl+1 leads to the till page. The cursor stands in the search field by itself."),
    "times": N_("Type 3* and Enter, or 3*code in one go. The next goods then count three times."),
    "cash": N_("F9 opens the payment. Type what the customer handed over and press Enter; the change stands in large."),
    "hold": N_("F8 puts the basket aside under a name. F7 shows what is held; Enter takes it back."),
    "remove": N_("Go to the line with the arrow keys and press Del. Do not cancel the whole basket."),
    "pack": N_("The large pack has a code of its own. Scanned, the line says its unit and its price."),
    "weight": N_("Type the code and Enter; then the weight is asked for. A comma stands before the grams: 0,75."),
    "wholesale": N_("Type how many and a star, then the code. From this quantity on the price falls by itself."),
    "discount": N_("Scan the goods, then F4: the number with a percent sign. At F9 the head types the PIN."),
    "refund": N_("Ctrl+6 leads to the receipts. Choose the receipt, press F6, type how much comes back and why."),
    "card": N_("Goods first. Touch a card here or press its key, compare the photo at the right, then F10, Enter."),
    "limit": N_("Scan both, touch the card, then F10. The goods that are too much stand beside F1: press it, Enter."),
    "top_up": N_("Ctrl+K leads to the cards. Touch the card here, then F5: the amount, Enter."),
    "lost": N_("Ctrl+K leads to the cards. Type the name, choose it, then F7 twice through: lost, then the new card."),
    "close": N_("Ctrl+7 leads to the shift, F9 closes it. Type what you really counted, also where it does not fit."),
}

SAID: dict[str, str] = {
    "no_shift": N_("No shift is open. Open one first (Ctrl+7)."),
    "shift_was_open": N_("A shift is open already. Close it first (Ctrl+7, F9), then open a new one."),
    "float_other": N_("The shift is open with {amount}, but {float} lie in the drawer. Close it and open it again."),
    "not_on_card": N_("{name} is not among the three. Take it out (Del) and look at the code again."),
    "picked_by_hand": N_("{name} was chosen from a list. Take it out (Del) and use its code."),
    "scanned": N_("{count} of {wanted}. Go on like that."),
    "one_by_one": N_("Three of {name} are there, but one after the other. Take them out and try it with 3*."),
    "times_other": N_("{quantity} of {name} went in at once. Three are wanted: 3*."),
    "times_goods": N_("That was {name}. Use the code of {wanted}."),
    "fill_basket": N_("The basket is empty. Put {name} in first."),
    "not_cash": N_("That was not paid in cash. Put goods in again and take cash."),
    "received_exact": N_("You took the exact amount, but the customer gave {given} and waits for change. Try again."),
    "received_other": N_("You typed {received}, but the customer gave {given}. Put goods in and try again."),
    "change": N_("Well paid. How much change did the customer get? Read it off receipt {number} or the till page."),
    "change_again": N_("That is not the change. It stands on the receipt (Ctrl+6), in the line Change."),
    "now_call_back": N_("The basket is on hold. Now call it back with F7."),
    "dropped_not_held": N_("The basket was let go: nothing of it is left. Put goods in and press F8 this time."),
    "sold_not_held": N_("The basket was sold. Put goods in and press F8 this time."),
    "dropped_all": N_("The whole basket was let go. Put both goods in again and take out one line only (Del)."),
    "sold_wrong": N_("{name} was sold after all. Put both goods in again and take it out before paying."),
    "removed_right": N_("{name} was right and is gone now. Put it in again; the other one is wrong."),
    "now_remove": N_("Both are in. Now take {name} out (Del)."),
    "special_goods": N_("That was {name}. Use the code of {wanted}."),
    "pack_single": N_("That went in as {unit}. Take it out (Del) and scan the code of the {wanted}."),
    "weight_other": N_("{quantity} {unit} went in, but {enough} {unit} are wanted. F3 changes the quantity."),
    "wholesale_other": N_("{quantity} {unit} are in. The wholesale price begins at {enough}: F3 changes the quantity."),
    "now_pay": N_("The discount is given. Now take the money (F9); the head approves."),
    "no_discount": N_("That was sold without a discount. Put it in again and press F4: {points}."),
    "discount_other": N_("{amount} were taken off. {points} were asked for: try it once more."),
    "not_approved": N_("Nobody approved that. Work under your own name and let the head type the PIN at F9."),
    "sell_first": N_("Nothing was sold yet. Sell {name} first; that receipt comes back."),
    "refund_other": N_("That was receipt {number}. The customer has {wanted}."),
    "cash_not_refund": N_("Cash was taken out, but the goods did not come back. Take receipt {wanted} back with F6."),
    "not_by_card": N_("That was not paid by card. Put the goods in again, tap the card and press F10."),
    "face_other": N_("That was the card of {name}: another face. Compare the photo before you take the money."),
    "card_by_number": N_("The card lies here: tap it instead of typing a number."),
    "card_and_cash": N_("A part was paid another way. Try again with the card alone."),
    "card_left": N_("Well paid. How much is left on the card? It stands on the till page and on receipt {number}."),
    "card_left_again": N_("That is not what is left. Read it on the till page, or on the receipt (Ctrl+6)."),
    "limit_now_card": N_("Both are in. Tap the card of {name} and press F10."),
    "limit_refused": N_("Read why: both go beyond the limit. Take out {goods}, and let the card pay the rest."),
    "limit_raised": N_("The head allowed it this time. Try again, and take one item out instead."),
    "limit_not_card": N_("That was not paid by the card of {name}. Put both in again and tap the card."),
    "limit_not_met": N_("The limit was not met. Put both goods in before the card of {name} pays."),
    "top_up_other": N_("That went onto the card of {name}. Put it on the card of {wanted}."),
    "top_up_amount": N_("{amount} were put on, but {given} were brought. Try again."),
    "top_up_way": N_("The wali brought cash: choose cash, so that it is counted in the drawer."),
    "top_up_balance": N_("It is on the card. How much has {name} now?"),
    "top_up_balance_again": N_("That is not the balance. It stands on the page of cards and on the slip."),
    "lost_now_issue": N_("The card of {name} is dead. Now issue the new one (F7)."),
    "lost_other": N_("That was the card of {name}. {wanted} is who lost it."),
    "lost_frozen": N_("Frozen is for a while. A lost card is blocked for ever with F7, and the account goes on."),
    "not_blind": N_("The expected cash was looked at before the count. Open a shift again and count without looking."),
    "count_other": N_("You counted {counted}, but {inside} lie in the drawer. Open a shift again and count once more."),
    "difference": N_("The shift is closed. Which difference does the Z of shift {number} show?"),
    "difference_again": N_("That is not the difference. It stands on the Z in large, below what was counted."),
    "done": N_("Done, well worked!"),
}
"""Code of a verdict → what is said."""

MONEY = ("float", "amount", "given", "received", "counted", "inside", "brought")


def title(lesson: str) -> str:
    """The title of a lesson."""
    return _(TITLES[lesson])


def task(lesson: str, facts: Mapping[str, Any]) -> str:
    """What a lesson asks for."""
    return _(TASKS[lesson]).format(**_in_words(facts))


def hint(lesson: str) -> str:
    """How it is done."""
    return _(HINTS[lesson])


def said(code: str, facts: Mapping[str, Any]) -> str:
    """What is said about what was done."""
    return _(SAID[code]).format(**_in_words(facts))


def _in_words(facts: Mapping[str, Any]) -> dict[str, str]:
    """Figures as people read them."""
    shown = {}
    for name, value in facts.items():
        if name in MONEY:
            shown[name] = rupiah(value)
        elif name in ("percent", "points"):
            shown[name] = percent(value)
        elif name in ("quantity", "enough"):
            shown[name] = quantity(value)
        else:
            shown[name] = str(value)
    return shown
