"""A shop without any line: enrolled, sent and answered by USB stick, over the province's real intake and feed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from koperasi_pos.journal.documents import MessageSent
from koperasi_pos.operations import line, line_sticks, messages, upkeep
from koperasi_pos.operations.till import Till
from koperasi_pos.province.announcements import announce, new_id
from koperasi_pos.province.carrying import Carried, carry
from koperasi_pos.province.database import Pool
from koperasi_pos.province.signing import open_signer
from koperasi_pos.province.vault import Vault
from koperasi_pos.values import Refusal
from tests.command import done
from tests.counter import Clock, begin_shift, sell, shop_in, stock_up
from tests.province.shops import add_shop
from tests.sync.province_process import code_for
from tests.sync.real_line import bread, held, lines_of


@pytest.fixture
def till(tmp_path: Path, pool: Pool) -> Iterator[Till]:
    """A till that no line ever reached, with bread and a shift."""
    add_shop(pool, "toko-1")
    made = shop_in(tmp_path / "k1", Clock())
    stock_up(made, "Roti", 5000, codes=("8991",))
    begin_shift(made)
    yield made
    made.close()


def carried(pool: Pool, up: Path, down: Path) -> Carried:
    """The province takes a stick and writes the one that goes back."""
    with pool.reading() as connection:
        signer = open_signer(connection, Vault(None))  # nothing was sealed yet: no server ever started here
    made = carry(pool, up.read_bytes(), signer=signer, now=datetime.now(UTC))
    down.write_bytes(made.stick)
    return made


def enrolled(till: Till, pool: Pool, tmp_path: Path) -> None:
    """Enrol by stick."""
    line_sticks.export_stick(till, tmp_path / "up0", code=code_for(pool, "new"))
    carried(pool, tmp_path / "up0", tmp_path / "down0")
    line_sticks.import_stick(till, tmp_path / "down0")


def test_a_shop_is_enrolled_and_carried_by_stick_alone(till: Till, pool: Pool, tmp_path: Path) -> None:
    enrolled(till, pool, tmp_path)
    row = line.enrolled(till)
    assert row is not None
    assert row.till_code == "K1"
    assert line.waiting(till) == 0
    for _ in range(3):
        sell(till, bread(till))
    assert line_sticks.export_stick(till, tmp_path / "up").value.entries == 3
    sell(till, bread(till))
    now = datetime.now(UTC)
    with pool.writing() as connection:
        announce(
            connection, "toko-1", MessageSent(id=new_id(now), title="Rapat", text="Senin", sender="Dinas"), now=now
        )
    assert carried(pool, tmp_path / "up", tmp_path / "down").entries == 3
    assert carried(pool, tmp_path / "up", tmp_path / "again").entries == 0
    outcome = line_sticks.import_stick(till, tmp_path / "down")
    assert (outcome.value.entries, outcome.value.received) == (3, 1)
    assert line.waiting(till) == 1
    assert [row.title for row in messages.latest(till)] == ["Rapat"]
    assert not line_sticks.import_stick(till, tmp_path / "down").changed
    assert [entry for entry in held(pool) if b'"kind":"message"' not in entry] == [
        entry for entry in lines_of(till) if b'"kind":"message"' not in entry
    ][:-1]
    assert upkeep.check(till).sound


def test_wrong_files_are_told_apart(till: Till, pool: Pool, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="line_not_enrolled"):
        line_sticks.export_stick(till, tmp_path / "up")
    enrolled(till, pool, tmp_path)
    sell(till, bread(till))
    line_sticks.export_stick(till, tmp_path / "up")
    carried(pool, tmp_path / "up", tmp_path / "down")
    whole = (tmp_path / "down").read_bytes()
    wrong = {
        "stick_form": b"not a stick at all",
        "stick_damaged": whole[: len(whole) // 2],
        "stick_up": (tmp_path / "up").read_bytes(),
    }
    for code, content in wrong.items():
        (tmp_path / "x").write_bytes(content)
        with pytest.raises(Refusal) as refused:
            line_sticks.import_stick(till, tmp_path / "x")
        assert refused.value.code in (code, "stick_form" if code == "stick_damaged" else code)
    with pytest.raises(Refusal, match="stick_signature"):
        line_sticks.import_stick(till, _forged(tmp_path / "down", tmp_path / "forged"))
    with pytest.raises(Refusal, match="file_missing"):
        line_sticks.import_stick(till, tmp_path / "nowhere")
    assert line.waiting(till) == 1


def _forged(source: Path, target: Path) -> Path:
    """The same stick with the signature of somebody else."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"00" * 64 if name == "signature" else old.read(name))
    return target


def test_an_older_answer_never_takes_back_what_was_acknowledged(till: Till, pool: Pool, tmp_path: Path) -> None:
    enrolled(till, pool, tmp_path)
    sell(till, bread(till))
    line_sticks.export_stick(till, tmp_path / "up1")
    carried(pool, tmp_path / "up1", tmp_path / "down1")
    sell(till, bread(till))
    line_sticks.export_stick(till, tmp_path / "up2")
    carried(pool, tmp_path / "up2", tmp_path / "down2")
    line_sticks.import_stick(till, tmp_path / "down2")
    assert line.waiting(till) == 0
    line_sticks.import_stick(till, tmp_path / "down1")
    assert line.waiting(till) == 0


def test_a_revoked_till_hears_it_by_stick(till: Till, pool: Pool, tmp_path: Path) -> None:
    enrolled(till, pool, tmp_path)
    with pool.writing() as connection:
        connection.execute("UPDATE till SET state = 'revoked'")
    sell(till, bread(till))
    line_sticks.export_stick(till, tmp_path / "up")
    assert carried(pool, tmp_path / "up", tmp_path / "down").refused == "revoked"
    with pytest.raises(Refusal, match="stick_refused"):
        line_sticks.import_stick(till, tmp_path / "down")
    assert line.waiting(till) == 1


def test_the_command_lines_of_both_sides(till: Till, pool: Pool, database_url: str, tmp_path: Path) -> None:
    till.close()
    home, province = tmp_path / "k1", tmp_path / "province"
    province.mkdir()
    up, down = str(tmp_path / "up"), str(tmp_path / "down")
    done(home, "sync", "export", up, "--code", code_for(pool, "new"))
    done(province, "province", "carry", up, down, "--database", database_url)
    done(home, "sync", "import", down)
    assert done(home, "--json", "sync", "status").facts()["waiting"] == 0
