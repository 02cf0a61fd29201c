"""What the report on leads counts: every figure of a small world, by hand."""

from datetime import timedelta

from django.utils import timezone

from activity import recording
from crm.reports.measures import median
from leads.conversion import qualify, unqualify
from leads.models import Conversion
from tests import makers

from .reporting import ask, links, moment, rows

SPRING = {"period": "custom", "date_from": "2026-03-01", "date_to": "2026-04-30"}


def came(by, on, **values):
    return makers.lead(by, created_at=moment(f"{on} 12:00"), **values)


def qualified(lead, by, *, days):
    """The lead, qualified so many days after it came."""
    at = lead.created_at + timedelta(days=days, hours=3)
    qualify(lead, by=by, act=recording.open_act("lead_qualified", by=by, at=at))
    return lead


def spring(cast):
    by = cast.marco
    came(by, "2026-03-02", source="Fair")
    qualified(came(by, "2026-03-03", source="Fair", email="a@x.example"), by, days=2)
    qualified(came(by, "2026-03-04", source="Website", email="b@x.example", assigned_to=cast.rita), by, days=9)
    qualified(came(by, "2026-04-30", source="Fair", email="c@x.example"), by, days=5)
    came(by, "2026-04-01", status="contacted")
    came(by, "2026-04-02", status="disqualified", assigned_to=cast.rita)
    came(by, "2026-05-01", source="Fair")  # another period


def figures(**values):
    return {"new": 0, "contacted": 0, "qualified": 0, "disqualified": 0, "days": None} | values


def test_tells_what_became_of_leads_by_source_and_by_month(cast):
    spring(cast)
    answer = ask("leads", cast.olivia, **SPRING)
    whole = figures(all=6, new=1, contacted=1, qualified=3, disqualified=1, rate=0.5, days=5)
    assert rows(answer, 0) == {
        "Fair": figures(all=3, new=1, qualified=2, rate=2 / 3, days=3.5),
        "No source": figures(all=2, contacted=1, disqualified=1, rate=0),
        "Website": figures(all=1, qualified=1, rate=1, days=9),
        "Total": whole,
    }
    assert rows(answer, 1) == {
        "March 2026": figures(all=3, new=1, qualified=2, rate=2 / 3, days=5.5),
        "April 2026": figures(all=3, contacted=1, disqualified=1, qualified=1, rate=1 / 3, days=5),
        "Total": whole,
    }


def test_what_was_taken_back_is_not_qualified(cast):
    lead = qualified(came(cast.marco, "2026-03-03", email="a@x.example"), cast.marco, days=2)
    unqualify(lead, by=cast.marco)
    assert Conversion.objects.exclude(undone_at=None).count() == 1
    total = rows(ask("leads", cast.olivia, **SPRING))["Total"]
    assert (total["qualified"], total["days"]) == (0, None)


def test_a_month_is_one_of_the_readers_time_zone(cast):
    makers.lead(cast.marco, created_at=moment("2026-03-31 23:30"))
    seen = {}
    for zone in ("UTC", "Europe/Paris"):
        with timezone.override(zone):
            seen[zone] = {label: row["all"] for label, row in rows(ask("leads", cast.olivia, **SPRING), 1).items()}
    assert seen == {
        "UTC": {"March 2026": 1, "April 2026": 0, "Total": 1},
        "Europe/Paris": {"March 2026": 0, "April 2026": 1, "Total": 1},
    }


def test_everybody_counts_what_they_see(cast):
    spring(cast)
    makers.lead(cast.marco, created_at=moment("2026-03-05 12:00"), is_private=True)
    totals = {
        name: rows(ask("leads", getattr(cast, name), **SPRING))["Total"] for name in ("olivia", "marco", "rita", "tess")
    }
    assert {name: row["all"] for name, row in totals.items()} == {"olivia": 6, "marco": 7, "rita": 2, "tess": 4}
    assert (totals["rita"]["qualified"], totals["rita"]["days"]) == (1, 9)
    assert ask("leads", cast.zoe, **SPRING).is_empty


def test_narrows_to_an_owner(cast):
    spring(cast)
    assert rows(ask("leads", cast.olivia, owner=str(cast.rita.pk), **SPRING))["Total"]["all"] == 2
    assert rows(ask("leads", cast.olivia, owner="none", **SPRING))["Total"]["all"] == 4


def test_a_figure_leads_to_the_leads_behind_it(cast, page):
    spring(cast)
    answer, client = ask("leads", cast.olivia, **SPRING), page(cast.olivia)
    for table in (0, 1):
        figures_of = rows(answer, table)
        for label, urls in links(answer, table).items():
            for name, url in urls.items():
                assert not url or client.get(url).context["listing"].page.total == figures_of[label][name], (
                    label,
                    name,
                )
    assert links(answer, 0)["No source"]["all"] == ""
    assert links(answer, 1)["March 2026"]["qualified"]


def test_the_middle_of_many_values():
    assert median({}) is None
    assert median({3: 1}) == 3
    assert median({1: 2, 9: 1}) == 1
    assert median({9: 2, 1: 2}) == 5
