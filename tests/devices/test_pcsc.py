"""Cards on a real pcscd with its virtual reader: they come, go, fail and are cut off; so do reader and service."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from koperasi_pos.devices import pcsc_library
from koperasi_pos.devices.card_reader import Ears
from koperasi_pos.devices.counter import Counter
from koperasi_pos.devices.pcsc_library import Seen
from koperasi_pos.devices.pcsc_reader import PcscReader
from koperasi_pos.settings import Settings, changed
from koperasi_pos.simulators.card import OwnPcscd, VirtualCard, VirtualNtag
from koperasi_pos.trade.sun_messages import shop_keys, verify
from koperasi_pos.trade.taps import Tap
from koperasi_pos.values import Refusal

SOCKET = Path(os.environ["PCSCLITE_CSOCK_NAME"])
ALI, BUDI = "04A1B2C3D4E5F6", "9AB2C3D4"
KEYS = shop_keys(bytes(range(16)), "an-nur")


class Heard:
    """What the reader said, in order."""

    def __init__(self) -> None:
        self.taps: list[Tap] = []
        self.refused: list[str] = []
        self.gone = 0
        self.ears = Ears(self.taps.append, lambda refusal: self.refused.append(refusal.code), self._gone)

    def _gone(self) -> None:
        self.gone += 1

    @property
    def uids(self) -> list[str]:
        """The numbers of the taps."""
        return [tap.uid for tap in self.taps]


def until(so: Callable[[], bool]) -> None:
    """Wait for something; the test fails where it never comes."""
    deadline = time.monotonic() + 120
    while not so():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.005)


@pytest.fixture
def pcscd(tmp_path: Path) -> Iterator[OwnPcscd]:
    """The service, running, with one reader."""
    if hindrance := OwnPcscd.hindrance():
        pytest.skip(hindrance)
    service = OwnPcscd(SOCKET, tmp_path)
    service.start()
    yield service
    service.stop()


@pytest.fixture
def cards() -> Iterator[list[VirtualCard]]:
    """Cards that are taken away in the end."""
    laid: list[VirtualCard] = []
    yield laid
    for card in laid:
        card.take_away()


@pytest.fixture
def heard() -> Heard:
    """Ears."""
    return Heard()


@pytest.fixture
def reader(heard: Heard, cards: list[VirtualCard]) -> Iterator[PcscReader]:
    """The till's reader, started; looks again quickly. It asks for signed messages."""
    made = PcscReader(heard.ears, signed=True, try_again=0.05, look_again=0.2)
    made.start()
    yield made
    for card in cards:
        card.take_away()
    made.stop()


def put(card: VirtualCard, pcscd: OwnPcscd, cards: list[VirtualCard]) -> VirtualCard:
    """Lay a card on the reader."""
    cards.append(card)
    card.lay_on(pcscd.port)
    return card


def test_cards_come_and_go(pcscd: OwnPcscd, reader: PcscReader, heard: Heard, cards: list[VirtualCard]) -> None:
    until(lambda: reader.state.code == "")
    assert "Virtual PCD" in reader.state.port
    for number, uid in enumerate((ALI, BUDI, ALI), 1):
        card = put(VirtualCard(uid), pcscd, cards)
        until(lambda number=number: len(heard.taps) == number)  # type: ignore[misc]
        assert reader.lying == heard.taps[-1]
        assert [found.card for found in reader.readers if found.name.endswith("00 00")] == [True]
        card.take_away()
        until(lambda number=number: heard.gone == number)  # type: ignore[misc]
        assert reader.lying is None
    assert heard.uids == [ALI, BUDI, ALI]
    assert all(tap.source == "pcsc" and tap.look_at_photo for tap in heard.taps)
    assert heard.refused == []


