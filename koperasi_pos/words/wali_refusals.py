"""What the wali's pages say no to, in words."""

from __future__ import annotations

from koperasi_pos.words.catalogues import N_

WALI_REFUSALS: dict[str, str] = {
    "wali_name": N_("Please write the name of the wali."),
    "wali_children": N_("Choose at least one child."),
    "wali_unknown": N_("There is no such wali in this shop."),
    "wali_sign_in": N_("Number or PIN is wrong."),
    "wali_code_wrong": N_("Number or code is wrong, was used already, or is too old. Ask the pesantren for a new one."),
    "wali_pin_form": N_("A PIN has {count} digits."),
    "wali_pin_simple": N_("That PIN is guessed at once. Choose another one."),
    "wali_pin_wrong": N_("The PIN until now is wrong."),
    "wali_tick": N_("Please tick that you have read it and agree."),
    "wali_not_frozen": N_("You have not frozen this card. What the pesantren froze only the pesantren lets go on."),
    "wali_many_goods": N_("At most {count} goods can be named; choose the sort of goods instead."),
    "wali_request_over": N_("This request was answered already."),
    "wali_answer_words": N_("Please write what the wali is to read."),
}
