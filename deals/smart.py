"""What smart lists can ask about deals, and about the deals of contacts and companies."""

from django.db.models import Case, Count, F, IntegerField, OuterRef, Q, Subquery, TextField, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.ownership import named_to, seen_by
from contacts.smart import common_fields, company_section, found_in, full_name, named_company
from customization.smart.vocabulary import SmartField, column, register

from . import money
from .models import Deal, DealNote, Pipeline, Stage


def register_fields():
    """Called once the apps are ready."""
    register("deal", *deal_fields())
    for kind in ("contact", "company"):
        register(kind, open_deals(kind))


def open_deals(kind):
    """The field `open_deals_count`: how many open deals of a contact or company the member sees."""

    def deals(member):
        return Deal.objects.visible_to(member).open().order_by().values(kind)

    def value(member):
        counted = deals(member).filter(**{kind: OuterRef("pk")}).annotate(n=Count("pk"))
        return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)

    def counted(member, ask):
        some = deals(member).filter(**{f"{kind}__isnull": False}).annotate(n=Count("pk"))
        return Q(pk__in=some.filter(ask).values(kind))

    return SmartField("open_deals_count", _("Open deals"), "number", value=value, counted=counted)


def seen_contact(column):
    """The value of a column of the deal's contact; none where the member does not see that."""

    def value(member):
        found = F(f"contact__{column}")
        return Case(When(seen_by(member, "contact__"), then=found), default=Value(""), output_field=TextField())

    return value


def contact_name(member):
    """The full name of the deal's contact; none where that is private to somebody else."""
    return Case(
        When(named_to(member, "contact__"), then=full_name(member, "contact__")),
        default=Value(""),
        output_field=TextField(),
    )


def stages(member):
    """[(id, name)] of the stages, with their pipeline where there are several."""
    found = Stage.objects.filter(organization=member.organization_id).select_related("pipeline")
    found = list(found.order_by("pipeline__position", "pipeline_id", "position"))
    several = len({stage.pipeline_id for stage in found}) > 1
    return [(stage.name, f"{stage.pipeline.name}: {stage.name}" if several else stage.name) for stage in found]


def pipelines(member):
    return [(pipeline.name, pipeline.name) for pipeline in Pipeline.objects.filter(organization=member.organization_id)]


def currencies(member):
    return [(code, code) for code in money.CURRENCIES]


def deal_fields():
    return [
        column("name", _("Name"), hint=found_in("search_text")),
        column("value", _("Value"), "number"),
        column("currency", _("Currency"), "select", options=currencies),
        column("status", _("Status"), "select", options=lambda member: Deal.STATUSES),
        column("stage", _("Stage"), "text", path="stage__name"),
        column("pipeline", _("Pipeline"), "text", path="stage__pipeline__name"),
        SmartField(
            "probability",
            _("Probability in %"),
            "number",
            value=lambda member: Coalesce(F("probability"), F("stage__probability")),
        ),
        column("expected_close_date", _("Expected close"), "date"),
        column("closed_at", _("Closed"), "datetime", is_utc=True),
        column("stage_since", _("In this stage since"), "datetime"),
        column("loss_reason", _("Loss reason")),
        column("source", _("Source")),
        SmartField("contact", _("Contact"), "text", value=contact_name),
        SmartField("contact.email", _("E-mail"), "text", value=seen_contact("email"), section=_("Contact")),
        SmartField("contact.phone", _("Phone"), "text", value=seen_contact("phone"), section=_("Contact")),
        SmartField("contact.job_title", _("Job title"), "text", value=seen_contact("job_title"), section=_("Contact")),
        SmartField("company", _("Company"), "text", value=named_company("company", "name")),
        *common_fields(Deal, DealNote),
        *company_section(),
    ]