def test_a_bank_card_is_known_by_its_chip_and_never_asked_for_its_number(
    pcscd: OwnPcscd, reader: PcscReader, heard: Heard, cards: list[VirtualCard]
) -> None:
    bank = put(VirtualCard(ALI, bytes.fromhex("3B8A80010031C173C8400000900090")), pcscd, cards)
    until(lambda: len(heard.taps) == 1)
    assert (heard.taps[0].uid, heard.taps[0].verified) == (ALI, False)
    tag = bytes.fromhex("D2760000850101")  # of a tag that signs; what pays (2PAY.SYS, A0 00 00 …) is never selected
    assert bank.commands
    assert all(command[:4] == bytes.fromhex("FFCA0000") or command[5:12] == tag for command in bank.commands)


def test_a_card_that_lies_there_before_the_till_opens_is_a_tap(
    pcscd: OwnPcscd, heard: Heard, cards: list[VirtualCard]
) -> None:
    put(VirtualCard(ALI), pcscd, cards)
    reader = PcscReader(heard.ears)
    reader.start()
    until(lambda: heard.uids == [ALI])
    reader.stop()
    assert heard.gone == 0


def test_the_reader_is_pulled_out_and_plugged_in_again(
    pcscd: OwnPcscd, reader: PcscReader, heard: Heard, cards: list[VirtualCard]
) -> None:
    until(lambda: reader.state.code == "")
    put(VirtualCard(ALI), pcscd, cards)
    until(lambda: heard.uids == [ALI])
    pcscd.pull_out()
    until(lambda: reader.state.code == "card_no_reader")
    assert (reader.lying, heard.gone, reader.readers) == (None, 1, [])
    cards[0].take_away()
    pcscd.plug_in()
    until(lambda: reader.state.code == "")
    put(VirtualCard(BUDI), pcscd, cards)
    until(lambda: heard.uids == [ALI, BUDI])


def test_the_service_is_not_there_comes_stops_and_comes_again(
    tmp_path: Path, reader: PcscReader, heard: Heard, cards: list[VirtualCard]
) -> None:
    if hindrance := OwnPcscd.hindrance():
        pytest.skip(hindrance)
    until(lambda: reader.state.code == "card_no_service")
    pcscd = OwnPcscd(SOCKET, tmp_path)
    try:
        pcscd.start()
        until(lambda: reader.state.code == "")
        put(VirtualCard(ALI), pcscd, cards)
        until(lambda: heard.uids == [ALI])
        pcscd.stop()
        until(lambda: reader.state.code == "card_no_service")
        assert heard.gone == 1
        pcscd.start()
        until(lambda: reader.state.code == "")
        put(VirtualCard(BUDI), pcscd, cards)
        until(lambda: heard.uids == [ALI, BUDI])
    finally:
        pcscd.stop()


def test_taken_away_in_the_middle_of_a_command(
    pcscd: OwnPcscd, reader: PcscReader, heard: Heard, cards: list[VirtualCard]
) -> None:
    hasty = VirtualCard(ALI)
    hasty.say = lambda command: None
    put(hasty, pcscd, cards)
    until(lambda: len(heard.refused) == 1)
    assert heard.refused[0] in ("card_too_short", "card_mute")
    assert (heard.taps, reader.lying) == ([], None)
    until(lambda: not any(found.card for found in reader.readers))
    put(VirtualCard(ALI), pcscd, cards)
    until(lambda: heard.uids == [ALI])


def answers(*first: bytes) -> Callable[[VirtualCard], Callable[[bytes], bytes | None]]:
    """A card that gives these answers one after the other, then answers well."""

    def made(card: VirtualCard) -> Callable[[bytes], bytes | None]:
        waiting = list(first)
        return lambda command: waiting.pop(0) if waiting else card.answer(command)

    return made


