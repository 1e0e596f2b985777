"""An extension named citus that keeps Citus's books and its documented rules about keys, and spreads nothing.

With it `province distribute` goes its whole way on a real PostgreSQL: the extension is found and made, every statement
is carried out in its order and in one transaction, a second run finds nothing to do. What it cannot tell is how Citus
itself runs; no package of it is to be had where these tests are run.
"""

from __future__ import annotations

from pathlib import Path

CONTROL = "comment = 'stand-in for tests'\ndefault_version = '0.0'\nrelocatable = false\nschema = public\n"
RULES = r"""
CREATE TABLE pg_dist_partition (logicalrelid regclass, partmethod text, partkey text, colocated text);

CREATE FUNCTION create_distributed_table(spread regclass, by_column text, colocate_with text DEFAULT 'default')
RETURNS void LANGUAGE plpgsql AS $$
DECLARE bad text;
BEGIN
    IF EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = spread) THEN
        RAISE EXCEPTION 'table % is already distributed', spread;
    END IF;
    IF colocate_with NOT IN ('none', 'default') AND NOT EXISTS (
        SELECT 1 FROM pg_dist_partition WHERE logicalrelid = colocate_with::regclass AND partmethod = 'h'
    ) THEN
        RAISE EXCEPTION 'relation % is not distributed', colocate_with;
    END IF;
    SELECT indexrelid::regclass INTO bad FROM pg_index WHERE indrelid = spread AND indisunique AND NOT (
        SELECT attnum = ANY(indkey) FROM pg_attribute WHERE attrelid = spread AND attname = by_column
    );
    IF bad IS NOT NULL THEN
        RAISE EXCEPTION 'cannot create constraint on %: % lacks the distribution column', spread, bad;
    END IF;
    IF EXISTS (SELECT 1 FROM pg_constraint WHERE contype = 'f' AND conrelid = spread AND NOT EXISTS (
        SELECT 1 FROM pg_dist_partition WHERE logicalrelid = confrelid)) THEN
        RAISE EXCEPTION '% points at a table that is neither distributed nor a reference table', spread;
    END IF;
    INSERT INTO pg_dist_partition VALUES (spread, 'h', by_column, colocate_with);
END $$;

CREATE FUNCTION create_reference_table(copied regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_dist_partition WHERE logicalrelid = copied) THEN
        RAISE EXCEPTION 'table % is already distributed', copied;
    END IF;
    IF (SELECT relkind FROM pg_class WHERE oid = copied) = 'p' THEN
        RAISE EXCEPTION 'a partitioned table cannot be a reference table: %', copied;
    END IF;
    IF EXISTS (SELECT 1 FROM pg_constraint WHERE contype = 'f' AND conrelid = copied AND NOT EXISTS (
        SELECT 1 FROM pg_dist_partition WHERE logicalrelid = confrelid AND partmethod = 'n')) THEN
        RAISE EXCEPTION '% points at a table that is no reference table', copied;
    END IF;
    INSERT INTO pg_dist_partition VALUES (copied, 'n', '', '');
END $$;
"""


def write_extension(folder: Path) -> str:
    """Put the extension into a folder; the value of `extension_control_path` with which PostgreSQL finds it."""
    made = folder / "extension"
    made.mkdir()
    (made / "citus.control").write_text(CONTROL)
    (made / "citus--0.0.sql").write_text(RULES)
    folder.chmod(0o755)
    return f"{folder}:$system"
