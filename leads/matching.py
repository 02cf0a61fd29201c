"""Which companies and contacts a lead may already be."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, TextField, Value
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from contacts import keys
from contacts.models import Company, Contact

EXACT, SAME, LIKE = 100, 95, 60  # scores: quite the same name, the same but for its legal form, the least that counts
CANDIDATES = 200


def match_companies(text, *, member, most=5):
    """`[(company, score 0…100, why)]` of the companies `member` sees whose name is `text` or like it, best first.

    Exact, whatever case and accents, before the same but for the legal form, before similar ones.
    """
    sought = Sought(text)
    if not sought.name:
        return []
    seen = Company.objects.visible_to(member)
    found = list(seen.filter(name_key=sought.name).order_by("pk")[:most])
    if sought.match:
        found += seen.filter(match_key=sought.match).exclude(name_key=sought.name).order_by("pk")[:most]
    if sought.match and len(found) < most:
        found += candidates(seen.exclude(pk__in=[company.pk for company in found]), sought)
    scored = [(company, sought.score(company)) for company in found]
    scored = [pair for pair in scored if pair[1] >= LIKE]
    scored.sort(key=lambda pair: (-pair[1], pair[0].name_key, pair[0].pk))
    return [(company, score, why(score)) for company, score in scored[:most]]


def match_contacts(email, *, member, most=20):
    """The contacts `member` sees that have this e-mail, whatever its case, the oldest first: a queryset."""
    contacts = Contact.objects.visible_to(member)
    found = contacts.with_email(email) if email.strip() else contacts.none()
    return found.select_related("company").order_by("created_at", "pk")[:most]


@dataclass(frozen=True)
class Sought:
    """A company name that is looked for."""

    text: str

    @property
    def name(self):
        return keys.fold(self.text)[:300]

    @property
    def match(self):
        return keys.match_company(self.text)[:300]

    def score(self, company):
        """How alike the company's name is, 0…100."""
        if company.name_key == self.name:
            return EXACT
        if self.match and company.match_key == self.match:
            return SAME
        ours, theirs = self.match, company.match_key
        ordered = max(fuzz.ratio(ours, theirs), fuzz.token_sort_ratio(ours, theirs))
        return round(0.94 * max(ordered, 0.9 * fuzz.token_set_ratio(ours, theirs)))


def why(score):
    """A score in words."""
    if score == EXACT:
        return _("the same name")
    return _("the same name but for its legal form") if score == SAME else _("a similar name")


def candidates(companies, sought):
    """Companies that may be called alike, few enough to be compared one by one: the database narrows them down."""
    narrowed = _by_trigrams if connection.vendor == "postgresql" else _by_beginnings
    return list(narrowed(companies, sought)[:CANDIDATES])


def _by_trigrams(companies, sought):
    """Of all companies those that share most letters, three by three, with what is sought; an index serves it."""
    from django.contrib.postgres.search import TrigramWordSimilarity  # only there where PostgreSQL is

    alike = Q(search_text__trigram_word_similar=sought.match)
    found = companies.filter(alike | Q(match_key__in=_beginnings(sought.match)))
    likeness = TrigramWordSimilarity(Value(sought.match, output_field=TextField()), "match_key")
    return found.annotate(likeness=likeness).order_by("-likeness", "pk")


def _by_beginnings(companies, sought):
    """The plain twin: companies that begin like what is sought, or that what is sought begins with."""
    first = sought.match.split()[0]
    front = first[:3]
    begins = Q(match_key__gte=front, match_key__lt=front + "\U0010ffff")
    return companies.filter(begins | Q(match_key__in=_beginnings(sought.match))).order_by("match_key", "pk")


def _beginnings(match):
    """The first word, the first two, … of a name: what a shorter form of it may be called."""
    words = match.split()[:8]
    return [" ".join(words[:count]) for count in range(1, len(words) + 1)]
