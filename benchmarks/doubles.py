"""Invented people, some of them written down twice, with the truth of who is who.

Four in ten are altered copies: typos, swapped names, short names, numbers and addresses in another spelling, companies with
another legal form, fields left out. Among the others are those that only look alike: father and son with one phone, the same
name at two companies, colleagues who share info@, brothers and sisters at one company.
"""

import random
from dataclasses import dataclass, field
from itertools import combinations

FIRST = """
    Alice Andrew Anna Benjamin Bernd Camille Carla Catherine Charles Christina Daniel David Deborah Diego Edward
    Elena Elizabeth Emma Felix Francesca Gabriel Giulia Gregory Hannah Henrik Ines Isabel Jacob James Jennifer
    Johannes Jonathan Joseph Julia Karin Kenneth Laura Lawrence Lena Lucas Margaret Maria Martin Matthew Maximilian
    Michael Miriam Nathalie Nicholas Nora Oliver Oscar Patricia Patrick Paula Peter Philip Rebecca Richard Robert
    Rosa Samuel Sandra Sebastian Simon Sofia Stephen Susan Teresa Theodore Thomas Timothy Ursula Valentina Victoria
    Vincent Walter William Yvonne Zoltan Łukasz Søren Zoë André François Jürgen
""".split()  # noqa: SIM905 - names, to be read
LAST = """
    Abbott Albrecht Almeida Andersson Baker Barnes Bauer Becker Benetti Bergström Blanchard Bonnet Brandt Brennan
    Carvalho Castellano Chambers Clarke Connolly Cooper Costa Dawson Delgado Dietrich Donovan Dubois Eriksson
    Esposito Farrell Ferguson Fernandez Fischer Fitzgerald Fontaine Forster Gallagher Garcia Gonzalez Graham Gruber
    Hansen Hartmann Hoffmann Holloway Huber Jankowski Jensen Keller Kowalski Lambert Larsen Lehmann Lindberg
    Lombardi Maldonado Marchetti Martinez McAllister Mercier Middleton Moreau Morrison Müller Navarro Nielsen Novak
    O'Brien Olsson Ortega Palmer Pedersen Pellegrini Petersen Quintana Reinhardt Richter Rodriguez Romano Rossi
    Rousseau Sanchez Schneider Schröder Schwarz Sheridan Silva Sorensen Stewart Sullivan Thornton Torres Vasquez
    Vogel Wagner Whitfield Winkler Woodward Zimmermann
""".split()  # noqa: SIM905 - names, to be read
FIRM = """
    Orchard Harbour Meridian Northwind Cobalt Juniper Granite Lantern Willow Summit Beacon Cedar Falcon Ember
    Solstice Quarry Compass Marigold Ironwood Silverline Bluebird Riverbend Highland Copper Aurora Keystone
    Pinnacle Redwood Sable Tidewater
""".split()  # noqa: SIM905 - names, to be read
TRADE = (
    "Foods", "Logistics", "Textiles", "Consulting", "Robotics", "Pharma", "Energy", "Software", "Furniture", "Printing",
    "Optics", "Packaging",
)  # fmt: skip
LEGAL = ["", " Ltd", " Inc.", " GmbH", ", LLC", " AG", " S.A."]
TITLE = ["Buyer", "Head of Buying", "Engineer", "Sales Manager", "Owner", "Assistant", "Controller", "Plant Manager"]
FREE = ["gmail.com", "outlook.com", "web.de", "yahoo.com"]
SHORT = {
    "Andrew": "Andy", "Benjamin": "Ben", "Catherine": "Kate", "Charles": "Charlie", "Christina": "Tina", "Daniel": "Dan",
    "Deborah": "Debbie", "Edward": "Ted", "Elizabeth": "Liz", "Gregory": "Greg", "James": "Jim", "Jennifer": "Jenny",
    "Jonathan": "Jon", "Joseph": "Joe", "Kenneth": "Ken", "Lawrence": "Larry", "Margaret": "Maggie", "Matthew": "Matt",
    "Maximilian": "Max", "Michael": "Mike", "Nicholas": "Nick", "Patricia": "Trish", "Philip": "Phil", "Rebecca": "Becky",
    "Richard": "Dick", "Robert": "Bob", "Samuel": "Sam", "Stephen": "Steve", "Susan": "Sue", "Theodore": "Theo",
    "Thomas": "Tom", "Timothy": "Tim", "Victoria": "Vicky", "Vincent": "Vince", "Walter": "Walt", "William": "Bill",
}  # fmt: skip
COLUMNS = ("first_name", "last_name", "email", "phone", "company", "job_title")


