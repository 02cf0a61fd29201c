"""Invented people and companies: values for the verbs, from the word lists and a seeded random generator."""

import re

from contacts import keys

from . import words


def slug(text):
    """A name as it stands in an address: "Łukasz Żak" → "lukasz.zak"."""
    return re.sub(r"[^a-z]+", ".", keys.fold(text).replace("’", "")).strip(".")


def company(rng, number):
    """The values of the `number`th invented company."""
    first = words.COMPANY_FIRST[number % len(words.COMPANY_FIRST)]
    second = rng.randrange(len(words.COMPANY_SECOND))
    name = " ".join(filter(None, (first, words.COMPANY_SECOND[second], rng.choice(words.LEGAL_FORMS))))
    domain = f"{slug(first).replace('.', '-')}-{words.COMPANY_SECOND[second].lower()}.example"
    return {
        "name": name,
        "domain": domain,
        "website": f"https://www.{domain}",
        "industry": words.INDUSTRIES[second],
        "email": f"office@{domain}",
        **_place(rng),
    }


def names(rng, count):
    """`count` different (first name, last name) pairs, the well-known ones first."""
    last = len(words.LAST_NAMES)
    pairs = [
        (words.FIRST_NAMES[n // last], words.LAST_NAMES[n % last])
        for n in rng.sample(range(len(words.FIRST_NAMES) * last), count)
    ]
    return [*words.KNOWN, *(pair for pair in pairs if pair not in words.KNOWN)][:count]


def contact(rng, name, company=None):
    """The values of a person with this (first name, last name), perhaps working for `company` (a Company)."""
    domain = company.domain if company else f"{rng.choice(('post', 'letters', 'mail'))}.example"
    place = _place(rng)
    return {
        "first_name": name[0],
        "last_name": name[1],
        "email": f"{slug(' '.join(name))}@{domain}" if rng.random() < 0.94 else "",
        "mobile": _mobile(rng) if rng.random() < 0.4 else "",
        "job_title": rng.choice(words.JOB_TITLES) if company else "",
        "company_id": company and company.pk,
        "notes": rng.choice(words.ABOUT) if rng.random() < 0.2 else "",
        "source": rng.choice(words.SOURCES),
        "tags": rng.sample(sorted(words.TAGS), rng.choice((0, 0, 1, 1, 1, 2, 3))),
        **place,
    }


def _place(rng):
    city, country, postal_code, phone, street = rng.choice(words.PLACES)
    return {
        "phone": phone.format(rng.randrange(10_000)),
        "address_street": f"{street} {rng.randrange(1, 120)}",
        "address_city": city,
        "address_zip": postal_code,
        "address_country": country,
    }


def _mobile(rng):
    return f"+44 7700 900{rng.randrange(1000):03d}"  # reserved for stories
