"""The command line as a whole: exit statuses, the user's language, who acts, trouble that nobody foresaw."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from koperasi_pos.cli import main, upkeep
from koperasi_pos.cli.program import build_parser
from koperasi_pos.cli.session import Session
from koperasi_pos.operations.till import open_till
from koperasi_pos.store.schema import NewerFile
from koperasi_pos.words import language
from tests.cli.conftest import CASHIER_PIN, COFFEE
from tests.command import done, run
from tests.conftest import ExpectedLog

DONE, REFUSED, WRONG_USE, TROUBLE = 0, 1, 2, 3


def test_done(home: Path) -> None:
    answer = run(home, "check")
    assert (answer.status, answer.complaint) == (DONE, "")


def test_a_refusal_is_a_sentence_in_the_users_language(tmp_path: Path) -> None:
    indonesian, english = run(tmp_path, "check"), run(tmp_path, "--language", "en", "check")
    assert (indonesian.status, english.status) == (REFUSED, REFUSED)
    assert indonesian.complaint.startswith("Belum ada toko")
    assert english.complaint.startswith("There is no shop")


def test_the_language_of_the_machine_counts_where_none_is_asked_for(home: Path) -> None:
    (home / "settings.json").write_text(json.dumps({"language": "en"}), encoding="utf-8")
    assert run(home, "receipt", "K1-000009").complaint.startswith("There is no receipt")
    assert language() == "en"


@pytest.mark.parametrize(
    "words", [[], ["sel"], ["sell"], ["report", "week"], ["journal", "--from", "first"], ["check", "--loud"]]
)
def test_wrong_use_says_what_is_right(home: Path, words: list[str]) -> None:
    answer = run(home, *words)
    assert answer.status == WRONG_USE
    assert answer.complaint.startswith("cara pakai: koperasi-pos")
    assert answer.raw == b""


def test_wrong_use_before_the_language_is_known(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--language", "fr", "check"]) == WRONG_USE
    assert main(["--home"]) == WRONG_USE
    assert "fr" in capsys.readouterr().err


def test_help_is_in_the_users_language(capsys: pytest.CaptureFixture[str]) -> None:
    for code, word in (("id", "pilihan:"), ("en", "options:")):
        with pytest.raises(SystemExit) as ended:
            main(["--language", code, "sell", "--help"])
        assert ended.value.code == 0
        assert word in capsys.readouterr().out


def test_every_command_says_what_it_is_for() -> None:
    parser = build_parser()
    pending = [parser]
    seen = 0
    while pending:
        for action in pending.pop()._actions:
            choices = action.choices
            if isinstance(choices, dict):
                assert {one.dest for one in action._choices_actions} == set(choices)  # type: ignore[attr-defined]
                assert all(one.help for one in action._choices_actions)  # type: ignore[attr-defined]
                pending += choices.values()
                seen += len(choices)
    assert seen > 20


def test_a_folder_that_is_a_file_is_trouble(tmp_path: Path) -> None:
    file = tmp_path / "shop"
    file.write_text("no folder", encoding="utf-8")
    answer = run(file, "init", "--shop", "An-Nur")
    assert answer.status == TROUBLE
    assert answer.complaint


def test_a_bug_is_trouble_that_stands_in_the_log(
    home: Path, monkeypatch: pytest.MonkeyPatch, expected_log: ExpectedLog
) -> None:
    def broken(session: Session) -> int:
        raise ZeroDivisionError("Budi")

    monkeypatch.setattr(upkeep, "check", broken)
    expected_log("a bug")
    answer = run(home, "check")
    assert answer.status == TROUBLE
    assert "ZeroDivisionError test_program.py" in answer.complaint
    written = (home / "log" / "koperasi_pos.log").read_text(encoding="utf-8")
    assert "ZeroDivisionError" in written
    assert "Budi" not in written + answer.complaint


def test_a_newer_file_is_left_alone(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def newer(session: Session) -> int:
        raise NewerFile("9999")

    monkeypatch.setattr(upkeep, "check", newer)
    answer = run(home, "check")
    assert (answer.status, "lebih baru" in answer.complaint) == (TROUBLE, True)


def test_stopping_by_hand_is_trouble(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(session: Session) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(upkeep, "check", stopped)
    assert run(home, "check").status == TROUBLE


def test_options_may_stand_before_or_behind_the_command(home: Path) -> None:
    before, behind = run(home, "--json", "check"), run(home, "check", "--json")
    assert before.facts() == behind.facts()
    assert run(home, "--language", "id", "receipt", "X", "--language", "en").complaint.startswith("There is no")


def test_a_shop_in_use_is_refused_to_writers_and_open_to_readers(home: Path, tmp_path: Path) -> None:
    done(home, "sell", "-", text=f"receipt,time,code,quantity\nA,2026-11-24,{COFFEE},1\n")
    selling = open_till(home)
    try:
        assert run(home, "sell", "-", text="receipt,time,code,quantity\n").status == REFUSED
        assert done(home, "report", "day", "--date", "2026-11-24", "--json").facts()["total"] == 1500
        assert done(home, "receipt", "K1-000001").text
        assert done(home, "journal").lines
        assert done(home, "backup", str(tmp_path / "copy.backup")).lines
    finally:
        selling.close()


def test_somebody_acts_with_the_own_pin(home: Path) -> None:
    done(home, "shift", "open", "--as", "Kasir Pagi", "--pin", CASHIER_PIN, "--float", "50000")
    x = done(home, "shift", "x", "--json").facts()
    assert (x["cashier"], x["float"]) == ("Kasir Pagi", 50_000)


@pytest.mark.parametrize(
    ("name", "pin", "told"),
    [("Kasir Pagi", "111222", "PIN"), ("Kasir Pagi", "", "PIN"), ("Orang Lain", CASHIER_PIN, "bukan")],
)
def test_nobody_acts_with_another_pin(home: Path, name: str, pin: str, told: str) -> None:
    answer = run(home, "--as", name, "--pin", pin, "shift", "open")
    assert answer.status == REFUSED
    assert told in answer.complaint


def test_the_pin_is_asked_for_at_a_terminal(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def ask(prompt: str) -> str:
        asked.append(prompt)
        return CASHIER_PIN

    monkeypatch.setattr("getpass.getpass", ask)
    assert run(home, "--as", "Kasir Pagi", "shift", "open").status == REFUSED
    assert asked == []
    assert run(home, "--as", "Kasir Pagi", "shift", "open", terminal=True).status == DONE
    assert asked == ["PIN Kasir Pagi: "]


def test_rights_hold_on_the_command_line(home: Path) -> None:
    answer = run(home, "--as", "Kasir Pagi", "--pin", CASHIER_PIN, "rebuild")
    assert answer.status == REFUSED
    done(home, "rebuild")
