"""Commands that make a shop and its people."""

from __future__ import annotations

import secrets

from koperasi_pos.cli.session import Session, member_named
from koperasi_pos.operations import shops
from koperasi_pos.operations import staff as people
from koperasi_pos.values import Refusal
from koperasi_pos.words import _
from koperasi_pos.words.terms import term


def init(session: Session) -> int:
    """Make a shop; tell the head's PIN where it was made here."""
    words = session.words
    pin = words.head_pin or _strong_pin()
    till = shops.make_shop(
        session.home, name=words.shop, till_code=words.till, head_name=words.head, head_pin=pin,
    )  # fmt: skip
    try:
        filled = 0
        if words.sample:
            from koperasi_pos.operations.samples import fill_with_samples

            filled = fill_with_samples(till, by=shops.SETUP)
        code = shops.till_code(till)
    finally:
        till.close()
    facts = {"shop": words.shop, "till": code, "head": words.head, "products": filled}
    made = {} if words.head_pin else {"pin": pin}
    session.tell(_("The shop {shop} is ready in {home}.").format(shop=words.shop, home=session.home), **facts, **made)
    if made and not session.as_json:
        print(_("PIN of {name}: {pin} (told only now)").format(name=words.head, pin=pin))
    return 0


def _strong_pin() -> str:
    from koperasi_pos.trade.staff import check_pin

    while True:
        pin = f"{secrets.randbelow(1_000_000):06d}"
        try:
            return check_pin(pin)
        except Refusal:
            continue


def staff_list(session: Session) -> int:
    """Who works here."""
    with session.till(writable=False) as till:
        for member in people.people(till, active_only=False):
            state = "" if member.active else " · " + _("not active")
            session.tell(
                f"{member.name} · {term('role', member.role)}{state}",
                name=member.name, role=member.role, active=member.active,
            )  # fmt: skip
    return 0


def staff_add(session: Session) -> int:
    """Add a person."""
    words = session.words
    with session.till() as till:
        done = people.save_staff(
            till, id=till.new_id(), name=words.name, role=words.role, pin=words.new_pin, by=session.actor(till)
        )
    session.tell(_("{name} was added.").format(name=done.value.name), name=done.value.name, role=done.value.role)
    return 0


def staff_pin(session: Session) -> int:
    """Give a person a new PIN; a lock after wrong ones ends with it."""
    words = session.words
    with session.till() as till:
        member = member_named(till, words.name)
        people.save_staff(
            till, id=till.new_id(), staff=member.id, name=member.name, role=member.role, pin=words.new_pin,
            by=session.actor(till),
        )  # fmt: skip
    session.tell(_("{name} has a new PIN.").format(name=member.name), name=member.name)
    return 0


def staff_release(session: Session) -> int:
    """Let a person who is locked out after wrong PINs try again."""
    with session.till() as till:
        member = member_named(till, session.words.name)
        people.release(till, member.id, by=session.actor(till))
    session.tell(_("{name} may try again.").format(name=member.name), name=member.name)
    return 0