@dataclass
class Doubles:
    """`rows` are values of leads by column name; `same` holds the pairs of their places that are one person."""

    rows: list = field(default_factory=list)
    same: set = field(default_factory=set)


def invent(count=1_000, *, copies=0.4, seed=1):
    """`count` people of whom a share are altered `copies`, in any order, the same for the same `seed`."""
    dice = random.Random(seed)
    people = _people(dice, count - int(count * copies))
    clusters = [[person] for person in people]
    for _n in range(count - len(people)):
        cluster = dice.choice(clusters) if dice.random() < 0.1 else dice.choice(clusters[: len(people)])
        cluster.append(_altered(dice, cluster[0]))
    return _shuffled(dice, clusters)


def _shuffled(dice, clusters):
    doubles = Doubles()
    placed = [(number, row) for number, cluster in enumerate(clusters) for row in cluster]
    dice.shuffle(placed)
    places = {}
    for place, (number, row) in enumerate(placed):
        doubles.rows.append(row)
        places.setdefault(number, []).append(place)
    doubles.same = {pair for there in places.values() for pair in combinations(sorted(there), 2)}
    return doubles


# -- who is there -----------------------------------------------------------------------------------------------


def _people(dice, count):
    """One in five of them resembles somebody else in one of four ways."""
    people = []
    resemble = (_son, _namesake, _colleague, _sibling)
    while len(people) < count:
        person = _person(dice)
        people.append(person)
        if dice.random() < 0.125 and len(people) < count:
            people.append(dice.choice(resemble)(dice, person))
    return people


def _person(dice):
    first, last, firm = dice.choice(FIRST), dice.choice(LAST), _firm(dice)
    return {
        "first_name": first, "last_name": last, "email": _address(dice, first, last, firm), "phone": _number(dice),
        "company": firm + dice.choice(LEGAL), "job_title": dice.choice(TITLE),
    }  # fmt: skip


def _firm(dice):
    return f"{dice.choice(FIRM)} {dice.choice(TRADE)}"


def _address(dice, first, last, firm):
    host = f"{firm.lower().replace(' ', '')}.example" if dice.random() < 0.7 else dice.choice(FREE)
    local = dice.choice(("{0}.{1}", "{0}{1}", "{2}.{1}", "{0}_{1}")).format(first, last, first[0])
    number = str(dice.randrange(1950, 2006)) if host in FREE else ""
    return _plain(f"{local}{number}@{host}")


def _plain(text):
    import unicodedata

    text = unicodedata.normalize("NFKD", text.lower().replace("ł", "l").replace("ø", "o").replace("'", ""))
    return "".join(letter for letter in text if not unicodedata.combining(letter))


def _number(dice):
    return dice.choice(("+1 415 555 {0:04}", "+49 171 55{0:05}", "+44 20 7946 {0:04}", "+33 6 55 5{0:04}")).format(
        dice.randrange(10_000)
    )


def _another(dice, names, *not_these):
    return dice.choice([name for name in names if name not in not_these and name[:2] not in {n[:2] for n in not_these}])


def _son(dice, father):
    """Father and son: one phone at home, one name."""
    first = _another(dice, FIRST, father["first_name"])
    return _person(dice) | {
        "first_name": first, "last_name": father["last_name"], "phone": father["phone"],
        "email": _address(dice, first, father["last_name"], _firm(dice)),
    }  # fmt: skip


