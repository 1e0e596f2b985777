"""The books of the province: what the journals say, as tables a shop at a time, and sums across shops beside them.

Everything here can be made again from `entry`. Tables of shops are hash partitions by shop, so that a shop's rows lie
together; `shop_book` has one row a shop, whose lock is the right to book for it.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

PARTITIONS = 16

_SHOP_BOOK = """
CREATE TABLE shop_book (
    shop text PRIMARY KEY,
    rev bigint NOT NULL DEFAULT 0,
    version integer NOT NULL DEFAULT 0,
    at timestamptz NOT NULL DEFAULT now(),
    kabupaten text NOT NULL DEFAULT '',
    entries bigint NOT NULL DEFAULT 0,
    unbooked bigint NOT NULL DEFAULT 0,
    sales bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL DEFAULT 0,
    stock_value bigint NOT NULL DEFAULT 0,
    last_day date,
    name text NOT NULL DEFAULT '',
    pesantren text NOT NULL DEFAULT '',
    nspp text NOT NULL DEFAULT '',
    address text NOT NULL DEFAULT '',
    phone text NOT NULL DEFAULT '',
    npwp text NOT NULL DEFAULT '',
    ppn boolean NOT NULL DEFAULT false,
    stamp text NOT NULL DEFAULT ''
) WITH (fillfactor = 60)
"""
# `rev`: everything up to it is booked. `kabupaten`: under which the shop's sums stand among those across shops.
# `last_day`: the last business day with a sale, days that had not come yet left out. `name` and what follows it is
# what the shop says of itself, `shop` what officers say of it.

_TILL_BOOK = """
CREATE TABLE till_book (
    shop text NOT NULL,
    device text NOT NULL,
    epoch integer NOT NULL,
    code text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    replaces text NOT NULL DEFAULT '',
    training boolean NOT NULL DEFAULT false,
    started timestamptz,
    last_time timestamptz,
    last_number text NOT NULL DEFAULT '',
    entries bigint NOT NULL DEFAULT 0,
    sales bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL DEFAULT 0,
    skewed bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (shop, device, epoch)
) WITH (fillfactor = 60)
"""

_GOODS = """
CREATE TABLE goods (
    shop text NOT NULL,
    product text NOT NULL,
    name text NOT NULL,
    code text NOT NULL DEFAULT '',
    codes text[] NOT NULL DEFAULT '{}',
    category text NOT NULL DEFAULT '',
    unit text NOT NULL DEFAULT '',
    pillar text NOT NULL DEFAULT '',
    owner text NOT NULL DEFAULT '',
    price bigint NOT NULL DEFAULT 0,
    cost bigint NOT NULL DEFAULT 0,
    stocked boolean NOT NULL DEFAULT true,
    active boolean NOT NULL DEFAULT true,
    kin text NOT NULL,
    stamp text NOT NULL DEFAULT '',
    PRIMARY KEY (shop, product)
) PARTITION BY HASH (shop)
"""
# `kin`: what makes it the same goods in every shop, the bar code of its maker or else its name. `stamp` is empty
# where it was only seen in a sale so far: the entry that saved it is still on its way.

_SALE_DAY = """
CREATE TABLE sale_day (
    shop text NOT NULL,
    day date NOT NULL,
    sales bigint NOT NULL,
    gross bigint NOT NULL,
    discount bigint NOT NULL,
    total bigint NOT NULL,
    tax bigint NOT NULL,
    rounding bigint NOT NULL,
    sedekah bigint NOT NULL,
    cost bigint NOT NULL,
    member_total bigint NOT NULL,
    refunds bigint NOT NULL,
    refunded bigint NOT NULL,
    refund_tax bigint NOT NULL,
    refund_rounding bigint NOT NULL,
    refund_cost bigint NOT NULL,
    dropped bigint NOT NULL,
    dropped_total bigint NOT NULL,
    removed bigint NOT NULL,
    removed_total bigint NOT NULL,
    skewed bigint NOT NULL,
    PRIMARY KEY (shop, day)
) PARTITION BY HASH (shop)
"""

_SALE_ANYWHERE = "CREATE INDEX sale_anywhere ON sale_day (day)"

_SALE_HOUR = """
CREATE TABLE sale_hour (
    shop text NOT NULL,
    day date NOT NULL,
    hour smallint NOT NULL,
    sales bigint NOT NULL,
    total bigint NOT NULL,
    PRIMARY KEY (shop, day, hour)
) PARTITION BY HASH (shop)
"""

_SALE_GOODS = """
CREATE TABLE sale_goods (
    shop text NOT NULL,
    day date NOT NULL,
    product text NOT NULL,
    lines bigint NOT NULL,
    quantity bigint NOT NULL,
    total bigint NOT NULL,
    cost bigint NOT NULL,
    PRIMARY KEY (shop, day, product)
) PARTITION BY HASH (shop)
"""

_PAYMENT_DAY = """
CREATE TABLE payment_day (
    shop text NOT NULL,
    day date NOT NULL,
    way text NOT NULL,
    amount bigint NOT NULL,
    count bigint NOT NULL,
    PRIMARY KEY (shop, day, way)
) PARTITION BY HASH (shop)
"""

_STOCK = """
CREATE TABLE stock (
    shop text NOT NULL,
    product text NOT NULL,
    quantity bigint NOT NULL,
    value bigint NOT NULL,
    PRIMARY KEY (shop, product)
) PARTITION BY HASH (shop)
"""

_REFUND = """
CREATE TABLE refund (
    shop text NOT NULL,
    id text NOT NULL,
    device text NOT NULL,
    day date NOT NULL,
    at timestamptz NOT NULL,
    number text NOT NULL,
    sale_number text NOT NULL,
    total bigint NOT NULL,
    written_off bigint NOT NULL,
    reason text NOT NULL,
    PRIMARY KEY (shop, id)
) PARTITION BY HASH (shop)
"""
# `written_off`: cost of goods that came back damaged.

_REFUND_DAY = "CREATE INDEX refund_day ON refund (shop, day)"
_REFUND_ANYWHERE = "CREATE INDEX refund_anywhere ON refund (day)"

_SHIFT = """
CREATE TABLE shift (
    shop text NOT NULL,
    id text NOT NULL,
    device text NOT NULL DEFAULT '',
    till text NOT NULL DEFAULT '',
    number bigint NOT NULL DEFAULT 0,
    day date,
    cashier text NOT NULL DEFAULT '',
    opened timestamptz,
    closed timestamptz,
    closed_day date,
    float bigint NOT NULL DEFAULT 0,
    sales bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL DEFAULT 0,
    refunded bigint NOT NULL DEFAULT 0,
    cash_in bigint NOT NULL DEFAULT 0,
    cash_out bigint NOT NULL DEFAULT 0,
    to_safe bigint NOT NULL DEFAULT 0,
    expected bigint,
    counted bigint,
    difference bigint,
    restored boolean NOT NULL DEFAULT false,
    note text NOT NULL DEFAULT '',
    PRIMARY KEY (shop, id)
) PARTITION BY HASH (shop)
"""
# `closed_day` and what follows it is empty while the shift is open.

_SHIFT_DAY = "CREATE INDEX shift_day ON shift (shop, closed_day)"
_SHIFT_ANYWHERE = "CREATE INDEX shift_anywhere ON shift (closed_day)"
_SHIFT_OPEN = "CREATE INDEX shift_open ON shift (shop) WHERE closed IS NULL"

_COMPARE_DIFFERING = "CREATE INDEX compare_differing ON compare (shop, device, day) WHERE NOT agrees"

_TALLY = """
CREATE TABLE tally (
    subject text NOT NULL,
    day date NOT NULL,
    kabupaten text NOT NULL,
    name text NOT NULL,
    pillar text NOT NULL,
    count bigint NOT NULL,
    quantity bigint NOT NULL,
    amount bigint NOT NULL,
    cost bigint NOT NULL,
    PRIMARY KEY (subject, day, kabupaten, name, pillar)
) WITH (fillfactor = 70)
"""
# The sums across shops: of a day by kabupaten, of `goods` by month. `subject` says what is summed, `name` which one.

_TALLY_PILLAR = "CREATE INDEX tally_pillar ON tally (pillar, day) WHERE subject = 'goods' AND pillar <> ''"

_TALLY_WAITING = """
CREATE TABLE tally_waiting (
    key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    subject text NOT NULL,
    day date NOT NULL,
    kabupaten text NOT NULL,
    name text NOT NULL,
    pillar text NOT NULL,
    count bigint NOT NULL,
    quantity bigint NOT NULL,
    amount bigint NOT NULL,
    cost bigint NOT NULL
)
"""
# Shops that are booked at the same time all add to the same few rows of `tally`. They write what they add here, where
# nobody waits for anybody, and one of the instances puts it in now and then. `tallied` shows both together.

_TALLY_WAITING_SUBJECT = "CREATE INDEX tally_waiting_subject ON tally_waiting (subject, day)"

_TALLIED = """
CREATE VIEW tallied AS
    SELECT subject, day, kabupaten, name, pillar, count, quantity, amount, cost FROM tally
    UNION ALL
    SELECT subject, day, kabupaten, name, pillar, count, quantity, amount, cost FROM tally_waiting
