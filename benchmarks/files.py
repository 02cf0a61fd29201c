"""Files to import, of any size, as a business would bring them."""

import csv
import random

from crm.demo import words

HEADER = (
    "First name", "Last name", "E-mail", "Phone", "Mobile", "Job title", "Company", "Street", "City", "Postal code",
    "Country", "Tags", "Source", "Owner",
)  # fmt: skip
OWNERS = ("olivia@acme.example", "marco@acme.example", "")
TAGS = ("", "", "", "newsletter", "fair 2026", "newsletter,fair 2026")


def write_people(path, count, companies, *, seed=3):
    """Write a CSV of `count` people nobody knows yet to `path`; nine of ten work for one of `companies` (names)."""
    rng = random.Random(seed)
    with open(path, "w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        writer.writerows(_person(rng, number, companies) for number in range(count))


def _person(rng, number, companies):
    first, last = rng.choice(words.FIRST_NAMES), rng.choice(words.LAST_NAMES)
    city, country, code, phone, street = rng.choice(words.PLACES)
    company = rng.choice(companies) if rng.random() < 0.9 else f"Newcomer {number // 100} GmbH"
    return (
        first, last, f"new.{number}@people{number % 997}.example", phone.format(rng.randrange(10_000)),
        f"+49 171 {rng.randrange(10**7):07}" if number % 3 == 0 else "", rng.choice(words.JOB_TITLES), company,
        f"{street} {rng.randrange(200)}", city, code, country, rng.choice(TAGS), rng.choice(words.SOURCES),
        rng.choice(OWNERS),
    )  # fmt: skip
