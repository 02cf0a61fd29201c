"""The product's own settings; only the table of contents is longer, by the floors it is measured against."""

from crm.settings import *  # noqa: F403

ROOT_URLCONF = "benchmarks.urls"