"""

_KIN = """
CREATE TABLE kin (
    kin text PRIMARY KEY,
    name text NOT NULL,
    unit text NOT NULL DEFAULT ''
)
"""
# What goods that many shops sell are called in lists across shops: the name of the shop that sold them first.

PARTITIONED = ("goods", "sale_day", "sale_hour", "sale_goods", "payment_day", "stock", "refund", "shift")

STATEMENTS: tuple[str, ...] = (
    _SHOP_BOOK,
    _TILL_BOOK,
    _GOODS,
    _SALE_DAY,
    _SALE_HOUR,
    _SALE_GOODS,
    _PAYMENT_DAY,
    _STOCK,
    _REFUND,
    _SHIFT,
    *(
        f"CREATE TABLE {table}_{number:02} PARTITION OF {table}"
        f" FOR VALUES WITH (MODULUS {PARTITIONS}, REMAINDER {number})"
        for table in PARTITIONED
        for number in range(PARTITIONS)
    ),
    _SALE_ANYWHERE,
    _REFUND_DAY,
    _SHIFT_DAY,
    _REFUND_ANYWHERE,
    _SHIFT_ANYWHERE,
    _SHIFT_OPEN,
    _COMPARE_DIFFERING,
    _TALLY,
    _TALLY_PILLAR,
    _TALLY_WAITING,
    _TALLY_WAITING_SUBJECT,
    _TALLIED,
    _KIN,
)


def upgrade() -> None:
    """Make the tables."""
    for statement in STATEMENTS:
        op.execute(statement)
