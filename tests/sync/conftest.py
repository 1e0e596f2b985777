"""A real province for tests of the line: the fixtures of the province's own tests."""

from tests.province.conftest import clock, database_url, pool, postgres, serving, template_database

__all__ = ["clock", "database_url", "pool", "postgres", "serving", "template_database"]
