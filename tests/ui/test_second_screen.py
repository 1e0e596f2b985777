"""The customer's window on a machine with two screens, which only a process of its own can have."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

SCREENS = [("TILL", 0, 1366, 768), ("CUSTOMER", 1366, 1920, 1080)]

PLAY = """
import json, sys
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from koperasi_pos.settings import CustomerScreenSettings
from koperasi_pos.ui.widgets.customer_window import CustomerDisplay
application = QApplication([])
till = QWidget()
field = QLineEdit(till)
till.setGeometry(0, 0, 1366, 768)
till.show()
display = CustomerDisplay(till, lambda: None)
told = []
for wanted in sys.argv[1:]:
    display.follow(CustomerScreenSettings(on=wanted != "off", screen="" if wanted in ("any", "off") else wanted))
    application.processEvents()
    window = display.window
    place = window.geometry()
    told.append([display.placed, window.isVisible(), window.isFullScreen(), place.x(), place.y(), place.width(),
                 place.height()])
display.stop()
print(json.dumps(told))
"""


def play(tmp_path: Path, *wanted: str) -> list[list[object]]:
    """Where the window stands after each wish; Qt must have nothing to say."""
    screens = [
        {"name": name, "x": x, "y": 0, "width": wide, "height": tall, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
        for name, x, wide, tall in SCREENS
    ]
    file = tmp_path / "screens.json"
    file.write_text(json.dumps({"screens": screens}))
    environment = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={file}"}
    done = subprocess.run(
        [sys.executable, "-c", PLAY, *wanted], env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    said = [line for line in done.stderr.splitlines() if "propagateSizeHints" not in line]
    assert (done.returncode, said) == (0, [])
    told: list[list[object]] = json.loads(done.stdout)
    return told


def test_it_fills_the_second_screen_and_leaves_it_again(tmp_path: Path) -> None:
    full = ["full", True, True, 1366, 0, 1920, 1080]
    any_, beside, chosen, gone, back, off = play(tmp_path, "any", "TILL", "CUSTOMER", "HDMI-9", "any", "off")
    assert any_ == chosen == back == full
    assert beside[:3] == ["beside", True, False]
    x, y, wide, tall = (int(str(part)) for part in beside[3:])
    assert x >= 0
    assert x + wide <= 1366
    assert y + tall <= 768
    assert wide >= 480
    assert gone[:2] == ["gone", False]
    assert off[:2] == ["off", False]
