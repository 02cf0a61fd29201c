"""A person's full name as first and last name."""

import re

_TITLES = {
    "dr", "prof", "mr", "mrs", "ms", "miss", "mx", "sir", "lord", "lady", "rev", "hon", "ing", "dipl", "mag", "herr",
    "frau", "mme", "mlle", "monsieur", "madame", "mademoiselle", "sr", "sra", "srta", "señor", "señora", "señorita",
}  # fmt: skip
_SUFFIXES = {
    "jr", "sr", "ii", "iii", "iv", "phd", "md", "dds", "dvm", "esq", "mba", "cpa", "rn", "llm", "msc", "bsc", "kc", "qc",
    "obe", "mbe", "cbe",
}  # fmt: skip
_PARTICLES = {
    "van", "von", "vom", "zu", "zum", "zur", "der", "den", "de", "del", "dela", "della", "dello", "di", "da", "das",
    "do", "dos", "du", "des", "la", "le", "las", "los", "y", "e", "ter", "ten", "te", "af", "av", "bin", "ibn", "bint",
    "al", "el", "ben",
}  # fmt: skip
_INITIAL = re.compile(r"[^\W\d_]\.?|(?:[^\W\d_]\.)+")


def split_name(text):
    """(first, last) of a full name.

    "Jane van Dyck" is split after the first name, which keeps titles and initials ("Dr. Jane", "John F."). Where a comma
    stands the last name comes first: "Doe, Jane". Behind a comma may also stand a degree: "Jane Doe, PhD".
    """
    words = " ".join(text.split())
    if words.count(" ") == 1 and "," not in words:  # most names
        first, _space, last = words.partition(" ")
        return ("", words) if first in _PARTICLES else (first, last)
    before, comma, after = (part.strip() for part in words.partition(","))
    if not comma or not after:
        return _first_and_last(before)
    if not before:
        return _first_and_last(after)
    if all(_bare(word) in _SUFFIXES for word in after.replace(",", " ").split()):
        first, last = _first_and_last(before)
        return (first, f"{last}, {after}") if last else (f"{first}, {after}", "")
    return _turned(before, after)


def _first_and_last(words):
    parts = words.split(" ")
    if len(parts) > 1 and parts[0] in _PARTICLES:  # in small letters: "van Dyck"
        return "", words
    end = 1
    while end < len(parts) - 1 and (_bare(parts[end - 1]) in _TITLES or _is_initial(parts[end - 1])):
        end += 1
    while end < len(parts) - 1 and _is_initial(parts[end]):
        end += 1
    return " ".join(parts[:end]), " ".join(parts[end:])


def _turned(last, first):
    """ "Beethoven", "Ludwig van": particles that were put at the end go back to the last name."""
    given = first.split(" ")
    moved = []
    while len(given) > 1 and given[-1] in _PARTICLES:
        moved.insert(0, given.pop())
    return " ".join(given), " ".join([*moved, last])


def _is_initial(word):
    return bool(_INITIAL.fullmatch(word)) and word not in _PARTICLES and (len(word) > 1 or word.isupper())


def _bare(word):
    return word.replace(".", "").casefold()
