"""What cards and accounts say no to, in words: the sentence names the goods and the rule."""

from __future__ import annotations

from koperasi_pos.words.catalogues import N_

CARD_REFUSALS: dict[str, str] = {
    # cards and accounts
    "card_unknown": N_("This card is not known here. Look the santri up, or try the card again."),
    "card_lost": N_("This card of {name} was reported lost and is dead for ever. Keep it, and tell the office."),
    "card_blocked": N_("This card of {name} was blocked by the province: {reason}. Keep it, and tell the office."),
    "card_inactive": N_("This card of {name} has not been handed out yet."),
    "card_missing": N_("Tap the card first."),
    "card_twice": N_("Only one card can pay for a basket."),
    "card_held": N_("{name} already has a card. Replace that one."),
    "cards_not_here": N_("No printed card was issued at this till. A chip is not printed; others print at their till."),
    "card_none": N_("{name} never had a card. Issue one."),
    "card_fee_short": N_(
        "{name} has not enough on the account for the fee of {fee}. Put money on it, or waive the fee."
    ),
    "card_number_form": N_("That is not the number of a card that can be used."),
    "card_number_taken": N_("This card belongs, or once belonged, to {name}. Take another one."),
    "card_number_of_several": N_("{count} people have the number {number}. Look for the name."),
    "account_unknown": N_("There is no account for this person yet. Open one first."),
    "account_exists": N_("{name} already has an account."),
    "forget_open": N_(
        "{name} has an account that is not closed ({balance} on it). Pay everything out and close it first."
    ),
    "person_forgotten": N_("The data of {token} was deleted for good; it does not come back. Enter the person anew."),
    "account_sort": N_("Choose whether it is a Kartu Santri or a Kartu OPOP."),
    "account_state": N_("Choose what the account is to be, and why."),
    "account_same": N_("Choose another account to move the money to."),
    "account_frozen": N_("The account of {name} is frozen ({freeze}). Ask the office."),
    "account_closed": N_("The account of {name} is closed."),
    # what is on it
    "card_short": N_("{name} has {balance} left, {missing} too little."),
    "card_rights_elsewhere": N_(
        "{name} has {balance} left, but this till may spend only {here} of it. The others are asked: with a line, try"
        " again in a minute."
    ),
    "card_ceiling": N_("At most {most} may be on one account; {name} can take {room} more."),
    "province_is_dead": N_(
        "The shop declared the province dead as a holder of card money. Nothing can be put on here."
    ),
    # cards of another pesantren
    "card_elsewhere": N_(
        "This card is not of this shop. If it is of another pesantren that pays here: F9 in the payment, then tap it."
    ),
    "visit_none": N_("Cards of no other pesantren are taken here. The owners of both shops can agree on it."),
    "visit_own": N_("This is a card of this shop. Pay with it the usual way."),
    "visit_offline": N_(
        "Without a line the home of this card cannot be asked, and nothing was drawn for it before. Take cash."
    ),
    "visit_missing": N_("Tap the card of the other pesantren first."),
    "visit_unknown": N_("Nothing was reserved under this number."),
    "visit_over": N_("What was reserved is paid or went back already. Tap the card again."),
    "visit_other_basket": N_("It was reserved for another basket. Tap the card again."),
    "visit_short": N_("Only {left} of it can be paid with this card. Take the rest another way."),
    "visit_not_known": N_("None of the pesantren that pay here knows this card."),
    "visit_waits": N_(
        "The money is at a till of the card's home, which was asked for it. Try again in a minute, or take cash."
    ),
    "visit_pin": N_("For this sum {name} types the PIN."),
    "visit_pin_wrong": N_("The PIN is not right. {name} has {left} tries left."),
    "visit_pin_locked": N_("Too many wrong PINs of {name}. Only the pesantren at home can let it go on. Take cash."),
    "visit_pin_unset": N_("For this sum {name} needs a PIN, and has none. It is set at home. Take less, or cash."),
    "visit_signed": N_(
        "The card of {name} signs its taps, and its home has not deposited the keys at the province. Its owner does so"
        " at Other pesantren. Take cash."
    ),
    "visit_signed_lease": N_("The card of {name} signs each tap, so that no sum is drawn ahead. It pays with a line."),
    "visit_unproved": N_("Hold the card of {name} itself to the reader; its number or a copy is not enough."),
    "visit_tap_again": N_("That tap of the card of {name} was used already. Tap it once more."),
    "visit_restored": N_("The province was restored meanwhile. Tap the card again."),
    "visit_limit": N_("The limits at home do not leave so much for {name}."),
    "visit_lease_most": N_("So much cannot be drawn at once for {name}."),
    "visit_refused": N_("{home} says no for {name}: {card_refusal}. {goods}"),
    "visit_self": N_("A shop does not agree with itself. Choose another one."),
    "visit_legal": N_("Read the legal note and tick the box first."),
    "visit_words": N_("Write down who confirmed for the shop, and how."),
    "reclaim_single": N_("Nothing was taken over twice there, or it is decided already."),
    "reclaim_nothing_here": N_("Nothing of it lies at this till now. Try again once it is here."),
    "settlement_none": N_("Nothing is left to be paid between these two pesantren."),
    "settlement_too_much": N_("Only {rest} is left to be paid. Look at the amount again."),
    "settlement_proof": N_("Write down the number of the proof: of the transfer or of the receipt."),
    "settlement_known": N_("A payment with the proof {proof} is written down already."),
    "settlement_unknown": N_("There is no such payment, or it was withdrawn already."),
    "settlement_not_yours": N_("Only who gets the money, or the province, can say that it has arrived."),
    "day_to_come": N_("Type the day on which it was paid, such as 27/11/2026; not a day to come."),
    "visit_not_agreed": N_("There is no agreement with this shop."),
    "nothing_on_card": N_("Nothing is on the account of {name}."),
    "transfer_known": N_("The transfer {reference} was put on a card already."),
    "allowance_empty": N_("The sheet has no line that can be put on a card."),
    "allowance_twice": N_("An account stands in the sheet twice."),
    "allowance_wrong": N_("{count} rows of the sheet cannot be put on a card, the first is row {line}. Nothing was."),
    "allowance_other": N_(
        "Under the name {label} {name} got {before} already (till {till}). Take the row out, or write another name."
    ),
    "double_elsewhere": N_("That allowance was put on at till {till}: decide it there."),
    "double_settled": N_("The allowance of {name} was decided already."),
    "santri_row": N_("Row {line} lacks the NIS or the name."),
    "santri_twice": N_("The NIS {nis} stands in the sheet twice."),
    "photo_form": N_("That is no photo. Choose a JPEG, PNG or WebP."),
    "photo_of": N_("The photo {file} of {name} cannot be read."),
    # PIN
    "card_pin_needed": N_("{name} must type the PIN."),
    "card_pin_unset": N_("{name} has no PIN yet. Set one first, or take cash."),
    "card_pin_wrong": N_("Wrong PIN of the card. Tries left: {left}."),
    "card_pin_locked": N_("The PIN of {name} is locked after too many wrong ones. The office can release it."),
    "pin_rule_unknown": N_("A PIN is asked for never, above a sum, or always."),
    # limits
    "card_limit": N_(
        "At most {most} may be spent for {period}; {left} of it is left: {over} too much. Take out {goods}, or pay it"
        " in cash."
    ),
    "card_limit_category": N_(
        "For {category} at most {most} may be spent for {period}; {left} of it is left: {over} too much. Take out"
        " {goods}."
    ),
    "card_limit_elsewhere": N_(
        "The limits of this card are kept at another till; without hearing from it only {most} can be spent here."
    ),
    "card_allergen": N_("{goods} contains {allergens}, which this santri must not eat. Never sell it to this santri."),
    "card_no_buy": N_("The wali does not want this santri to buy {goods}. Take it out."),
    "card_blocked_category": N_("{goods} is {category}, which this card may not pay. Take it out."),
    "card_hours": N_("Cards are taken only at these times: {hours}."),
    "limit_above_rules": N_("The pesantren allows {most} at most ({period}). The wali can only go below."),
    "limit_period": N_("A limit is for a purchase, a day, a week or a month."),
    "limit_categories": N_("A limit is either for some categories or for all but some."),
    "week_start_form": N_("Choose the day on which the week begins."),
    "hours_form": N_("{text} is no span of hours; write it as 06:00-21:30."),
    # rights
    "rights_not_here": N_("This till holds only {here} of the account."),
    "rights_to_self": N_("Choose another till."),
    "rights_to_dead": N_("That till was declared dead. Nothing can be given to it."),
    "rights_none": N_("That till holds nothing."),
    "till_is_dead": N_("This till was declared dead for cards: what it held went to another till. Take cash here."),
    "home_elsewhere": N_("The limits of this account are kept at another till."),
    "till_unknown": N_("There is no till {till} that could be given anything."),
    "transfer_unknown": N_("This till has not heard of that transfer yet."),
    "transfer_elsewhere": N_("That transfer is for another till."),
    "transfer_taken": N_("That transfer was taken already."),
}
"""Code → sentence with facts in braces."""
