"""What a new shop is furnished with, once it is made: its cashier, sample goods."""

from __future__ import annotations

import logging

from koperasi_pos.operations import samples, shops, staff
from koperasi_pos.operations.till import Till
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.refusals import refusal_sentence

logger = logging.getLogger(__name__)


def furnish(till: Till, cashier: str, pin: str, *, with_samples: bool) -> str:
    """Add the cashier and the sample goods; a sentence where that failed: the shop stands all the same."""
    try:
        if cashier:
            staff.save_staff(till, id=till.new_id(), name=cashier, role="cashier", pin=pin, by=shops.SETUP)
        if with_samples:
            samples.fill_with_samples(till, by=shops.SETUP)
    except (Refusal, OSError) as error:
        logger.exception("the new shop was not furnished")
        reason = refusal_sentence(error) if isinstance(error, Refusal) else error.strerror or type(error).__name__
        return _("The shop is made, but not everything in it: {reason}").format(reason=reason)
    return ""
