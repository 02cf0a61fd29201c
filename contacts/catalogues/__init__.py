"""Lists that the world agrees on, with numbers that do not change: countries, languages."""

from .countries import Country, countries, country_called, country_numbered
from .languages import Language, language_coded, language_numbered, languages

__all__ = [
    "Country",
    "Language",
    "countries",
    "country_called",
    "country_numbered",
    "language_coded",
    "language_numbered",
    "languages",
]
