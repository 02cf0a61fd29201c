"""The list of deals."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from contacts.lists import company_called
from contacts.models import Company, Contact
from customization.lists import (
    AddTags,
    Assign,
    ChoicePicker,
    Column,
    DatesPicker,
    Export,
    OwnerPicker,
    RecordList,
    RecordPicker,
    Remove,
    SetField,
    SuggestedPicker,
    TagPicker,
    Way,
)
from customization.lists.cells import draw_created, draw_owner, draw_tags, draw_updated
from customization.lists.pickers import Picker

from . import cells
from .acts import MoveToStage
from .filters import DealFilter
from .forms import DealForm, found_contacts
from .models import Deal, Pipeline, Stage
from .risk import rated
from .sums import summary


def with_people(deals, member):
    """`deals`, a queryset, with stage, contact, company and owner; `sees_contact` and `sees_company` say whether the
    member may open their cards."""
    contact = Contact.objects.visible_to(member).filter(pk=OuterRef("contact_id"))
    company = Company.objects.visible_to(member).filter(pk=OuterRef("company_id"))
    deals = deals.annotate(sees_contact=Exists(contact), sees_company=Exists(company))
    return deals.select_related("stage__pipeline", "contact", "company", "assigned_to__user")


def read(deals, member):
    """The deals of a queryset as a list, with everything their rows and cards show: `person` and `buyer` are the
    contact and the company the member may read the names of, `risk` says how likely an open one goes wrong."""
    return named(rated(with_people(deals, member), member), member)


def named(deals, member):
    """`deals`, each with `person` and `buyer`."""
    for deal in deals:
        deal.person, deal.buyer = deal.seen_contact(member), deal.seen_company(member)
    return deals


def prepare_deals(deals, member):
    """As `read`, with tags."""
    return read(deals.prefetch_related("tags"), member)


@dataclass(frozen=True)
class StagePicker(Picker):
    """One of the organization's stages; several may come from an address."""

    part = "customization/lists/_pick_one.html"

    @property
    def names(self):
        return ("stage_id", "stage_ids")

    def options(self, member):
        stages = list(Stage.objects.visible_to(member).select_related("pipeline"))
        several = len({stage.pipeline_id for stage in stages}) > 1
        return [(str(s.pk), f"{s.pipeline} · {s.name}" if several else s.name) for s in stages]

    def words(self, active, member):
        ids = [*([active["stage_id"]] if "stage_id" in active else []), *active.get("stage_ids", [])]
        if not ids:
            return ""
        names = Stage.objects.visible_to(member).filter(pk__in=ids).values_list("name", flat=True)
        return _now("is %(value)s") % {"value": _now(" or ").join(names) or _now("one that is gone")}

    def pick(self, typed, member):
        return {"stage_id": [text for text in typed.getlist("stage_id") if text.strip()]}, ""

    def field(self, params, member):
        return {"picker": self, "picked": params.getlist("stage_id"), "options": self.options(member)}


@dataclass(frozen=True)
class PipelinePicker(Picker):
    """One of the organization's pipelines."""

    part = "customization/lists/_pick_one.html"

    def options(self, member):
        return [(str(pk), name) for pk, name in Pipeline.objects.visible_to(member).values_list("pk", "name")]

    def words(self, active, member):
        if self.name not in active:
            return ""
        name = dict(self.options(member)).get(str(active[self.name]), _now("one that is gone"))
        return _now("is %(value)s") % {"value": name}


def contact_called(text, member):
    """The one contact that `text` can mean, None where there is none or there are several."""
    found = found_contacts(text, member)
    return found[0] if len(found) == 1 else None


def is_open(deal):
    return deal.is_open


DEALS = RecordList(
    model=Deal,
    filterset=DealFilter,
    form=DealForm,
    prepare=prepare_deals,
    icon="square-kanban",
    search_label=_("Name, contact or company"),
    empty_text=_("Write down what you hope to sell, and drag it from stage to stage until it is won."),
    ways=(
        Way("board", _("Board"), "square-kanban"),
        Way("list", _("Table"), "list"),
        Way("forecast", _("Forecast"), "trending-up"),
    ),
    summary=summary,
    columns=(
        Column("name", _("Name"), draws=cells.draw_name, sort="name", look="first wide", is_fixed=True),
        Column(
            "company",
            _("Company"),
            draws=cells.draw_company,
            sort="company_name",
            edits="company_name",
            look="second medium",
            has_links=True,
        ),
        Column("value", _("Value"), draws=cells.draw_value, sort="value", edits="value", look="num aside"),
        Column(
            "stage", _("Stage"), draws=cells.draw_stage, sort="stage", edits="stage", edits_if=is_open, look="second"
        ),
        Column(
            "expected",
            _("Expected close"),
            draws=cells.draw_expected,
            sort="expected_close_date",
            edits="expected_close_date",
            look="nowrap",
        ),
        Column("risk", _("Risk"), draws=cells.draw_risk),
        Column("owner", _("Owner"), draws=draw_owner, sort="assigned_to_name", edits="assigned_to", look="short"),
        Column("tags", _("Tags"), draws=draw_tags, edits="tags", look="short"),
        Column("status", _("Status"), draws=cells.draw_status, is_default=False),
        Column(
            "contact",
            _("Contact"),
            draws=cells.draw_contact,
            sort="contact_name",
            edits="contact",
            look="medium",
            has_links=True,
            is_default=False,
        ),
        Column("pipeline", _("Pipeline"), draws=lambda deal, _reader: deal.stage.pipeline.name, is_default=False),
        Column("weighted", _("Weighted"), draws=cells.draw_weighted, look="num", is_default=False),
        Column("probability", _("Probability"), draws=cells.draw_chance, look="soft num", is_default=False),
        Column("closed", _("Closed"), draws=cells.draw_closed, sort="closed_at", look="soft num", is_default=False),
        Column("loss_reason", _("Loss reason"), look="soft medium", is_default=False),
        Column("source", _("Source"), edits="source", look="soft", is_default=False),
        Column("created", _("Created"), draws=draw_created, sort="created_at", look="soft num", is_default=False),
        Column("updated", _("Changed"), draws=draw_updated, sort="updated_at", look="soft num", is_default=False),
    ),
    pickers=(
        ChoicePicker("status", _("Status"), choices=tuple(Deal.STATUSES)),
        ChoicePicker("won", _("Outcome"), choices=(("1", _("won")), ("0", _("lost")))),
        StagePicker("stage_id", _("Stage")),
        PipelinePicker("pipeline_id", _("Pipeline")),
        OwnerPicker(),
        RecordPicker("company_id", _("Company"), model=Company, find=company_called, suggest="company_suggest"),
        RecordPicker("contact_id", _("Contact"), model=Contact, find=contact_called, suggest="contact_suggest"),
        TagPicker("tag", _("Tag")),
        SuggestedPicker("source", _("Source"), category="contact_source"),
        SuggestedPicker("loss_reason", _("Loss reason"), category="loss_reason"),
        ChoicePicker("undated", _("Expected close"), choices=(("1", _("not set")),)),
        DatesPicker("days", _("Days"), which=tuple(DealFilter.DATES)),
    ),
    acts=(Assign(), AddTags(), MoveToStage(), SetField(kind=Deal.KIND), Export(), Remove()),
)
