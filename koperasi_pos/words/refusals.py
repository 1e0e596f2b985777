"""Refusals in words: for every code the sentence that tells people what stood in the way and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Protocol

from koperasi_pos.words.card_refusals import CARD_REFUSALS
from koperasi_pos.words.catalogues import N_, _
from koperasi_pos.words.dates import date_short, moment
from koperasi_pos.words.line_refusals import LINE_REFUSALS
from koperasi_pos.words.numbers import percent, quantity, rupiah
from koperasi_pos.words.province_refusals import PROVINCE_REFUSALS
from koperasi_pos.words.terms import TERMS, term
from koperasi_pos.words.wali_refusals import WALI_REFUSALS

REFUSALS: dict[str, str] = {
    **LINE_REFUSALS,
    **WALI_REFUSALS,
    "print_training": N_("In training nothing is printed by itself. Print a copy from the receipts page."),
    "printer_address_missing": N_("Please type the address of the printer."),
    "pin_not_the_same": N_("The two PINs are not the same."),
    "day_form": N_("{text} is no day; write it as 2026-11-24."),
    "option_form": N_("{text} cannot be read as an option."),
    "columns_missing": N_("The file has no column named {columns}."),
    "code_unknown": N_("Nothing has the code {text}."),
    "code_of_several": N_("The code {text} belongs to {count} goods; it is not clear which one is meant."),
    "quantity_unreadable": N_("{text} is no quantity."),
    "price_zero": N_("A price of zero cannot be rung up."),
    "moment_form": N_("{text} is no time; write it as 2026-11-24 13:07:00."),
    "receipt_apart": N_("The rows of receipt {receipt} do not stand together."),
    "receipt_without_row": N_("The receipt was rung up before as {number}, without this row."),
    "file_form": N_("The file {file} is no text with columns ({reason})."),
    "no_shift_on": N_("No shift of {day} has been closed."),
    "price_unreadable": N_("{text} is no amount in rupiah."),
    "sign_in_first": N_("Please sign in first."),
    # what stands on the counter
    "scale_silent": N_("The scale says nothing. Is it switched on, and its cable in? Or type the weight."),
    "scale_overload": N_("Too much lies on the scale. Take some off."),
    "scale_moving": N_("The scale still moves. Wait a moment."),
    "scale_negative": N_("The scale shows less than nothing. Empty it and set it to zero."),
    "scale_empty": N_("Nothing lies on the scale."),
    "device_off": N_("Not set up."),
    "device_opening": N_("Looking for it …"),
    "device_waiting": N_("The port {port} is open, nothing has come yet."),
    "device_absent": N_("There is no device at {port}. Plug it in, or choose another port ({reason})."),
    "device_busy": N_("Another program uses {port}, or this one may not ({reason})."),
    "device_lost": N_("{port} was lost. It is taken up again as soon as it is there ({reason})."),
    "device_setting": N_("{port} does not take these settings ({reason})."),
    "device_port": N_("Choose the port it is plugged into."),
    "device_unknown": N_("This program does not know that kind of device."),
    # card readers and what lies on them
    "card_wedge": N_("Waits for cards. Test it under Card reader with F7."),
    "card_looking": N_("Looking for card readers …"),
    "card_no_reader": N_("No card reader is plugged in. Plug it in; it is found by itself."),
    "card_no_software": N_(
        "This computer has no card service (PC/SC). On Linux install pcscd; it is then found by itself ({reason})."
    ),
    "card_no_service": N_("The card service (PC/SC, pcscd) does not run. It is taken up once it does ({reason})."),
    "card_service_trouble": N_("The card service is in trouble and is asked again ({reason})."),
    "card_too_short": N_("The card was taken away too soon. Hold it on the reader a little longer."),
    "card_mute": N_("The card does not answer. Take it off and lay it down again, flat and alone."),
    "card_reader_taken": N_("Another program uses the card reader. Close it and tap again."),
    "card_no_number": N_("This card gives no number, so it cannot be used here (answer {status})."),
    "card_number_wrong": N_("The number {number} cannot be one of a card. Tap it again."),
    "card_number_random": N_(
        "This gives another number at every tap, as telephones and e-KTP do. It cannot be used as a card."
    ),
    "card_message_wrong": N_("The card carries no signed message of ours."),
    "card_foreign": N_("This card was not made for this shop, or it is a forgery. Take no money from it."),
    "card_mixed": N_("Two cards lie on the reader, or the message is of another card. Tap one card alone."),
    "card_tap_again": N_("Tap the card of {name} once more: its tap was for another basket, or has paid already."),
    "card_unproved": N_(
        "This card must prove itself and does not, so it may be a copy. Tap it again; if it stays so, keep it."
    ),
    "card_copied": N_("This was shown before, so it may be a copy. Tap the card again; if it stays so, keep it."),
    "card_keys_none": N_("This card proves itself, but this till has no keys for it. The head types them in Devices."),
    "card_keys_wrong": N_("The keys of the cards have a slip in them. Compare them with the paper, group by group."),
    "nis_wrong": N_("{nis} is no NIS. Please look again."),
    # labels of the shop's scale
    "label_not_weighed": N_("The label carries a sum, but {name} is not sold by weight. Change that under Goods."),
    "label_no_price": N_("{name} has no price a unit yet, so the label's sum gives no weight. Set one under Goods."),
    "label_sum": N_("The sum on the label of {name} cannot be. Weigh it again."),
    "label_currency": N_(
        "The label of {name} asks for another currency (number {currency}) than the rupiah. Weigh it again."
    ),
    "label_prefix_form": N_("Prefixes of scale labels are numbers from 20 to 29, such as 21, 22."),
    # this machine's settings
    "settings_broken": N_("The settings could not be understood. They were kept as {file}; please set them again."),
    "settings_unreadable": N_("The settings in {file} could not be read ({reason}). The usual ones are in force."),
    # the shop's file
    "till_in_use": N_("The shop in {folder} is already open in another window. Close that one first."),
    "no_shop_here": N_("There is no shop in {folder} yet. Make a new one, or restore a backup there."),
    "wrong_key": N_("This computer's key does not open {file}. Restore the key, or restore a backup."),
    "key_missing": N_("The key of the shop in {folder} is missing. Type the recovery code that was written down."),
    "key_damaged": N_("The key of the shop in {folder} is damaged. Type the recovery code that was written down."),
    "recovery_code_wrong": N_("That is not the recovery code. Compare every group of four with the paper."),
    "file_exists": N_("There is already a file {file}. Choose another name."),
    "file_not_written": N_("The file {file} could not be written ({reason}). Choose another place."),
    "file_missing": N_("There is no file {file}."),
    "backup_unreadable": N_("{file} is no whole backup of a shop ({reason}). Nothing was changed; choose another one."),
    # the shop and its tills
    "no_shop_yet": N_("No shop has been set up on this computer yet."),
    "shop_exists": N_("There is already a shop in {folder}."),
    "till_code_form": N_("A till's code is a letter and up to three letters or digits, such as K1."),
    "rounding_unknown": N_("Cash is rounded to 50, 100 or 500 rupiah or not at all, not to {unit}."),
    # people at the till
    "name_missing": N_("A name is needed."),
    "pin_form": N_("A PIN has six digits."),
    "pin_weak": N_("That PIN is too easy to guess. Choose another one."),
    "pin_wrong": N_("Wrong PIN. Tries left: {left}."),
    "pin_wait": N_("Too many wrong PINs. Try again in {seconds} seconds."),
    "pin_locked": N_("The PIN of {name} is locked. The head of the shop can set a new one."),
    "staff_unknown": N_("This person does not work at the till."),
    "role_unknown": N_("There is no role {role}."),
    "last_head": N_("A shop needs a head. Name another head first."),
    "needs_approval": N_("Your role may not do this alone ({right}). Somebody who may must approve."),
    "may_not_approve": N_("{name} may not approve this ({right})."),
    # basket and payment
    "basket_empty": N_("The basket is empty."),
    "basket_gone": N_("This held basket is no longer there; it was already recalled."),
    "line_gone": N_("This line is no longer in the basket."),
    "quantity_not_positive": N_("The quantity must be above zero."),
    "quantity_too_large": N_("That is too many. At most {most} fit on one line."),
    "quantity_not_whole": N_("{name} is sold in whole pieces only."),
    "price_out_of_range": N_("That price is not possible. Check its digits."),
    "price_needed": N_("{name} has no fixed price. Type the price."),
    "discount_out_of_range": N_("A discount lies between nothing and the whole price."),
    "discount_over_cap": N_("This discount ({asked}) is above your limit ({basis_points}). Ask for approval."),
    "total_changed": N_("The total has changed from {seen} to {total}. Check the basket, then pay again."),
    "amount_out_of_range": N_("That amount is not possible. Check its digits."),
    "not_enough_cash": N_("The money is {missing} short."),
    "paid_too_much": N_("Without cash, {over} more than the total was entered."),
    "cash_not_needed": N_("Everything is already paid without cash."),
    "reference_missing": N_("Type the reference of the payment ({way})."),
    "sedekah_too_much": N_("Not more than the change ({change}) can be given as sedekah."),
    "way_unknown": N_("There is no way to pay called {way}."),
    # refunds
    "receipt_unknown": N_("There is no receipt {number}."),
    "receipt_of_several": N_("{text} can mean several receipts: {numbers}. Write the whole number."),
    "refund_empty": N_("Choose what comes back."),
    "refund_line_twice": N_("A line of the receipt was chosen twice."),
    "refund_line_unknown": N_("This line is not on the receipt."),
    "refund_other_till": N_("{number} was sold at till {till}. It can be taken back only there."),
    "refund_more_than_sold": N_("Of {name} at most {most} can still come back."),
    # shifts
    "no_open_shift": N_("The till is not open. Open the shift first."),
    "shift_open": N_("The shift of {cashier} is still open. Close it first."),
    "shift_unknown": N_("There is no shift {number}."),
    "purpose_unknown": N_("There is no purpose {purpose}."),
    "reason_missing": N_("Write a reason."),
    "count_missing": N_("Count the money in the drawer first."),
    "count_negative": N_("A count cannot be below zero."),
    # products, customers, promotions
    "product_unknown": N_("Product not found."),
    "product_inactive": N_("{name} is no longer sold."),
    "product_class": N_("Choose the tax class and the pillar from the list."),
    "name_too_long": N_("The name is too long. At most {most} characters fit on paper."),
    "shop_code_taken": N_("Another product already has the code {shop_code}."),
    "unit_missing": N_("A unit is needed, such as pcs or kg."),
    "unit_twice": N_("Two packs have the same unit."),
    "base_factor": N_("The first unit is the base unit: one of it is one."),
    "base_unit_differs": N_("The file says {unit}, but the shop keeps this product in {held}."),
    "factor_not_positive": N_("Say how many base units are in one {unit}."),
    "price_missing": N_("{name} has no price yet."),
    "halal_form": N_("That is not the number of a halal certificate."),
    "pirt_form": N_("That is not a PIRT number."),
    "picture_form": N_("The picture must be a JPEG or PNG of at most {most} KiB."),
    "person_unknown": N_("Nobody with this name or number is known here."),
    "tier_unknown": N_("There is no price group {tier}."),
    "promotion_form": N_("There is no kind of promotion called {form}."),
    "promotion_dates": N_("The promotion ends before it begins."),
    "promotion_goods": N_("Choose products or categories for the promotion."),
    "promotion_n_for_m": N_("The customer must pay for fewer than are taken, and for at least one."),
    "promotion_percent": N_("The percentage lies above 0 and up to 100."),
    "promotion_bundle": N_("A bundle needs products, quantities and a price."),
    # consignment
    "consignor_unknown": N_("There is no such consignor."),
    "consignor_several": N_("{count} consignors are called {text}. Type more of the name."),
    "consignor_class": N_("Choose who the consignor is and who bears a loss from the list."),
    "consignor_has_goods": N_("{name} still has goods in the shop. Give them back first."),
    "consignment_terms": N_("The shop keeps from 0 to 100 percent, or an amount a piece that is not below zero."),
    "consigned_to_other": N_("{name} belongs to {other}."),
    "consigned_in_stock": N_("The shop has {name} of its own in stock. Make new goods for the consignor."),
    "consigned_on_shelf": N_("Some {name} is still here. Give it back first."),
    "consigned_empty": N_("Choose the goods first."),
    "consigned_not_there": N_("By the books only {most} of {name} is there."),
    "consigned_more_left": N_(
        "More of {name} is left than there should be ({most}). Write down what was brought first."
    ),
    "consigned_not_bought": N_("{name} belongs to a consignor: take it in as consigned goods."),
    "consigned_elsewhere": N_("{name} belongs to a consignor: book it under consigned goods."),
    "not_consigned": N_("{name} does not belong to this consignor."),
    "nothing_to_settle": N_("There is nothing to settle with {name}."),
    "settlement_changed": N_("Something was sold meanwhile: {payable} instead of {seen}. Look again, then settle."),
    "nothing_owed": N_("Nothing is owed to {name}."),
    "owed_less": N_("Only {owed} is owed to {name}."),
    "payout_unknown": N_("A consignor cannot be paid that way ({payout})."),
    "days_future": N_("Days to come cannot be settled yet."),
    "days_order": N_("The last day lies before the first."),
    # printer and print queue
    "printer_none": N_("This till has no printer. Choose one in the settings."),
    "printer_unknown": N_("This program has no driver {driver} for a printer. Choose another kind in the settings."),
    "printer_address": N_("Where is the printer? Type its address, or the file, in the settings."),
    "code_page_unknown": N_("There is no character table {page}. Choose one of {known} in the settings."),
    "printer_refused": N_("The printer does not answer. Switch it on and look at its cable."),
    "printer_unreachable": N_("The printer was not found. Look at its cable and at its address in the settings."),
    "printer_timeout": N_("The printer takes too long. Switch it off and on."),
    "printer_broken": N_("The line to the printer was cut. Look at its cable."),
    "printer_paper_out": N_("The printer has no paper. Put in a new roll."),
    "printer_cover_open": N_("The cover of the printer is open. Close it."),
    "printer_fault": N_("The printer reports a fault. Clear jammed paper, then switch it off and on."),
    "printer_missing": N_("The printer is not plugged in. Look at its cable and switch it on."),
    "printer_forbidden": N_(
        "This computer does not let the program use the printer. Whoever looks after it must allow it"
        " (Linux: the groups lp and dialout), then start the program anew."
    ),
    "printer_busy": N_("Another program holds the printer. Close that program."),
    "printer_no_library": N_(
        "This computer does not let programs speak to the printer themselves. Choose it as a print queue instead."
    ),
    "printer_no_cups": N_("The print service of this computer (CUPS) does not run. Start it, or choose another kind."),
    "printer_queue_unknown": N_("This computer has no such print queue. Choose one in the settings of the printer."),
    "printer_queue_stopped": N_("The print queue of this computer is paused. Let it go on in the system's printers."),
    "printer_queue_refused": N_("The print queue of this computer takes no slips. Look at it in the system settings."),
    "printer_queue_stuck": N_(
        "The slip hung in the print queue of this computer and was taken back. Is the printer on, with paper? Look"
        " whether the slip is whole."
    ),
    "printer_queue_failed": N_("The print queue of this computer gave the slip up. Look whether the slip is whole."),
    "printer_drawer_port": N_("The port of the drawer does not answer. Look at the cable of the drawer."),
    "drawer_shut": N_("The drawer did not open. Open it with its key, or try again with {key} at the till. {reason}"),
    "drawer_by_hand": N_("The drawer of this till is opened by hand, with its key. A cable is set up under Printer."),
    "drawer_again_late": N_("For the last sale the drawer is not tried again. Open it under Shift, with a reason."),
    "printer_disk": N_("The file for prints could not be written. Look at the disk and at the path in the settings."),
    "print_late": N_("This slip waited too long to be printed by itself. Print it again if somebody still wants it."),
    "print_broken": N_("This slip could not be laid out. The sale is kept; please report it with the log."),
    "print_gone": N_("This print was already done or dropped."),
    "print_under_way": N_("This slip is being printed right now."),
    "drawer_late": N_("The drawer was not opened, because the printer did not answer in time. Open it again."),
    "not_printable": N_("There is no slip for this."),
    "label_count": N_("Choose the products, and from 1 to 500 labels of each."),
    # suppliers, orders, goods that come
    "supplier_unknown": N_("There is no supplier {name}."),
    "supplier_twice": N_("There is already a supplier {name}."),
    "terms_form": N_("Goods are paid for after 0 to 365 days."),
    "purchase_unknown": N_("There is no delivery {number} of this supplier."),
    "paid_more_than_owed": N_("That is more than is owed ({open})."),
    "credit_more_than_owed": N_("The credit ({credit}) is more than is still owed for it ({open})."),
    "more_than_there": N_("Of {name} only {most} are there."),
    "goods_twice": N_("A product was named twice."),
    "receiving_empty": N_("Add what was received first."),
    "lines_too_many": N_("That are too many lines for one paper. At most {most} fit; divide it."),
    "not_stocked": N_("Of {name} no stock is kept."),
    "expired_on_arrival": N_("{name} is past its date ({day}). Give it back, or correct the date."),
    "supplier_unit_unknown": N_("{name} has no unit {unit}. Say how many base units are in it."),
    "order_empty": N_("Choose what to order first."),
    "order_unknown": N_("There is no order {number} of this supplier."),
    "order_is_closed": N_("Order {number} is closed already."),
    "invoice_known": N_("The invoice {invoice} of this supplier was booked already as {number}."),
    "cover_days_form": N_("Goods must last from 1 to 365 days."),
    "margin_out_of_range": N_("A margin lies from 0% to 1000%, and prices end in 1, 50, 100, 500 or 1000."),
    "warn_days_form": N_("Warnings come from 1 to 3650 days before the date, at most five of them."),
    "column_unclear": N_("The figures in column {column} can be read in two ways ({examples}). Write them plainly."),
    # goods that leave, turn, move, are counted
    "goods_missing": N_("Choose the goods first."),
    "stock_reason_unknown": N_("Goods do not leave because of {reason}."),
    "recipe_form": N_("There is no kind of recipe called {form}."),
    "recipe_circle": N_("What is used up cannot come out as the same product."),
    "recipe_unknown": N_("There is no recipe {name}."),
    "place_same": N_("The goods are there already. Choose another place."),
    "place_empty": N_("Nothing lies in {place}."),
    "moment_to_come": N_("That moment is still to come."),
    "count_unknown": N_("There is no such count."),
    "count_is_closed": N_("The count {name} is booked already. Begin a new one."),
    "count_other_till": N_("The count {name} was begun at another till. Book it there."),
    # what the books say no to
    "goods_expired": N_("{name} is past its date ({day}); {fresh} may still be sold. Take the rest off the shelf."),
    "stock_none": N_("By the books only {left} of {name} are there, and no more may be sold."),
    "stock_policy_unknown": N_("There is no rule {policy} for goods that are not there."),
    # sheets of items
    "sheet_too_large": N_("{file} is too large for an import. Divide it into several files."),
    "sheet_locked": N_("{file} is locked with a password. Save it without one first."),
    "sheet_unreadable": N_("{file} could not be read as a table. Save it as XLSX or CSV first."),
    "sheet_is_web_page": N_("{file} is a web page with the name of a spreadsheet. Open it and save it as XLSX first."),
    "sheet_unknown": N_("There is no sheet {sheet} in the file."),
    "sheet_empty": N_("{file} is empty."),
    **CARD_REFUSALS,
    "import_questions_open": N_("Answer the questions about the file first ({count})."),
    **PROVINCE_REFUSALS,
}
"""Code → sentence with facts in braces. Every `Refusal("code", …)` in the program has its line here."""


class Refused(Protocol):
    """What a refusal carries; `values` lies above `words`, so its class is known here by shape alone."""

    @property
    def code(self) -> str:
        """Which sentence."""

    @property
    def facts(self) -> dict[str, Any]:
        """What fills its gaps."""


def refusal_sentence(refusal: Refused) -> str:
    """The sentence for a refusal in the language spoken now, its facts written as people read them.

    A code without a sentence gives a general one that names the code; a missing fact shows as `…`.
    """
    sentence = REFUSALS.get(refusal.code)
    if sentence is None:
        return _("That is not possible here ({code}).").format(code=refusal.code)
    return _(sentence).format_map(_Facts(refusal.facts))


def fact(name: str, value: object) -> str:
    """One fact as people read it: money, goods, days, terms of the trade, lists of these."""
    if name in TERMS and isinstance(value, str):
        return term(name, value)
    if name == "basis_points" and isinstance(value, int):
        return percent(value)
    match type(value).__name__:
        case "Rupiah":
            return rupiah(value)  # type: ignore[arg-type]
        case "Quantity":
            return quantity(value)  # type: ignore[arg-type]
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return date_short(value)
    if isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping):
        return ", ".join(fact(name, one) for one in value)
    return str(value)


class _Facts(dict[str, Any]):
    """Facts by name for `str.format_map`, written for people when they are asked for."""

    def __getitem__(self, name: str) -> str:
        return fact(name, super().__getitem__(name))

    def __missing__(self, name: str) -> str:
        return "…"
