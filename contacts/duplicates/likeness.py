"""How alike two records are: points for what speaks for one, off for what speaks for two, and why.

A name decides more than an address: families share phones, offices share mailboxes, and colleagues share a company. So
without names that can be one person's nothing makes two records one.
"""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from . import spelling

LIKELY, POSSIBLE = 60, 50  # scores from which a pair is told, and kept

REASONS = {
    "email": _("Same e-mail"),
    "email_spelling": _("Same e-mail, written differently"),
    "email_like": _("Similar e-mail"),
    "phone": _("Same phone"),
    "phone_spelling": _("Same phone, written differently"),
    "name": _("Same name"),
    "name_turned": _("Same name, first and last name swapped"),
    "name_like": _("Similar name"),
    "name_part": _("One name is missing"),
    "first_name": _("Same first name"),
    "name_company": _("Same name at the same company"),
    "name_like_company": _("Similar name at the same company"),
    "company": _("Same company"),
    "company_like": _("Similar company"),
    "job_title": _("Same job title"),
    "firm_name": _("Same name"),
    "firm_form": _("Same name but for its legal form"),
    "firm_like": _("Similar name"),
    "domain": _("Same domain"),
    "city": _("Same city"),
}


def in_words(reasons):
    """Reasons (slugs) as people read them."""
    return [str(REASONS[slug]) for slug in reasons if slug in REASONS]


class Traits:
    """What is compared of a record."""

    __slots__ = ()

    def as_row(self):
        """As plain values, of which `type(self)(*row)` makes it again."""
        return [getattr(self, name) for name in self.__dataclass_fields__]


@dataclass(slots=True)
class Person(Traits):
    """What is compared of a contact or a lead. `first`, `last`, `generation` are folded; `company` is its match key."""

    id: int
    first: str
    last: str
    generation: str
    address: str
    local: str
    host: str
    phones: tuple  # as they were written
    numbers: tuple  # see `spelling.number`
    company: str
    job_title: str
    second: str = ""  # another address

    def likeness(self, other):
        """(score 0…100, slugs of why) of two people."""
        grade, slug = names_alike(self, other)
        if grade == LAST or (grade == NONE and (self.local != other.local or not self.local)):
            return 0, []  # nothing else could make them one
        points, reasons, most = _NAMES[grade], [slug] if slug else [], _MOST[grade]
        if self.generation != other.generation:
            most = 40  # father and son
        for judge in (_emails, _phones, _companies):
            more, why = judge(self, other)
            points += more
            reasons += why
        return min(max(points, 0), most, 100), _joined(reasons)


@dataclass(slots=True)
class Firm(Traits):
    """What is compared of a company. `name` is folded, `match` without its legal form."""

    id: int
    name: str
    match: str
    host: str
    local: str
    mail_host: str
    phones: tuple
    numbers: tuple
    city: str

    def likeness(self, other):
        """(score 0…100, slugs of why) of two companies."""
        points, slug = _firm_names(self, other)
        reasons, most = [slug] if slug else [], 100 if slug else 55
        if self.host and other.host:
            points += 35 if self.host == other.host else -15
            reasons += ["domain"] if self.host == other.host else []
        if self.local and (self.local, self.mail_host) == (other.local, other.mail_host):
            points, reasons = points + 25, [*reasons, "email"]
        more, why = _phones(self, other)
        points += more * 25 // 35
        reasons += why
        if self.city and other.city:
            points += 5 if self.city == other.city else -12
            reasons += ["city"] if self.city == other.city else []
        return min(max(points, 0), most, 100), reasons


# -- names -------------------------------------------------------------------------------------------------

SAME, TURNED, LIKE, PART, FIRST, LAST, NONE = range(7)
_NAMES = {SAME: 46, TURNED: 44, LIKE: 34, PART: 24, FIRST: 12, LAST: 0, NONE: 0}
_MOST = {SAME: 100, TURNED: 100, LIKE: 100, PART: 90, FIRST: 70, LAST: 45, NONE: 55}
_SLUGS = {SAME: "name", TURNED: "name_turned", LIKE: "name_like", PART: "name_part", FIRST: "first_name"}
_CLOSE, _HALF = 0.84, 0.7


def names_alike(one, other):
    """(grade, its reason) of two people's names."""
    if one.first == other.first and one.last == other.last:
        return SAME, "name"
    if one.first == other.last and one.last == other.first:
        return TURNED, "name_turned"
    first, last = part_alike(one.first, other.first), part_alike(one.last, other.last)
    straight = min(first, last)
    if straight < _CLOSE:
        if _same_letters_count(one, other) and _words_of(one) == _words_of(other):
            return TURNED, "name_turned"
        if part_alike(one.first, other.last) >= _CLOSE and part_alike(one.last, other.first) >= _CLOSE:
            return LIKE, "name_like"
    grade = _grade(first, last, straight)
    return grade, _SLUGS.get(grade)


