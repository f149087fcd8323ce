"""The pages that anybody reads: kept ones, and the same made anew (an address that is never kept)."""

from __future__ import annotations

from bench.measuring import Page

YEAR = 2018
ADDRESSES = {
    "home": "/ru/",
    "results": f"/ru/results/{YEAR}/",
    "bodies": "/ru/bodies/",
    "body": "/ru/bodies/ministry-of-agriculture/",
}

PAGES = [
    *(Page(f"{name}, kept", "", address, 1, bares=3, kilobytes=300) for name, address in ADDRESSES.items()),
    *(Page(f"{name}, made", "", f"{address}?made=anew", bares=20) for name, address in ADDRESSES.items()),
    Page("results as CSV", "", f"/ru/results/{YEAR}/results.csv"),
    Page("results as XLSX", "", f"/ru/results/{YEAR}/results.xlsx"),
    Page("results as JSON", "", f"/ru/results/{YEAR}/results.json"),
]
