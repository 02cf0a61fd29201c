"""The house API of leads: their records and notes, and what becomes of them."""

from contextlib import contextmanager

from django.http import Http404
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.response import Response

from api.answers import success
from api.errors import Unprocessable
from api.manners import HouseView
from contacts.api import NotedViewSet, NoteViewSet
from contacts.models import Company
from contacts.wire import company_rows, contact_rows

from .conversion import NotQualifiable, NotQualified, disqualify, qualify, unqualify
from .filters import LeadFilter
from .matching import match_companies, match_contacts
from .models import Lead, LeadNote, StatusRefused
from .serializers import (
    CompanyMatches,
    ContactMatches,
    DisqualifyBody,
    LeadAnswer,
    LeadSerializer,
    LeadWire,
    QualifiedAnswer,
    QualifyBody,
    UnqualifiedAnswer,
)
from .wire import lead_rows, select_leads, show_leads

LONGEST = 254


@contextmanager
def refusals():
    """What the acts on a lead refuse, as answers: 422, or 404 where the lead went meanwhile."""
    try:
        yield
    except Lead.DoesNotExist as error:
        raise Http404 from error
    except NotQualifiable as error:
        raise Unprocessable({error.field or "status": str(error)}) from error
    except (NotQualified, StatusRefused) as error:
        raise Unprocessable({"status": str(error)}) from error


class LeadViewSet(NotedViewSet):
    """Leads."""

    model, note_model = Lead, LeadNote
    filterset_class = LeadFilter
    serializer_class, wire_serializer_class = LeadSerializer, LeadWire
    messages = {
        "created": _("Lead created."),
        "changed": _("Lead saved."),
        "removed": _("Lead deleted."),
        "disqualified": _("Lead disqualified."),
        "unqualified": _("The qualification is taken back."),
    }

    select = staticmethod(select_leads)

    def show(self, rows):
        return show_leads(rows, member=self.request.member)

    def rows(self, queryset):
        return lead_rows(queryset, member=self.request.member)

    def make(self, values):
        with refusals():
            return super().make(values)

    def alter(self, record, values):
        with refusals():
            super().alter(record, values)

    # -- what becomes of it -------------------------------------------------------------------------

    @extend_schema(request=QualifyBody, responses=QualifiedAnswer)
    def qualify(self, request, pk):
        """Make a contact of the lead, and where asked a company and a deal.

        A contact with the same e-mail and a company with the same name are joined, not doubled; `contact_id` and
        `company_id` name others to join. Of many at once, one qualifies the lead.
        """
        lead = self.get_object()
        body = QualifyBody(data=request.data, context=self.get_serializer_context())
        body.is_valid(raise_exception=True)
        with refusals():
            qualify(lead, by=request.member, wish=body.wish())
        became = {f"{name}_id": getattr(lead, f"became_{name}_id") for name in ("contact", "company", "deal")}
        return Response({"success": True, **became, "message": self._said(lead)})

    def _said(self, lead):
        name = {"contact": lead.became_contact.full_name}
        return str(_("Lead qualified: it is the contact %(contact)s now.") % name)

    @extend_schema(request=None, responses=UnqualifiedAnswer)
    def unqualify(self, request, pk):
        """Take a qualification back. What it made goes, unless somebody works with it by now; `kept` says what stayed."""
        lead = self.get_object()
        with refusals():
            done = unqualify(lead, by=request.member)
        answer = self.written(pk, self.messages["unqualified"])
        answer.data["kept"] = done.kept
        return answer

    @extend_schema(request=DisqualifyBody, responses=LeadAnswer)
    def disqualify(self, request, pk):
        """Put the lead aside, perhaps for a reason."""
        lead = self.get_object()
        body = DisqualifyBody(data=request.data)
        body.is_valid(raise_exception=True)
        with refusals():
            disqualify(lead, body.validated_data.get("reason", ""), by=request.member)
        return self.written(pk, self.messages["disqualified"])


class LeadNoteViewSet(NoteViewSet):
    """Notes on a lead."""

    model = LeadNote


class MatchView(HouseView):
    """Looks for what a lead may already be by one text, the parameter `sought`."""

    sought = ""

    @property
    def text(self):
        """The text that is looked for; "" for none. Raises Unprocessable."""
        text = self.request.query_params.get(self.sought, "").strip()
        if len(text) > LONGEST:
            raise Unprocessable({self.sought: _("Use at most %d characters.") % LONGEST})
        if "\x00" in text:
            raise Unprocessable({self.sought: _("Contains characters that cannot be stored, such as a NUL byte.")})
        return text


class MatchCompanyView(MatchView):
    sought, params = "company", ("company",)

    @extend_schema(parameters=[OpenApiParameter("company", str)], responses=CompanyMatches)
    def get(self, request):
        """Companies that a lead's company may be, best first: the same name, then but for its legal form, then alike."""
        found = match_companies(self.text, member=request.member)
        ids = [company.pk for company, _score, _why in found]
        seen = Company.objects.visible_to(request.member).filter(pk__in=ids)
        rows = company_rows(seen, member=request.member) if ids else []
        rows = {row["id"]: row for row in rows}
        told = [(rows[company.pk], score, why) for company, score, why in found if company.pk in rows]
        return success([{**row, "match_score": score, "match_reason": why} for row, score, why in told])


class MatchContactView(MatchView):
    sought, params = "email", ("email",)

    @extend_schema(parameters=[OpenApiParameter("email", str)], responses=ContactMatches)
    def get(self, request):
        """Contacts with this e-mail, whatever its case, the oldest first."""
        found = match_contacts(self.text, member=request.member)
        return success(contact_rows(found, member=request.member))