UID = bytes.fromhex(ALI)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (answers(b"\x63\x00"), ALI),  # the field was weak for a moment
        (answers(b"\x63\x00", b"\x6f\x00"), ALI),
        (answers(b"\x6c\x07"), ALI),  # another length, please
        (answers(b"\x61\x07", UID + b"\x90\x00"), ALI),  # fetch the rest
        (answers(UID[:3] + b"\x61\x04", UID[3:] + b"\x90\x00"), ALI),
        (answers(UID + b"\x62\x82"), ALI),  # fewer bytes than asked for
        (answers(*[b"\x63\x00"] * 3), "card_no_number"),
        (answers(b"\x6a\x81"), "card_no_number"),  # a contact card
        (answers(b"\x69\x82"), "card_no_number"),
        (answers(b"\x90\x00"), "card_no_number"),  # well, but nothing in it
        (answers(b"\x04\xa1\x90\x00"), "card_number_wrong"),
        (answers(bytes(7) + b"\x90\x00"), "card_number_wrong"),
        (answers(b"\xff" * 4 + b"\x90\x00"), "card_number_wrong"),
        (answers(b"\x08\x12\x34\x56\x90\x00"), "card_number_random"),  # a telephone
        (answers(b"\x90"), "card_too_short"),  # less than a status word
    ],
)
def test_odd_status_words(
    pcscd: OwnPcscd, heard: Heard, cards: list[VirtualCard],
    said: Callable[[VirtualCard], Callable[[bytes], bytes | None]], told: str,
) -> None:  # fmt: skip
    reader = PcscReader(heard.ears, look_again=0.2)
    reader.start()
    card = VirtualCard(ALI)
    card.say = said(card)
    put(card, pcscd, cards)
    until(lambda: bool(heard.taps or heard.refused))
    card.take_away()
    reader.stop()
    assert [*heard.uids, *heard.refused] == [told]


def test_an_ntag_proves_itself_and_its_counter_rises(
    pcscd: OwnPcscd, reader: PcscReader, heard: Heard, cards: list[VirtualCard]
) -> None:
    seen: dict[str, int] = {}
    for number, counter in enumerate((1, 2), 1):
        card = put(VirtualNtag(ALI, KEYS, counter=counter - 1), pcscd, cards)
        until(lambda number=number: len(heard.taps) == number)  # type: ignore[misc]
        proved = verify(heard.taps[-1], KEYS, seen.get)
        assert (proved.uid, proved.counter, proved.verified, proved.look_at_photo) == (ALI, counter, True, False)
        seen[ALI] = counter
        card.take_away()
        until(lambda number=number: heard.gone == number)  # type: ignore[misc]
    with pytest.raises(Refusal) as refused:
        verify(heard.taps[0], KEYS, seen.get)
    assert refused.value.code == "card_copied"


def test_an_ntag_that_hides_its_number_is_known_by_its_message(
    pcscd: OwnPcscd, reader: PcscReader, heard: Heard, cards: list[VirtualCard]
) -> None:
    put(VirtualNtag(ALI, KEYS, random_number="08112233"), pcscd, cards)
    until(lambda: len(heard.taps) == 1)
    assert heard.taps[0].uid == ""
    assert verify(heard.taps[0], KEYS, lambda uid: None).uid == ALI


def test_a_card_that_never_answers_keeps_nobody_waiting(
    pcscd: OwnPcscd, heard: Heard, cards: list[VirtualCard]
) -> None:
    near, far = socket.socketpair()
    stuck = VirtualCard(ALI)

    def wait_for_ever(command: bytes) -> bytes | None:
        near.recv(1)
        return stuck.answer(command)

    stuck.say = wait_for_ever
    reader = PcscReader(heard.ears, look_again=0.1)
    reader.start()
    put(stuck, pcscd, cards)
    until(lambda: bool(stuck.commands))
    assert reader.lying is None  # asked while the card is silent: the answer is there at once
    reader.stop()
    far.send(b"x")
    until(lambda: not reader._thread.is_alive())
    assert heard.taps == []
    near.close()
    far.close()


class Script:
    """PC/SC as it would speak where a real one cannot be brought to it: each look gives what is next."""

    def __init__(self, looks: list[list[Seen]], uids: list[str]) -> None:
        self.looks, self.uids = looks, uids
        self.over = threading.Event()

    def readers(self) -> list[str]:
        """The readers of the next look."""
        if not self.looks:
            self.over.set()
        return [seen.reader for seen in self.looks[0] if seen.there] if self.looks else ["A"]

    def wait(self, known: list[Seen], seconds: float) -> list[Seen]:
        """The next look."""
        return self.looks.pop(0) if self.looks else known

    def connect(self, reader: str) -> VirtualCardInHand:
        """The next card."""
        return VirtualCardInHand(self.uids.pop(0))

    def cancel(self) -> None:
        """Nothing waits."""

    close = cancel


