"""What officers of the province are told where something is not possible: accounts, shops, messages, the database."""

from __future__ import annotations

from koperasi_pos.words.catalogues import N_

PROVINCE_REFUSALS: dict[str, str] = {
    "officer_may_not": N_("Your role does not allow that."),
    "officer_unknown": N_("There is no such officer."),
    "officer_name": N_("A name has 2 to 80 characters."),
    "officer_role": N_("Choose a role."),
    "officer_scope": N_("Choose the kabupaten or the shop that goes with the role."),
    "officer_gone": N_("{login} was let go. Bring the officer back first."),
    "officer_self": N_("Nobody lets himself go. Another officer of the province does that."),
    "officer_last": N_("This is the last officer of the whole province. Add another one first."),
    "login_form": N_("A login has 3 to 40 small letters, digits, dots or hyphens, and begins with a letter or digit."),
    "login_taken": N_("The login {login} is taken."),
    "passwords_differ": N_("The two new passwords are not the same."),
    "password_short": N_("A password has at least {count} characters."),
    "password_long": N_("A password has at most {count} characters."),
    "password_simple": N_("That password is easily guessed. Take several words."),
    "password_same": N_("That is the password until now. Choose another one."),
    "password_wrong": N_("The password is not right."),
    "password_first": N_("Choose a password of your own first."),
    "digits_wrong": N_("The six digits are not right. Is the telephone's clock set automatically?"),
    "sign_in_wrong": N_("Login, password or digits are not right."),
    "sign_in_wait": N_("Too many tries. Wait {seconds} seconds, then try again."),
    "too_often": N_("Too many requests. Wait {seconds} seconds."),
    "shop_unknown": N_("There is no such shop."),
    "shop_name": N_("The name of a shop has 2 to 80 characters."),
    "shop_state": N_("A shop is open or closed."),
    "text_long": N_("At most {count} characters."),
    "nspp_form": N_("An NSPP has 12 digits."),
    "kabupaten_missing": N_("Choose the kabupaten."),
    "till_not_frozen": N_("Till {till} is not frozen."),
    "till_out_already": N_("Till {till} is out of use already."),
    "enrol_code_over": N_("That code was used or is over."),
    "till_unknown": N_("The shop has no till {till}."),
    "shop_has_tills": N_("The shop has tills already. Choose a further till, or one that replaces another."),
    "shop_has_no_till": N_("The shop has no till yet. Choose its first till."),
    "kabupaten_unknown": N_("There is no such kabupaten."),
    "enrol_shop": N_("Choose the shop."),
    "message_empty": N_("Write a title (at most 120 characters) and a message (at most 2,000)."),
    "list_empty": N_("The list is empty."),
    "list_long": N_("At most {count} lines."),
    "price_line": N_("Line {line} cannot be read; write: code; name; price; unit."),
    "block_line": N_("Line {line} cannot be read; write: code; reason."),
    "block_what": N_("Choose goods or cards."),
    "block_over": N_("That list is no longer in force, or it is the province's."),
    "withdrawn_already": N_("That was withdrawn already."),
    "withdraw_not_yours": N_("That is the province's: only an officer of the province withdraws it."),
    "announcement_unknown": N_("The province has told nothing of that number."),
    "no_shop_there": N_("No shop takes part there yet."),
    "nothing_carried": N_("Nothing was brought of till {till} that waits for somebody to vouch for it."),
    "restore_file": N_("There is no file {file}."),
    "restore_over": N_("The database holds entries. Say --replace if they are to be lost."),
    "secrets_shut": N_(
        "This server lacks the key of its secrets. Please put secret.key of the first server into its folder and"
        " start it again."
    ),
    "signing_key_shut": N_(
        "The key that the province signs with cannot be read here. Please put the secret.key that fits into the"
        " server's folder. Where it is lost for good: province new-key --new-signing-key, then a code for every till."
    ),
    "secret_key_given": N_("The key is a setting (secret_key): please choose another one there."),
    "copy_failed": N_("PostgreSQL could not copy: {reason}"),
}
"""Code → sentence; a part of `REFUSALS`."""
