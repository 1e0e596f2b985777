"""Alembic revisions of the shop's file; they lean on nothing that can change."""
