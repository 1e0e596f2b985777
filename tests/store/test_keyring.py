"""Secrets in the system's keyring: found again, never beside stale ones in a file, replaced ones still to be had."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringError, KeyringLocked

from koperasi_pos.operations import shops, upkeep
from koperasi_pos.operations.till import STORE_FILE, Till, open_till
from koperasi_pos.store import backup, keys
from koperasi_pos.store.keys import Secrets
from koperasi_pos.values import Refusal
from tests.counter import HEAD, HEAD_PIN, Clock


class Drawer(KeyringBackend):
    """A keyring that keeps what it is given, forgets it, or is locked, as told."""

    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.trouble = ""

    def set_password(self, service: str, username: str, password: str) -> None:
        """Keep a secret."""
        if self.trouble == "locked":
            raise KeyringLocked
        if self.trouble != "forgetful":
            self.kept[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        """Give it back."""
        if self.trouble == "locked":
            raise KeyringError
        return self.kept.get((service, username))


@pytest.fixture
def drawer() -> Iterator[Drawer]:
    """The keyring of this test, in the place of the system's."""
    before, mine = keyring.get_keyring(), Drawer()
    keyring.set_keyring(mine)
    yield mine
    keyring.set_keyring(before)


def new_shop(home: Path) -> Till:
    """A shop whose secrets may lie in the keyring."""
    return shops.make_shop(home, name="Toko", head_name="Kepala", head_pin=HEAD_PIN, clock=Clock())


def test_a_shop_opens_with_the_secrets_of_the_keyring(tmp_path: Path, drawer: Drawer) -> None:
    home = tmp_path / "toko"
    new_shop(home).close()
    assert not list(home.glob("kunci*"))
    assert list(drawer.kept) == [("koperasi-pos", str(home.resolve()))]
    open_till(home, clock=Clock()).close()
    drawer.kept.clear()
    with pytest.raises(Refusal, match="key_missing"):
        open_till(home)


@pytest.mark.parametrize("trouble", ["locked", "forgetful"])
def test_a_keyring_that_does_not_keep_is_not_trusted(tmp_path: Path, drawer: Drawer, trouble: str) -> None:
    drawer.trouble = trouble
    home = tmp_path / "toko"
    new_shop(home).close()
    assert (home / "kunci").stat().st_mode & 0o777 == 0o600
    open_till(home, clock=Clock()).close()


def test_no_keyring_means_a_file(tmp_path: Path, drawer: Drawer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Drawer, "priority", 0)
    new_shop(tmp_path).close()
    assert keys.find(tmp_path).store
    assert drawer.kept == {}


def test_a_locked_keyring_is_told_as_a_missing_key(tmp_path: Path, drawer: Drawer) -> None:
    new_shop(tmp_path).close()
    drawer.trouble = "locked"
    with pytest.raises(Refusal, match="key_missing"):
        open_till(tmp_path)


def test_a_new_shop_is_not_locked_out_by_the_key_of_an_old_one(tmp_path: Path, drawer: Drawer) -> None:
    old = keys.make(tmp_path, keyring_allowed=False)
    new_shop(tmp_path).close()
    open_till(tmp_path, clock=Clock()).close()
    (aside,) = tmp_path.glob("kunci-before-restore-*")
    assert Secrets.read(aside.read_text()) == old


def test_what_a_restore_replaces_is_kept_in_the_keyring(tmp_path: Path, drawer: Drawer) -> None:
    """A backup of another shop is put back here: the file that was here can still be opened."""
    lost = new_shop(tmp_path / "lost")
    code = upkeep.recovery_code(lost, by=HEAD)
    upkeep.make_backup(lost, tmp_path / "a.backup")
    lost.close()
    here = tmp_path / "here"
    new_shop(here).close()
    before = keys.find(here)
    back = upkeep.restore(here, tmp_path / "a.backup", code=code, clock=Clock())
    assert shops.till_code(back) == "K1B"
    back.close()
    (name,) = [name for _, name in drawer.kept if "kunci-before-restore-" in name]
    assert Secrets.read(drawer.kept["koperasi-pos", name]) == before
    (aside,) = here.glob("toko-before-restore-*.db")
    backup.verify(aside, before.store)
    assert keys.find(here).store == lost.database.key
    assert (here / STORE_FILE).exists()
