"""Small immutable functions that PostgreSQL gets in the first migration: decimals of 15 digits, dates in range.

`PG_FUNCTIONS` are statements to execute in order; each replaces what was there, so a later migration may run the
newer list again. `DROP_PG_FUNCTIONS` undo them. Every function is NULL where the language has an error value.
"""

from __future__ import annotations

_FUNCTIONS: tuple[tuple[str, str, str], ...] = (
    # 15 significant digits, half away from zero; NULL beyond 9.99999999999999E+307, 0 below 1E-307.
    # to_char's EEEE form rounds NUMERIC exactly, whatever its size.
    (
        "dg_number(value numeric)",
        "numeric",
        """CASE
            WHEN abs(value) < 1e15 AND scale(value) = 0 THEN value
            WHEN abs(value) >= 9.999999999999995e307 THEN NULL
            WHEN abs(value) < 1e-307 THEN 0::numeric
            ELSE trim_scale(to_char(value, '9.99999999999999EEEE')::numeric)
        END""",
    ),
    # A quotient with so many digits that rounding it to 15 rounds the true value.
    (
        "dg_divide(a numeric, b numeric)",
        "numeric",
        "CASE WHEN b <> 0 THEN dg_number(round(a, 340) / b) END",
    ),
    ("dg_number_text(value numeric)", "text", "trim_scale(value)::text"),
    # Half away from zero / away from zero / toward zero, at any place; at most 307 places either way.
    (
        "dg_round(value numeric, digits numeric)",
        "numeric",
        "dg_number(round(value, greatest(least(trunc(digits), 307), -307)::integer))",
    ),
    (
        "dg_round_down(value numeric, digits numeric)",
        "numeric",
        "dg_number(trunc(value, greatest(least(trunc(digits), 307), -307)::integer))",
    ),
    (
        "dg_round_up(value numeric, digits numeric)",
        "numeric",
        """dg_number(CASE WHEN dg_round_down(value, digits) = value THEN value
            ELSE trunc(value, greatest(least(trunc(digits), 307), -307)::integer)
                 + sign(value) * power(10::numeric, -greatest(least(trunc(digits), 307), -307)) END)""",
    ),
    # The rest has the sign of the divisor, as in Excel.
    (
        "dg_mod(value numeric, divisor numeric)",
        "numeric",
        """CASE WHEN divisor <> 0 AND abs(value / divisor) < 1e15
            THEN dg_number(CASE WHEN mod(value, divisor) <> 0 AND sign(mod(value, divisor)) <> sign(divisor)
                           THEN mod(value, divisor) + divisor ELSE mod(value, divisor) END) END""",
    ),
    (
        "dg_add_days(day date, days numeric)",
        "date",
        """CASE WHEN abs(days) < 4000000
            AND (day - date '0001-01-01') + trunc(days) BETWEEN 0 AND date '9999-12-31' - date '0001-01-01'
            THEN day + trunc(days)::integer END""",
    ),
    (
        "dg_add_instant(moment timestamptz, days numeric)",
        "timestamptz",
        """CASE WHEN abs(days) < 4000000
            AND extract(epoch FROM moment) + days * 86400 >= -62135596800
            AND extract(epoch FROM moment) + days * 86400 < 253402300800
            THEN timestamptz 'epoch' + (round(extract(epoch FROM moment) * 1000)
                 + round(dg_number(days * 86400000))) / 1000 * interval '1 second' END""",
    ),
    (
        "dg_add_months(day date, months numeric)",
        "date",
        """CASE WHEN abs(months) < 200000
            AND extract(year FROM day) * 12 + extract(month FROM day) - 1 + trunc(months) BETWEEN 12 AND 119999
            THEN (day + trunc(months)::integer * interval '1 month')::date END""",
    ),
    ("dg_days(later date, earlier date)", "numeric", "(later - earlier)::numeric"),
    (
        "dg_days(later timestamptz, earlier timestamptz)",
        "numeric",
        "dg_divide(round((extract(epoch FROM later) - extract(epoch FROM earlier)) * 1000), 86400000)",
    ),
    # Blanks between words become one, those around go; only the plain blank counts, as in Excel.
    ("dg_trim(value text)", "text", "btrim(regexp_replace(value, ' +', ' ', 'g'), ' ')"),
)

PG_FUNCTIONS: tuple[str, ...] = tuple(
    " ".join(
        (
            "CREATE OR REPLACE FUNCTION",
            head,
            "RETURNS",
            result,
            "LANGUAGE sql IMMUTABLE PARALLEL SAFE",
            f"RETURN {body}",
        )
    )
    for head, result, body in _FUNCTIONS
)

DROP_PG_FUNCTIONS: tuple[str, ...] = tuple(f"DROP FUNCTION IF EXISTS {head}" for head, _, _ in reversed(_FUNCTIONS))
