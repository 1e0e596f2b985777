"""One file a revision; never edited after a release."""
