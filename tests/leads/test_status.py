"""The status of a lead: who may change it to what, and by which way."""

import pytest

from activity.undo import undo
from leads.conversion import AlreadyQualified, NotQualifiable, disqualify, disqualify_all, qualify, reopen
from leads.models import Lead, StatusRefused
from tests import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def qualified(cast):
    lead = makers.lead(cast.marco)
    qualify(lead, by=cast.marco)
    return lead


class TestPlainChange:
    def test_does_not_qualify(self, cast):
        lead = makers.lead(cast.marco)
        with pytest.raises(StatusRefused, match="Qualify the lead instead"):
            lead.change(by=cast.marco, status="qualified")
        with pytest.raises(StatusRefused):
            Lead.create(by=cast.marco, first_name="A", last_name="B", status="qualified")
        with pytest.raises(StatusRefused):
            Lead.objects.visible_to(cast.marco).change_all(by=cast.marco, status="qualified")
        with pytest.raises(StatusRefused):
            Lead.objects.visible_to(cast.marco).change_each({lead.pk: {"status": "qualified"}}, by=cast.marco)
        with pytest.raises(StatusRefused):
            Lead.objects.create_all([Lead(first_name="A", status="qualified")], by=cast.marco)
        assert set(Lead.objects.values_list("status", flat=True)) == {"new"}

    @pytest.mark.parametrize("status", ["new", "contacted", "disqualified"])
    def test_does_not_touch_a_qualified_one(self, cast, qualified, status):
        with pytest.raises(StatusRefused, match="Take that back first"):
            qualified.change(by=cast.marco, status=status)

    def test_to_what_it_is_already_is_fine(self, cast, qualified):
        assert qualified.change(by=cast.marco, status="qualified", phone="5") is not None
        assert Lead.objects.get().phone == "5"

    def test_of_many_passes_the_qualified_ones_over(self, cast, qualified):
        other = makers.lead(cast.marco)
        act = Lead.objects.visible_to(cast.marco).change_all(by=cast.marco, status="contacted")
        assert act.changes_count == 1
        qualified.refresh_from_db()
        other.refresh_from_db()
        assert (qualified.status, other.status) == ("qualified", "contacted")

    def test_of_each_passes_the_status_of_qualified_ones_over(self, cast, qualified):
        wanted = {qualified.pk: {"status": "new", "phone": "5"}}
        Lead.objects.visible_to(cast.marco).change_each(wanted, by=cast.marco)
        qualified.refresh_from_db()
        assert (qualified.status, qualified.phone) == ("qualified", "5")

    @pytest.mark.parametrize("status", ["new", "contacted"])
    def test_of_a_disqualified_one_clears_the_reason(self, cast, status):
        lead = makers.lead(cast.marco)
        disqualify(lead, "No budget", by=cast.marco)
        lead.change(by=cast.marco, status=status)
        lead.refresh_from_db()
        assert (lead.status, lead.disqualified_for) == (status, "")

    def test_of_many_disqualified_ones_clears_their_reasons(self, cast):
        first, second = makers.lead(cast.marco), makers.lead(cast.marco)
        disqualify_all(Lead.objects.visible_to(cast.marco), "No budget", by=cast.marco)
        Lead.objects.visible_to(cast.marco).filter(pk=first.pk).change_all(by=cast.marco, status="new")
        Lead.objects.visible_to(cast.marco).change_each({second.pk: {"status": "contacted"}}, by=cast.marco)
        assert set(Lead.objects.values_list("status", "disqualified_for")) == {("new", ""), ("contacted", "")}

    def test_to_disqualified_is_fine(self, cast):
        lead = makers.lead(cast.marco)
        lead.change(by=cast.marco, status="disqualified")
        assert Lead.objects.get().status == "disqualified"


class TestDisqualify:
    def test_keeps_the_reason(self, cast):
        lead = makers.lead(cast.marco)
        act = disqualify(lead, " No budget ", by=cast.marco)
        lead.refresh_from_db()
        assert (lead.status, lead.disqualified_for, act.verb) == ("disqualified", "No budget", "lead_disqualified")

    def test_said_again_changes_the_reason_or_nothing(self, cast):
        lead = makers.lead(cast.marco)
        disqualify(lead, "No budget", by=cast.marco)
        assert disqualify(lead, "No budget", by=cast.marco) is None
        assert disqualify(lead, "Spam", by=cast.marco) is not None
        assert Lead.objects.get().disqualified_for == "Spam"

    def test_of_a_qualified_one_is_refused(self, cast, qualified):
        with pytest.raises(AlreadyQualified):
            disqualify(qualified, "Spam", by=cast.marco)

    def test_of_many_passes_over_what_is_not_open(self, cast, qualified):
        lead = makers.lead(cast.marco)
        act = disqualify_all(Lead.objects.visible_to(cast.marco), "Spam", by=cast.marco)
        lead.refresh_from_db()
        qualified.refresh_from_db()
        assert (lead.disqualified_for, qualified.status, act.changes_count) == ("Spam", "qualified", 1)

    def test_can_be_undone(self, cast):
        lead = makers.lead(cast.marco, status="contacted")
        undo(disqualify(lead, "Spam", by=cast.marco), by=cast.marco)
        lead.refresh_from_db()
        assert (lead.status, lead.disqualified_for) == ("contacted", "")


class TestReopen:
    def test_makes_it_new(self, cast):
        lead = makers.lead(cast.marco, status="contacted")
        disqualify(lead, "Spam", by=cast.marco)
        act = reopen(lead, by=cast.marco)
        lead.refresh_from_db()
        assert (lead.status, lead.disqualified_for, act.verb) == ("new", "", "lead_reopened")

    def test_of_an_open_or_qualified_one_is_refused(self, cast, qualified):
        for lead in (makers.lead(cast.marco), qualified):
            with pytest.raises(NotQualifiable):
                reopen(lead, by=cast.marco)

    def test_undone_brings_the_reason_back(self, cast):
        lead = makers.lead(cast.marco)
        disqualify(lead, "Spam", by=cast.marco)
        undo(reopen(lead, by=cast.marco), by=cast.marco)
        lead.refresh_from_db()
        assert (lead.status, lead.disqualified_for) == ("disqualified", "Spam")