class VirtualCardInHand(VirtualCard):
    """A card that is asked without a line."""

    def send(self, command: bytes) -> bytes:
        """As a good card answers."""
        return self.answer(command) or b""

    def close(self) -> None:
        """Nothing to let go."""


def seen(events: int, *, present: bool = False, reader: str = "A") -> Seen:
    """What a reader says after so many events."""
    return Seen(reader, present=present, events=events, raw=events << 16 | (0x20 if present else 0x10))


@pytest.mark.parametrize(
    ("looks", "uids", "taps", "gone"),
    [
        # one card taken away and another one laid down between two looks
        ([[seen(1, present=True)], [seen(3, present=True)]], [ALI, BUDI], [ALI, BUDI], 1),
        # the same card twice, quickly
        ([[seen(1, present=True)], [seen(3, present=True)]], [ALI, ALI], [ALI, ALI], 1),
        # somebody else uses the card: nothing happened
        ([[seen(1, present=True)], [Seen("A", present=True, events=1, raw=1 << 16 | 0x120)]], [ALI], [ALI], 0),
        # the reader is pulled out and plugged in with the same card on it: no second tap
        ([[seen(1, present=True)], [], [seen(1, present=True)]], [ALI, ALI], [ALI], 1),
        # … with another card on it
        ([[seen(1, present=True)], [], [seen(1, present=True)]], [ALI, BUDI], [ALI, BUDI], 1),
        # … and empty; the same card is then a new tap
        ([[seen(1, present=True)], [], [seen(0)], [seen(1, present=True)]], [ALI, ALI], [ALI, ALI], 1),
    ],
)
def test_what_lies_between_two_looks(
    heard: Heard, monkeypatch: pytest.MonkeyPatch, looks: list[list[Seen]], uids: list[str], taps: list[str], gone: int
) -> None:
    script = Script([*looks], [*uids])
    monkeypatch.setattr("koperasi_pos.devices.pcsc_reader.Pcsc", lambda: script)
    reader = PcscReader(heard.ears)
    reader.start()
    assert script.over.wait(90)
    reader.stop()
    assert (heard.uids, heard.gone) == (taps, gone)


def test_only_the_named_reader_is_listened_to(pcscd: OwnPcscd, heard: Heard, cards: list[VirtualCard]) -> None:
    reader = PcscReader(heard.ears, only="virtual pcd 00 01", look_again=0.2)
    reader.start()
    until(lambda: reader.state.code == "")
    assert [found.name for found in reader.readers] == ["Virtual PCD 00 01"]
    reader.stop()


def test_a_computer_without_pcsc_works_on_and_says_so(heard: Heard, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> object:
        raise pcsc_library.PcscMissing("libpcsclite.so.1: no such file")

    monkeypatch.setattr(pcsc_library, "_loaded", missing)
    reader = PcscReader(heard.ears)
    reader.start()
    until(lambda: reader.state.code == "card_no_software")
    assert "libpcsclite" in reader.state.reason
    reader.stop()
    assert not reader._thread.is_alive()


def test_the_counter_follows_the_settings(pcscd: OwnPcscd, heard: Heard, cards: list[VirtualCard]) -> None:
    counter = Counter(heard.ears)
    assert counter.card_state().code == "device_off"
    counter.follow(changed(Settings(), card_reader={"kind": "pcsc"}))
    until(lambda: counter.card_state().code == "")
    put(VirtualCard(ALI), pcscd, cards)
    until(lambda: heard.uids == [ALI])
    assert counter.card_lying() == heard.taps[0]
    counter.follow(changed(Settings(), card_reader={"kind": "wedge"}))
    assert (counter.card_state().code, counter.card_lying(), list(counter.card_readers())) == ("card_wedge", None, [])
    counter.follow(changed(Settings(), card_reader={"kind": "telepathy"}))
    assert counter.card_state().code == "device_unknown"
    counter.stop()
