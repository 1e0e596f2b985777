"""A request is answered in its own language while others are answered in theirs."""

from __future__ import annotations

import asyncio
import threading

import pytest

from koperasi_pos.words import _, language, set_language, speaking


def test_a_language_is_spoken_within_and_no_longer() -> None:
    with speaking("en"):
        assert (language(), _("Cash")) == ("en", "Cash")
        with speaking("id"):
            assert _("Cash") == "Tunai"
        assert language() == "en"
    assert _("Cash") == "Tunai"


def test_threads_beside_it_speak_what_the_program_speaks() -> None:
    heard: list[str] = []
    with speaking("en"):
        beside = threading.Thread(target=lambda: heard.append(_("Cash")))
        beside.start()
        beside.join()
    assert heard == ["Tunai"]


def test_tasks_beside_each_other_each_speak_their_own() -> None:
    async def answer(code: str) -> list[str]:
        said = []
        with speaking(code):
            for _turn in range(5):
                await asyncio.sleep(0)
                said.append(_("Cash"))
                said.append(await asyncio.to_thread(_, "Cash"))
        return said

    async def both() -> list[list[str]]:
        return list(await asyncio.gather(answer("id"), answer("en")))

    assert asyncio.run(both()) == [["Tunai"] * 10, ["Cash"] * 10]


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match="jv"), speaking("jv"):
        pass
    set_language("en")
    with speaking("id"):
        set_language("id")
    assert language() == "id"