def _namesake(dice, person):
    """The same name at another company."""
    other = _person(dice)
    names = {"first_name": person["first_name"], "last_name": person["last_name"]}
    return other | names | {"email": _address(dice, *names.values(), other["company"].split(",")[0])}


def _colleague(dice, person):
    """Two who write by one mailbox, at one company with one switchboard."""
    person["email"] = "info@" + _plain(person["company"].split()[0]) + ".example"
    other = _person(dice)
    other["last_name"] = _another(dice, LAST, person["last_name"])
    other["first_name"] = _another(dice, FIRST, person["first_name"])
    return other | {name: person[name] for name in ("email", "phone", "company")}


def _sibling(dice, person):
    """Brother and sister at one company."""
    first = _another(dice, FIRST, person["first_name"])
    email = _plain(f"{first}.{person['last_name']}@{person['email'].partition('@')[2]}")
    return _person(dice) | {
        "first_name": first, "last_name": person["last_name"], "email": email, "company": person["company"],
        "job_title": person["job_title"],
    }  # fmt: skip


# -- how they are written down once more ---------------------------------------------------------------------------


def _altered(dice, person):
    copy = dict(person)
    for alter in dice.sample(ALTERATIONS, dice.randint(1, 3)):
        copy |= alter(dice, copy)
    return copy


def _typo(dice, text):
    if len(text) < 5:
        return text
    n = dice.randrange(1, len(text) - 1)
    how = dice.randrange(4)
    if how == 0:
        return text[:n] + text[n + 1 :]
    if how == 1:
        return text[:n] + text[n] + text[n:]
    if how == 2:
        return text[:n] + text[n + 1] + text[n] + text[n + 2 :]
    return text[:n] + dice.choice("aeionrst") + text[n + 1 :]


def _typo_in_name(dice, row):
    name = dice.choice(("first_name", "last_name"))
    return {name: _typo(dice, row[name])}


def _swapped(dice, row):
    return {"first_name": row["last_name"], "last_name": row["first_name"]}


def _short_name(dice, row):
    name = row["first_name"]
    return {"first_name": SHORT.get(name) or (f"{name[0]}." if dice.random() < 0.3 else name.upper())}


def _number_spelled(dice, row):
    number = row["phone"]
    if not number:
        return {}
    plain = "".join(letter for letter in number if letter.isdigit())
    ways = (number.replace(" ", ""), number.replace(" ", "-"), "00" + plain, number.replace("+", "").replace(" ", "."))
    country, _space, rest = number.partition(" ")
    national = (f"0{rest}" if country != "+1" else f"({rest[:3]}){rest[3:]}",)
    return {"phone": dice.choice((*ways, *national))}


def _address_spelled(dice, row):
    local, _at, host = row["email"].partition("@")
    if not local:
        return {}
    ways = (row["email"].upper(), f"{local.title()}@{host}", f"{local}+news@{host}")
    return {"email": dice.choice((*ways, f"{local.replace('.', '')}@{host}"))}


def _firm_spelled(dice, row):
    name = row["company"]
    for legal in LEGAL[1:]:
        name = name.removesuffix(legal)
    return {"company": dice.choice((name.upper(), name.lower(), name)) + dice.choice(LEGAL)}


def _left_out(dice, row):
    return {dice.choice(("email", "phone", "company", "job_title")): ""}


def _promoted(dice, row):
    return {"job_title": dice.choice(TITLE)}


ALTERATIONS = (
    _typo_in_name, _swapped, _short_name, _number_spelled, _address_spelled, _firm_spelled, _left_out, _promoted,
)  # fmt: skip


def judge(found, same):
    """(recall, precision) of the `found` pairs against those that are the `same`."""
    right = len(found & same)
    return right / (len(same) or 1), right / (len(found) or 1)
