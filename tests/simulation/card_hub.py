"""A province in memory: keeps entries, feeds them, finds forks, comes back old; it speaks the protocol's own messages.

It follows the rules of the real one without a table, so that very many schedules can be played through. As a holder of
rights it runs the real one's own rules (`koperasi_pos/province/holder`) over rows in memory.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from koperasi_pos.journal import GENESIS, Entry, read_entry, write_entry
from koperasi_pos.journal import protocol as line
from koperasi_pos.journal.documents import Document
from koperasi_pos.journal.protocol import Bundle, Flag, WriterPoint, WriterSum
from koperasi_pos.province.holder.answering import hear
from koperasi_pos.province.lines import ANYBODY, calls
from koperasi_pos.simulators.line import Answer
from koperasi_pos.store.keys import public_half
from koperasi_pos.values import to_iso
from tests.simulation.card_ledger import read
from tests.simulation.card_pool import MemoryPool, Rows

Key = tuple[str, int]
"""Device and epoch."""
SHOP, PROVINCE = "toko-an-nur", "provinsi"
PRIVATE = bytes(range(32))
OURS = line.province_device(PROVINCE, SHOP)
"""The device as which the province writes its own journal in the shop."""
CARRIED, FORK = "carried", "fork"


@dataclass(frozen=True)
class Kept:
    """An entry as it was received."""

    key: Key
    seq: int
    hash: str
    line: bytes
    flag: str = ""
    amount: int = 0


@dataclass
class Journal:
    """One writer's journal: its lines, and whether two machines write as it."""

    held: list[Kept] = field(default_factory=list)
    frozen: bool = False

    @property
    def acked(self) -> int:
        """How far it reaches."""
        return len(self.held)


@dataclass
class Enrolled:
    """A till as an officer sees it."""

    code: str
    key: str
    state: str = "active"


@dataclass
class Tables:
    """What a backup holds."""

    feed: list[Kept | None] = field(default_factory=list)
    """By position; an entry that was vouched for later stands at its new place."""
    journals: dict[Key, Journal] = field(default_factory=dict)
    tills: dict[str, Enrolled] = field(default_factory=dict)
    codes: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    """Code → (purpose, replaces, who used it)."""
    aside: set[tuple[Key, int, bytes]] = field(default_factory=set)
    pool: Rows = field(default_factory=Rows)
    mail: list[Kept] = field(default_factory=list)
    """Entries that the province has to act on as a holder, in the order of the feed."""

    def copy(self) -> Tables:
        """As it is now."""
        journals = {key: Journal(list(one.held), one.frozen) for key, one in self.journals.items()}
        tills = {device: copy(one) for device, one in self.tills.items()}
        return Tables(
            list(self.feed), journals, tills, dict(self.codes), set(self.aside), self.pool.copy(), list(self.mail)
        )  # fmt: skip


class No(Exception):
    """The province says no."""


