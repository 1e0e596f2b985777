"""Words: what people read, in Bahasa Indonesia (default) or English, through gettext catalogues."""

from koperasi_pos.words.catalogues import LANGUAGES, N_, _, language, n_, set_language, speaking

__all__ = ["LANGUAGES", "N_", "_", "language", "n_", "set_language", "speaking"]
