"""Refusals of the line to the province: what stands in the way, and what to do about it."""

from __future__ import annotations

from koperasi_pos.words.catalogues import N_

LINE_REFUSALS: dict[str, str] = {
    # how the line is
    "line_offline": N_("The province cannot be reached. Everything is kept and sent as soon as the line is back."),
    "line_name": N_("The province's address is not found. Is the line there, and the address right?"),
    "line_timeout": N_("The province does not answer in time. It is tried again; everything is kept."),
    "line_cut": N_("The line broke off in the middle. It is tried again; everything is kept."),
    "line_proxy": N_("The proxy of this network refuses. Ask whoever runs the network, or set another proxy."),
    "line_tls": N_(
        "The certificate is not the province's. Often that is a login page of the Wi-Fi: open a browser and log in. "
        "Nothing was sent."
    ),
    "line_clock": N_(
        "The clock of this computer is wrong: it says {today}. Set date and time right, then the line comes back by "
        "itself. Selling goes on; everything is kept."
    ),
    "line_expired": N_(
        "The province's certificate is over, if the date of this computer ({today}) is right. Tell the officer of the "
        "province. Nothing was sent; everything is kept."
    ),
    "line_not_the_province": N_(
        "Somebody else answers in the province's place (status {status}). Often that is a login page of the Wi-Fi: "
        "open a browser and log in. Nothing was sent."
    ),
    "line_not_ready": N_("The province is busy or being looked after. It is tried again; everything is kept."),
    "line_too_many": N_("The province asks to wait a little. It is tried again by itself."),
    "line_bug": N_("The line stumbled. It is tried again; save the log for the support if it stays."),
    # what an officer has to look at
    "line_revoked": N_("The province has revoked this till. Selling goes on; ask the officer for a new code."),
    "line_unknown_device": N_("The province does not know this till. Ask the officer for a new code and enrol again."),
    "line_bad_signature": N_("The province does not know this till's key. Ask the officer for a new code."),
    "line_nonce_reused": N_("The province saw this request before. It is tried again."),
    "line_clock_skew": N_("The clocks differ and the province did not say its time. Set date and time right."),
    "line_protocol_unknown": N_("The province speaks another version. Update this program."),
    "line_too_large": N_("The province finds a bundle too large. Save the log for the support."),
    "line_not_understood": N_("The province did not understand this till. Save the log for the support."),
    "line_frozen": N_(
        "Two machines wrote under the name of this till. What it sends is kept aside until the officer has looked; "
        "selling goes on. Call the officer."
    ),
    "line_forked": N_(
        "The province holds something else under this till's numbers. Call the officer; selling goes on."
    ),
    "line_restored": N_(
        "This till's file was older than what the province has. It goes on under a new code; what is missing comes."
    ),
    "line_cloned": N_(
        "A second machine writes under this till's name in turns with it, or this computer's disk is put back again "
        "and again. Nothing is lost, but the till's code changes each time: put one machine away and call the officer."
    ),
    "line_answer": N_("The province answered for another till. Save the log for the support."),
    "line_no_progress": N_("The province does not take more. It is tried again later; save the log for the support."),
    "line_forged": N_(
        "Something came in the province's name without its signature. It was not taken; call the officer."
    ),
    "line_differs": N_("The comparison of the day found differences. What is missing is sent and fetched again."),
    # enrolling
    "line_not_enrolled": N_("This till was never enrolled at the province. Ask the officer for a code."),
    "line_training": N_("A till for practice is not enrolled."),
    "line_code_form": N_("That is no code of an officer. Type it again, or scan it."),
    "line_address_form": N_("{text} is no address of a province; it begins with https://."),
    "line_code_unknown": N_("The province does not know this code. Compare it with the officer's page."),
    "line_code_used": N_("This code was used by another till. Ask the officer for a new one."),
    "line_code_expired": N_("This code has ended. Ask the officer for a new one."),
    "line_till_code_taken": N_("Another till of the shop has that name already. Ask the officer."),
    "line_code_for_empty": N_(
        "This code is for an empty machine: choose there that the shop is already with the province. Here is a shop."
    ),
    "line_code_for_till": N_("This code is for the till that has the shop. Make the shop first, then enrol it."),
    "line_fetch_empty": N_("The province has nothing of this shop yet. Let its first till send first."),
    "line_fetch_unsound": N_("What came is not sound ({reason}). Nothing was put in place; call the support."),
    # USB sticks and dead machines
    "stick_form": N_("{file} is no file for or from the province."),
    "stick_damaged": N_("{file} is damaged. Copy it again, or export it again. {reason}"),
    "stick_version": N_("{file} was written by a newer program. Update this one."),
    "stick_signature": N_("The file was not signed by this shop's province. Nothing was taken from it."),
    "stick_unsigned": N_("The file was not signed by the till that it names. Nothing was taken from it."),
    "stick_up": N_("This file goes to the province; the one that comes back is wanted."),
    "stick_down": N_("This file comes from the province; one that the machine wrote is wanted."),
    "stick_other_till": N_("The file is for another till."),
    "stick_old": N_("The file answers an older one, and something lies between. Export again and bring that one."),
    "stick_refused": N_("The province took nothing from the stick ({reason}). Ask the officer."),
    "left_behind_empty": N_("No till has ever written in this file."),
    "left_behind_gap": N_(
        "The province wants entry {expected} first, the file begins with {first}. Use the machine's disk."
    ),
    # what the province says to the shop
    "goods_blocked": N_("{name} must not be sold: the province has blocked it ({reason})."),
}