class Hub:
    """The province as tills reach it. `clock` is the world's."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.tables, self.epoch = Tables(), 1
        self.heard: Callable[[Kept], None] = lambda kept: None
        """Called with every entry that was booked."""
        self.wrote: Callable[[Kept], None] = lambda kept: None
        """Called with every entry of its own."""
        self.slow = False
        """Whether it acts as a holder only when it is asked for news: the program may end after every commit."""
        self.key = public_half(PRIVATE).hex()

    @property
    def me(self) -> Key:
        """Who it is as a holder, in its life of today."""
        return OURS, self.epoch

    @property
    def pool(self) -> MemoryPool:
        """The province as a holder of rights."""
        return MemoryPool(self.me, self.tables.pool, self._announce, self._life_of)

    def _life_of(self, device: str) -> int:
        """The newest life of a till that may be given something, -1 where it may not."""
        till = self.tables.tills.get(device)
        if till is None or till.state != "active":
            return -1
        return max((epoch for one, epoch in self.tables.journals if one == device), default=-1)

    # What officers do.

    def backup(self) -> Tables:
        """All of it, as it is now."""
        return self.tables.copy()

    def bring_back(self, backup: Tables) -> None:
        """An older backup takes the place of everything, and a new epoch begins, as the officer should say."""
        self.tables, self.epoch = backup.copy(), self.epoch + 1
        self.tables.pool.asks.clear()

    def begin_anew(self, backup: Tables) -> None:
        """The first day again."""
        self.tables, self.epoch = backup.copy(), 1

    def code(self, purpose: str, replaces: str = "") -> str:
        """A code for a till."""
        code = f"KODE-{len(self.tables.codes) + 1:04d}-{self.epoch:04d}-AAAA"
        self.tables.codes[_plain(code)] = (purpose, replaces, "")
        return code

    def code_of(self, device: str) -> str:
        """The code of a till, empty where it is not known."""
        found = self.tables.tills.get(device)
        return found.code if found else ""

    def declare_lost(self, devices: Sequence[str]) -> None:
        """Machines are no more."""
        for device in devices:
            if device in self.tables.tills:
                self.tables.tills[device].state = "lost"

    def vouch(self, device: str = "") -> int:
        """An officer takes what was only carried here, all or of one writer: it enters the feed behind everything."""
        done = 0
        for journal in [one for key, one in self.tables.journals.items() if device in ("", key[0])]:
            done += self._vouch(journal, [kept for kept in journal.held if kept.flag == CARRIED])
        return done

    def write(self, document: Document, staff: str = "wali") -> None:
        """Write a document for the shop in the province's own journal."""
        self._announce(document, staff)

    def _announce(self, document: Document, staff: str) -> Entry:
        journal = self.tables.journals.setdefault(self.me, Journal())
        prev = journal.held[-1].hash if journal.held else GENESIS
        entry = write_entry(
            document, writer=OURS, epoch=self.epoch, seq=journal.acked + 1, time=to_iso(self.clock()), staff=staff,
            prev=prev,
        )  # fmt: skip
        kept = Kept(self.me, entry.seq, entry.hash, entry.line)
        self.wrote(kept)
        self._append(journal, kept)
        return entry

    def act(self) -> None:
        """Act as a holder on everything that waits, each entry once."""
        mail, self.tables.mail = self.tables.mail, []
        for kept in mail:
            hear(self.pool, read_entry(kept.line))

    def lines(self) -> list[bytes]:
        """Everything that is booked, in the order of the feed."""
        return [kept.line for kept in self.tables.feed if kept is not None and not kept.flag]

    # What tills ask.

    def ask(self, method: str, target: str, headers: Mapping[str, str], body: bytes, seconds: float) -> Answer:
        """Ask it as a till does. Signatures of requests are another test's matter."""
        where, device = urlsplit(target), headers[line.HEADER_DEVICE]
        try:
            if where.path == line.ENROL:
                said = self._enrol(line.EnrolQuestion.model_validate_json(body)).model_dump_json()
            else:
                if device not in self.tables.tills:
                    raise No("unknown_device")
                if self.tables.tills[device].state != "active":
                    raise No("revoked")
                said = self._answer(where.path, where.query, device, body).model_dump_json()
        except No as no:
            return self._trouble(str(no))
        except ValueError:
            return self._trouble("not_understood")
        return 200, {line.HEADER_PROVINCE: PROVINCE}, said.encode()

    def _trouble(self, code: str) -> Answer:
        trouble = line.Trouble(error=code, server_time=to_iso(self.clock()))
        return line.TROUBLES[code], {line.HEADER_PROVINCE: PROVINCE}, trouble.model_dump_json().encode()

    def _answer(self, path: str, query: str, device: str, body: bytes) -> line.Message:
        match path:
            case line.HELLO:
                return self._hello(device, line.HelloQuestion.model_validate_json(body))
            case line.ENTRIES:
                taken = self._take(device, line.unpack(body))
                if not self.slow:
                    self.act()
                return taken
            case line.FEED:
                self.act()
                asked = {name: values[0] for name, values in parse_qs(query).items()}
                return self._feed(device, int(asked["after"]), int(asked["limit"]), own=asked["own"] == "1")
            case line.COMPARE:
                return self._compare(line.CompareQuestion.model_validate_json(body))
        raise No("not_understood")

    def _enrol(self, asked: line.EnrolQuestion) -> line.EnrolAnswer:
        code, tills = _plain(asked.code), self.tables.tills
        if code not in self.tables.codes:
            raise No("code_unknown")
        purpose, replaces, used = self.tables.codes[code]
        if used not in ("", asked.device):
            raise No("code_used")
        if not used:
            taken = {one.code for device, one in tills.items() if device != asked.device}
            free = (f"K{number}" for number in range(10 * self.epoch + 1 if self.epoch > 1 else 1, 1000))
            if asked.till_code in taken:
                raise No("till_code_taken")
            given = asked.till_code or next(one for one in free if one not in taken)
            if purpose == "replace":
                given = next(one for one in (f"{replaces[:2]}{letter}" for letter in "BCDEFGHIJ") if one not in taken)
                for one in tills.values():
                    one.state = "replaced" if one.code == replaces else one.state
            known = tills.get(asked.device)
            tills[asked.device] = Enrolled(known.code if known else given, asked.public_key)
            self.tables.codes[code] = (purpose, replaces, asked.device)
        return line.EnrolAnswer(
            shop=line.ShopFacts(id=SHOP, name="Koperasi An-Nur"), till_code=tills[asked.device].code, purpose=purpose,
            replaces=replaces, province=PROVINCE, province_key=self.key, server_epoch=self.epoch,
            server_time=to_iso(self.clock()),
        )  # fmt: skip

    def _hello(self, device: str, asked: line.HelloQuestion) -> line.HelloAnswer:
        held = []
        for (one, epoch), journal in self.tables.journals.items():
            if one == device:
                seq = next((kept.seq - 1 for kept in journal.held if kept.flag == CARRIED), journal.acked)
                held.append(WriterPoint(device=one, epoch=epoch, seq=seq, hash=_hash_at(journal, seq)))
        mine = self.tables.journals.get((device, asked.epoch))
        return line.HelloAnswer(
            server_epoch=self.epoch, server_time=to_iso(self.clock()), held=held, frozen=bool(mine and mine.frozen)
        )

    def _take(self, caller: str, bundle: Bundle) -> line.PushAnswer:
        key = (bundle.device, bundle.epoch)
        carried = self._only_carried(caller, bundle)
        journal = self.tables.journals.setdefault(key, Journal())
        if bundle.first > journal.acked + 1:
            return self._acknowledged(key, journal, gap=True)
        lines = [
            Kept(key, bundle.first + n, hashlib.sha256(text).hexdigest(), text, amount=_sales(text))
            for n, text in enumerate(bundle.lines)
        ]
        held = [one for one in lines if one.seq <= journal.acked]
        new = lines[len(held) :]
        differs = [one for one in held if journal.held[one.seq - 1].hash != one.hash]
        if not carried and not differs:
            self._vouch(journal, [one for one in journal.held[bundle.first - 1 : bundle.last] if one.flag == CARRIED])
        joins = not new or not journal.acked or json.loads(new[0].line)["prev"] == journal.held[-1].hash
        if not differs and not new:
            return self._acknowledged(key, journal)
        if differs or not joins or (journal.frozen and not carried):
            journal.frozen = journal.frozen or not carried
            aside = [*differs, *new]
            self.tables.aside |= {(key, one.seq, one.line) for one in aside}
            reason = CARRIED if carried else FORK
            return self._acknowledged(key, journal, flags=[Flag(seq=one.seq, reason=reason) for one in aside])
        for one in new:
            kept = Kept(key, one.seq, one.hash, one.line, CARRIED if carried else "", one.amount)
            self._append(journal, kept)
        return self._acknowledged(key, journal)

    def _only_carried(self, caller: str, bundle: Bundle) -> bool:
        till = self.tables.tills.get(bundle.device)
        if till is None:
            if bundle.device == OURS and bundle.epoch >= self.epoch:
                raise No("unknown_device")
            return True
        if bundle.signed_by(till.key):
            return False
        closed = any(device == bundle.device and epoch > bundle.epoch for device, epoch in self.tables.journals)
        if bundle.device == caller or (till.state == "active" and not closed):
            raise No("bad_signature")
        return True

    def _append(self, journal: Journal, kept: Kept) -> None:
        journal.held.append(kept)
        self.tables.feed.append(kept)
        if kept.key[0] == OURS:
            self.tables.pool.written.setdefault(read(kept.line).id, set()).add(kept.key[1])
        if not kept.flag:
            self._book(kept, is_own=kept.key == self.me)

    def _book(self, kept: Kept, *, is_own: bool = False) -> None:
        """It stands in the feed from now on; what calls for the province waits until it acts."""
        self.tables.pool.hear_limits(read(kept.line))
        if not is_own and _calls(kept):
            self.tables.mail.append(kept)
        self.heard(kept)

    def _vouch(self, journal: Journal, carried: Sequence[Kept]) -> int:
        for one in carried:
            now = Kept(one.key, one.seq, one.hash, one.line, "", one.amount)
            journal.held[one.seq - 1] = now
            self.tables.feed[self.tables.feed.index(one)] = None
            self.tables.feed.append(now)
            self._book(now)
        return len(carried)

    def _acknowledged(
        self, key: Key, journal: Journal, *, gap: bool = False, flags: Sequence[Flag] = ()
    ) -> line.PushAnswer:
        return line.PushAnswer(
            server_epoch=self.epoch, server_time=to_iso(self.clock()), device=key[0], epoch=key[1],
            acked=journal.acked, hash=_hash_at(journal, journal.acked), flags=list(flags), gap=gap,
            frozen=journal.frozen,
        )  # fmt: skip

    def _feed(self, device: str, after: int, limit: int, *, own: bool) -> line.FeedAnswer:
        newest = max((epoch for one, epoch in self.tables.journals if one == device), default=0)
        lines, heads = list[str](), dict[int, line.SignedHead]()
        cursor = min(after, len(self.tables.feed))
        for kept in self.tables.feed[after : after + limit]:
            cursor += 1
            if kept is None or kept.flag or (kept.key == (device, newest) and not own):
                continue
            lines.append(kept.line.decode())
            if kept.key[0] == OURS:
                signature = line.sign(PRIVATE, line.head_to_sign(*kept.key, kept.seq, kept.hash))
                heads[kept.key[1]] = line.SignedHead(
                    device=OURS, epoch=kept.key[1], seq=kept.seq, hash=kept.hash, signature=signature
                )
        return line.FeedAnswer(
            server_epoch=self.epoch, cursor=cursor, more=cursor < len(self.tables.feed), lines=lines,
            heads=list(heads.values()),
        )  # fmt: skip

    def _compare(self, asked: line.CompareQuestion) -> line.CompareAnswer:
        differs = [found for one in asked.writers if (found := self._sum_up_to(one)) != one]
        return line.CompareAnswer(server_epoch=self.epoch, differs=differs)

    def _sum_up_to(self, asked: WriterSum) -> WriterSum:
        journal = self.tables.journals.get((asked.device, asked.epoch), Journal())
        held = journal.held[: asked.seq]
        return WriterSum(
            device=asked.device, epoch=asked.epoch, seq=len(held), count=len(held),
            sales=sum(one.amount for one in held), hash=_hash_at(journal, len(held)),
        )  # fmt: skip


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _hash_at(journal: Journal, seq: int) -> str:
    return journal.held[seq - 1].hash if seq else ""


def _sales(text: bytes) -> int:
    """What a line adds to the sum of sales that both sides compare."""
    said = read(text)
    return int(said.body["total"]) if said.kind == "sale" else 0


def _calls(kept: Kept) -> bool:
    """Whether the province has something to do about an entry: of a till what calls it, of an earlier life all."""
    said = read(kept.line)
    return kept.key[0] == OURS or calls(said.kind, said.body) in (OURS, ANYBODY)
