"""People at the till: sign in, approve, add and change people."""

from __future__ import annotations

from datetime import timedelta

from koperasi_pos.journal.documents import Approval, StaffSaved
from koperasi_pos.operations import pins
from koperasi_pos.operations.outcome import Done
from koperasi_pos.operations.till import Till
from koperasi_pos.store.books import staff as staff_book
from koperasi_pos.store.books.staff import StaffMember
from koperasi_pos.trade.staff import (
    LOCKED_AFTER,
    STAFF_ROLES,
    Actor,
    approval,
    check_name,
    check_pin,
    require,
    seconds_to_wait,
)
from koperasi_pos.values import Refusal, from_iso

__all__ = [
    "StaffMember",
    "approve",
    "locked_out",
    "people",
    "release",
    "save_staff",
    "sign_in",
]


def people(till: Till, *, active_only: bool = True) -> list[StaffMember]:
    """Everybody who works here, by name."""
    with till.reading() as connection:
        return staff_book.everyone(connection, active_only=active_only)


def sign_in(till: Till, staff: str, pin: str) -> Actor:
    """Check a person's PIN. The try is counted on the disk before it is checked.

    `Refusal`: `staff_unknown`, `pin_wrong` (with tries left), `pin_wait` (with seconds), `pin_locked`.
    """
    with till.writing() as connection:
        member = staff_book.member(connection, staff)
        if member is None or not member.active:
            raise Refusal("staff_unknown")
        failures, last = staff_book.failures(connection, staff)
        if failures >= LOCKED_AFTER:
            raise Refusal("pin_locked", name=member.name)
        if last:
            wait = from_iso(last) + timedelta(seconds=seconds_to_wait(failures)) - till.clock()
            # A clock that was set back must not lock anybody out for longer than the wait itself.
            if timedelta(0) < wait <= timedelta(seconds=seconds_to_wait(failures)):
                raise Refusal("pin_wait", seconds=-(-wait // timedelta(seconds=1)))
        staff_book.count_attempt(connection, staff, till.now())
    if not pins.matches(member.pin_hash, pin):
        raise Refusal("pin_wrong", left=LOCKED_AFTER - failures - 1)
    with till.writing() as connection:
        staff_book.clear_attempts(connection, staff)
    return Actor(member.id, member.name, member.role)


def approve(till: Till, right: str, staff: str, pin: str) -> Approval:
    """A second person says yes with the own PIN; `Refusal` as `sign_in`, or `may_not_approve`."""
    return approval(right, sign_in(till, staff, pin))


def save_staff(
    till: Till,
    *,
    id: str,
    staff: str = "",
    name: str,
    role: str,
    pin: str = "",
    active: bool = True,
    by: Actor,
) -> Done[StaffMember]:
    """Add a person (`staff` empty) or change one; an empty `pin` keeps the old one. The last head stays a head."""
    require(by, "staff")
    clean = check_name(name)
    if role not in STAFF_ROLES:
        raise Refusal("role_unknown", role=role)
    with till.reading() as connection:
        held = staff_book.member(connection, staff) if staff else None
        heads = [member for member in staff_book.everyone(connection) if member.role == "head"]
    if staff and held is None:
        raise Refusal("staff_unknown")
    if held is not None and [head.id for head in heads] == [held.id] and (role != "head" or not active):
        raise Refusal("last_head")
    pin_hash = held.pin_hash if held is not None and not pin else pins.hashed(check_pin(pin))
    member = StaffMember(staff or till.new_short_id(), clean, role, pin_hash, active)
    saved = StaffSaved(id=id, staff=member.id, name=clean, role=role, pin_hash=pin_hash, active=active)
    done = till.post_once(id, lambda connection: saved, by=by, topics=("staff",))
    if pin and done.changed:
        with till.writing() as connection:
            staff_book.clear_attempts(connection, member.id)
    return Done(member, done.changed)


def release(till: Till, staff: str, *, by: Actor) -> Done[None]:
    """Let a person who is locked out after wrong PINs try again."""
    require(by, "staff")
    with till.writing() as connection:
        staff_book.clear_attempts(connection, staff)
    return Done(None)


def locked_out(till: Till) -> set[str]:
    """Ids of the people whose PIN is locked on this machine after too many wrong ones."""
    with till.reading() as connection:
        return {
            member.id
            for member in staff_book.everyone(connection, active_only=False)
            if staff_book.failures(connection, member.id)[0] >= LOCKED_AFTER
        }
