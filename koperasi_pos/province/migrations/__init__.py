"""Revisions of the province's tables, as SQL that we write."""
