"""The province's no to a till, in the codes of the protocol."""

from __future__ import annotations


class Refused(Exception):
    """The province says no, with one of the protocol's codes."""

    def __init__(self, error: str, *, retry_after: int = 0, **facts: str) -> None:
        super().__init__(error)
        self.error = error
        self.facts = facts
        self.retry_after = retry_after
