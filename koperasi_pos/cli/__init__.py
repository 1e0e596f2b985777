"""The command line, for people who look after several shops and for tests."""

from koperasi_pos.cli.program import main

__all__ = ["main"]