def _same_letters_count(one, other):
    """Whether two names are as long as each other: quickly asked, and nearly always not."""
    return len(one.first) + len(one.last) == len(other.first) + len(other.last)


def _words_of(person):
    return sorted(f"{person.first} {person.last}".split())


def _grade(first, last, straight):
    if straight >= 0.97:
        return SAME
    if straight >= _CLOSE:
        return LIKE
    if straight >= _HALF:
        return PART
    if first >= 0.88:
        return FIRST
    return LAST if last >= _CLOSE else NONE


@lru_cache(200_000)
def part_alike(one, other):
    """How alike two first names or two last names are, 0…1."""
    if one == other:
        return 1.0 if one else _HALF
    if not one or not other:
        return _HALF  # nothing speaks against it
    if one[0] == other[0] and (len(one) == 1 or len(other) == 1):
        return 0.85  # an initial
    if spelling.NICKNAMES.get(one, set()) & spelling.NICKNAMES.get(other, set()):
        return 0.92
    plain, others = one.replace(" ", ""), other.replace(" ", "")
    if plain == others:
        return 0.97
    words, other_words = set(one.split()), set(other.split())
    if words <= other_words or other_words <= words:
        return 0.9  # a second name is left out
    longest = max(len(plain), len(others))
    distance = OSA.distance(plain, others, score_cutoff=2)
    if distance == 1 and longest >= 4:
        return 0.88
    return _CLOSE if distance == 2 and longest >= 8 else 0.0


def _firm_names(one, other):
    if one.name == other.name:
        return 66, "firm_name"
    if one.match == other.match:
        return 62, "firm_form"
    if one.match.replace(" ", "") == other.match.replace(" ", "") or sorted(one.match.split()) == sorted(
        other.match.split()
    ):
        return 60, "firm_like"
    if min(len(one.match), len(other.match)) >= 5 and fuzz.ratio(one.match, other.match) >= 88:
        return 47, "firm_like"
    words, others = set(one.match.split()), set(other.match.split())
    return (20, "firm_like") if words <= others or others <= words else (0, None)


# -- what else they have --------------------------------------------------------------------------------------


def _emails(one, other):
    if _share_second(one, other):
        return 50, ["email"]
    if not one.local or not other.local:
        return 0, []
    if one.local == other.local and one.host == other.host:
        if one.local in spelling.SHARED:
            return 10, ["email"]
        return (50, ["email"]) if one.address == other.address else (46, ["email_spelling"])
    alike = OSA.distance(one.local, other.local, score_cutoff=1) <= 1 and len(one.local) >= 5
    if one.host == other.host and alike and _same_digits(one.local, other.local):
        return 34, ["email_like"]
    if one.local == other.local and one.local not in spelling.SHARED:
        near = OSA.distance(one.host, other.host, score_cutoff=1) <= 1
        return (38, ["email_like"]) if near else (8, [])
    if spelling.SHARED & {one.local, other.local}:
        return 0, []
    return (-30 if one.host == other.host and one.host not in spelling.FREE else -5), []


def _share_second(one, other):
    """Whether an address of one is the second of the other, and not one that many read."""
    if not one.second and not other.second:
        return False
    shared = ({one.address, one.second} & {other.address, other.second}) - {""}
    return any(address.partition("@")[0] not in spelling.SHARED for address in shared)


def _same_digits(one, other):
    return [c for c in one if c.isdigit()] == [c for c in other if c.isdigit()]


def _phones(one, other):
    if not one.numbers or not other.numbers:
        return 0, []
    if set(one.numbers).isdisjoint(other.numbers):
        return -5, []
    return 35, ["phone"] if set(one.phones) & set(other.phones) else ["phone_spelling"]


def _companies(one, other):
    if not one.company or not other.company:
        return 0, []
    if one.company == other.company:
        titles = one.job_title and one.job_title == other.job_title
        return (28, ["company", "job_title"]) if titles else (20, ["company"])
    if companies_alike(one.company, other.company):
        return 14, ["company_like"]
    return -25, []


@lru_cache(100_000)
def companies_alike(one, other):
    """Whether two match keys may be of one company."""
    if min(len(one), len(other)) >= 5 and fuzz.ratio(one, other) >= 86:
        return True
    words, others = one.split(), other.split()
    least = min(len(words), len(others))
    return words[:least] == others[:least] and max(map(len, words[:least])) >= 4


def _joined(reasons):
    """Reasons with name and company told in one."""
    for name, joined in (("name", "name_company"), ("name_like", "name_like_company")):
        if name in reasons and "company" in reasons:
            return [joined, *(slug for slug in reasons if slug not in (name, "company"))]
    return reasons
