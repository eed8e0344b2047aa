"""How much one caller may ask for (reliability.md 6 row 21). Pure: read by config/settings.py before any app is.

Each figure can be set by an environment variable of its name with ``LUODI_`` before it (docs/operator.md).
"""

from __future__ import annotations

KILOBYTE, MEGABYTE = 1024, 1024 * 1024

FIGURES: dict[str, int] = {
    "LIMITS": 1,  # 0: nobody is counted; sizes and times hold all the same
    "LIMIT_READS": 1200,  # a minute, for one system or one person
    "LIMIT_WRITES": 600,
    "LIMIT_HEAVY": 120,  # statistics, bulk, exports, packs, the schema
    "LIMIT_STRANGERS": 120,  # a minute, for one address whose calls carry no valid key or session
    "LIMIT_BURST": 2,  # within one second so many times what a minute's budget gives a second
    "LIMIT_AT_ONCE": 10,  # requests of one caller in one web process, which has 16 threads
    "LIMIT_WORKING": 2,  # of these on the processor; the others wait for them
    "LIMIT_JSON_KB": 1024,  # a body
    "LIMIT_BULK_KB": 16384,  # a body of a route that takes many rows
    "LIMIT_PART_KB": 8192,  # a part of a file
    "LIMIT_JSON_DEPTH": 20,
    "LIMIT_JSON_VALUES": 100_000,  # members and elements of one body, all levels together
    "LIMIT_BODY_SECONDS": 20,  # for a body to arrive, and one more for each 32 KB announced
    "LIMIT_QUERY_SECONDS": 5,  # for one statement of a reading call
}
LONGEST_ADDRESS = 8 * KILOBYTE
LONGEST_HEADER = 8 * KILOBYTE
LONGEST_HEADERS = 32 * KILOBYTE
MOST_PARAMETERS = 100
MOST_VALUES = 500  # of one parameter, separated by commas
SLOWEST_BYTES = 32 * KILOBYTE  # a second, beyond LIMIT_BODY_SECONDS
