"""Deals in files: which columns there are, what they are called elsewhere, what a row means."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field

from activity.pouring import put_relation
from contacts import keys
from contacts.models import Company, Contact
from contacts.resources import CompanyWidget, company_key
from transfers.resources import RecordResource
from transfers.widgets import TagsWidget, TextWidget

from . import money
from .finding import People, Places
from .headers import DEAL_NAMES
from .models import Deal, MoveRefused, Pipeline, Stage
from .models.moves import closing_moment, standing
from .widgets import AmountWidget, ClosingWidget, CurrencyWidget, DayWidget, ShareWidget, Written

COLUMN_OF = {"stage_id": "stage"}  # what a refusal of a move names, as a column


class DealResource(RecordResource):
    """Deals. A row finds its deal by name and company, or by the id another program gave it.

    A row moves an open deal to the stage it names and closes it there; a closed deal stays where it is. Contacts are
    found by e-mail, companies by name and made where there are none.
    """

    SYNONYMS = DEAL_NAMES
    MATCHES = {"name": gettext_lazy("Name and company"), "external_id": gettext_lazy("External id")}
    special = RecordResource.special | {"company", "contact", "stage", "closed_at"}
    NEEDED = {"name"}
    LISTED = RecordResource.LISTED | {
        "company": ("company_name",),
        "contact": ("contact_email",),
        "value": ("value", "currency"),
        "expected": ("expected_close_date",),
        "closed": ("closed_at",),
    }
    LABELS = {
        "pipeline": gettext_lazy("Pipeline"),
        "contact_email": gettext_lazy("Contact (e-mail)"),
        "company_name": gettext_lazy("Company"),
        "closed_at": gettext_lazy("Closed on"),
        "tags": gettext_lazy("Tags"),
        "assigned_to": gettext_lazy("Owner (e-mail or name)"),
    }

    value = Field(attribute="value", column_name="value", widget=AmountWidget())
    currency = Field(attribute="currency", column_name="currency", widget=CurrencyWidget())
    pipeline = Field(attribute="pipeline", column_name="pipeline", widget=TextWidget(Pipeline._meta.get_field("name")))
    stage = Field(attribute="stage", column_name="stage", widget=TextWidget(Stage._meta.get_field("name")))
    contact = Field(
        attribute="contact", column_name="contact_email", widget=TextWidget(Contact._meta.get_field("email"))
    )
    company = Field(attribute="company", column_name="company_name", widget=CompanyWidget())
    expected_close_date = Field(attribute="expected_close_date", column_name="expected_close_date", widget=DayWidget())
    closed_at = Field(attribute="closed_at", column_name="closed_at", widget=ClosingWidget())
    probability = Field(attribute="probability", column_name="probability", widget=ShareWidget())
    tags = Field(attribute="tag_list", column_name="tags", widget=TagsWidget())
    assigned_to = Field(attribute="assigned_to", column_name="assigned_to")

    class Meta(RecordResource.Meta):
        model = Deal
        fields = (
            "name",
            "value",
            "currency",
            "pipeline",
            "stage",
            "contact",
            "company",
            "expected_close_date",
            "closed_at",
            "loss_reason",
            "probability",
            "source",
            "assigned_to",
            "notes",
            "tags",
            "external_id",
        )

    def __init__(self, member=None, **kwargs):
        self.places, self.people = Places(member), People(member)
        super().__init__(member, **kwargs)

    # -- finding ----------------------------------------------------------------------------------

    def key_of(self, given):
        if self.terms.match_by == "external_id" and "external_id" in given.values:
            return "external_id", given.values["external_id"]
        name = keys.fold(given.values.get("name", ""))[:300]
        company = given.values.get("company")
        return "name_key", (name, company_key(company) if company else ANY) if name else ""

    def keys_of(self, record, column):
        if column == "external_id":
            return (record.external_id,)
        company = self.people.seen_company(record)
        return {(record.name_key, ANY), (record.name_key, company.name_key if company else ANY)}

    def matching(self, column, values):
        if column == "external_id":
            return self.get_queryset().filter(external_id__among=values).order_by("pk")
        found = self.get_queryset().filter(name_key__among=sorted({name for name, _company in values}))
        if self.terms.match_by == "external_id":  # who has one is found by nothing else
            found = found.filter(external_id="")
        return found.order_by("pk")

    def relate(self, records):
        self.places.relate(records)
        self.people.relate(records)

    def choose(self, records, key, given):
        """Of several deals of one name the one the row agrees with; without a company in the row one that has none."""
        if len(records) == 1:
            return records[0]
        self.resolve(records[0], given)
        if given.errors:  # it is refused, whichever it means
            return records[0]
        same = next((record for record in records if self.agrees(record, given)), None)
        if same is not None or key[0] == "external_id" or key[1][1] != ANY:
            return same or records[0]
        return next((record for record in records if record.company is None), None)

    def settle(self, givens):
        self.people.settle(givens)

    # -- what a row says -----------------------------------------------------------------------------

    def refused(self, record, given):
        self.resolve(record, given)
        return super().refused(record, given)

    def resolve(self, record, given):
        """Put stages, contacts and amounts in the place of texts that name them; `record` is None for a new one."""
        if given.errors:
            return
        for column, look_up in (
            ("pipeline", self._find_pipeline),
            ("stage", self._find_stage),
            ("contact_email", self._find_contact),
            ("company_name", self._find_company),
            ("value", self._find_amount),
        ):
            if column == "stage" and "pipeline" in given.errors:
                continue
            try:
                look_up(record, given.values)
            except ValueError as error:
                given.errors[column] = str(error)

    def _find_pipeline(self, _record, values):
        if isinstance(values.get("pipeline"), str):
            values["pipeline"] = self.places.pipeline(values["pipeline"])

    def _find_stage(self, record, values):
        pipeline = values.get("pipeline")
        if isinstance(values.get("stage"), str) or pipeline:
            values["stage"] = self.places.stage(values.get("stage"), pipeline, record)
            values.pop("pipeline", None)

    def _find_contact(self, _record, values):
        if isinstance(values.get("contact"), str):
            values["contact"] = self.people.contact(values["contact"])

    def _find_company(self, _record, values):
        if "company" in values:
            self.people.must_be_shared(values["company"])

    def _find_amount(self, record, values):
        if isinstance(values.get("value"), Written):
            values["value"] = values["value"].amount(self._currency(record, values))

    def _currency(self, record, values):
        default = record.currency if record is not None else self.member.organization.currency
        return values.get("currency") or default

    def refusals(self, record, given):
        if not self.will_have(record, given, "name"):
            return {"name": _("A deal needs a name.")}
        values = given.values
        if record is None:
            values.setdefault("currency", self.member.organization.currency)
            values.setdefault("stage", self.places.first())
        stage = values.get("stage") or record.stage
        reason = self._misfit(record, values)
        if reason:
            return {"value": reason}
        is_saved = record is not None and record.pk is not None
        if is_saved and not record.is_open and stage.pk != record.stage_id:
            return {"stage": _("This deal is closed. Reopen it before you move it.")}
        return self._closing(record, values, stage)

    def _misfit(self, record, values):
        """Why an amount that stays does not go with a new currency."""
        if "currency" not in values or "value" in values or record is None:
            return ""
        return money.misfit(record.value, values["currency"])

    def _closing(self, record, values, stage):
        """Refusals of how the row closes its deal; a day that it does not say is the expected one, if that is over."""
        if stage.closing:
            values.pop("probability", None)
        elif record is None and values.get("probability") == stage.probability:
            del values["probability"]
        said = {name: values[name] for name in ("closed_at", "loss_reason") if name in values}
        try:
            standing(stage, now=timezone.now(), **said)
        except MoveRefused as refusal:
            return {COLUMN_OF.get(refusal.field, refusal.field): str(refusal)}
        is_closing = stage.closing and (record is None or not record.closed_at) and "closed_at" not in values
        expected = values.get("expected_close_date") or getattr(record, "expected_close_date", None)
        if is_closing and expected and expected <= datetime.datetime.now(datetime.UTC).date():
            values["closed_at"] = expected
        return {}

    def same(self, attribute, record, value):
        if attribute == "company":
            company = self.people.seen_company(record)
            return company is not None and company.name_key == company_key(value)
        if attribute in ("stage", "contact"):
            return getattr(record, f"{attribute}_id") == getattr(value, "pk", None)
        if attribute == "closed_at":
            return value in (record.closed_at, record.closed_on)
        if attribute in ("value", "probability", "expected_close_date"):
            return getattr(record, attribute) == value
        return super().same(attribute, record, value)

    def value_of(self, attribute, record):
        if attribute == "company":
            return self.people.seen_company(record)
        if attribute == "contact":
            return record.contact_id if self.people.seen_contact(record) else None
        return record.stage_id if attribute == "stage" else super().value_of(attribute, record)

    def put(self, attribute, record, value):
        if attribute == "company" and value is not None:
            value = self.people.company(value)
        elif attribute == "closed_at" and value is not None:
            value = closing_moment(value, timezone.now())
        if attribute in ("company", "contact", "stage") and value is not None and record.was is None:
            return put_relation(record, attribute, value)
        super().put(attribute, record, value)

    def is_clearable(self, attribute):
        return attribute not in ("pipeline", "closed_at") and super().is_clearable(attribute)

    def told(self, attribute, value):
        if attribute == "stage":
            return self.places.called(value)
        if attribute == "contact":
            return self.people.called(value)
        return super().told(attribute, value)

    # -- writing ----------------------------------------------------------------------------------

    def also_made(self):
        return {"company": len(self.people.new_companies)} if self.people.new_companies else {}

    def before_writing(self, records):
        unsaved = [record for record in records if record.company_id is None and record.company is not None]
        if unsaved:
            names = {record.company.name_key: record.company.name for record in unsaved}
            self.people.companies |= Company.named_all(list(names.values()), by=self.member, act=self.opened_act())
        for record in unsaved:
            record.company = self.people.companies[record.company.name_key]

    @classmethod
    def exported(cls, column, *, member):
        if column in _OUT:
            return _OUT[column]
        if column in ("contact_email", "company_name"):
            relation, name = ("contact", "email") if column == "contact_email" else ("company", "name")
            paths = (f"{relation}__{name}", f"{relation}__is_private", f"{relation}__assigned_to_id")
            return paths, lambda text, private, owner: "" if private and owner != member.pk else text or ""
        return super().exported(column, member=member)


def _plain(value):
    """An amount with two decimals where it needs any, with three where it needs those."""
    if value is None:
        return ""
    if value == value.to_integral_value():
        return f"{value:.0f}"
    return f"{value:.3f}".removesuffix("0")


def _day(at):
    """A date, or the day of a closing time in UTC."""
    if at is None:
        return ""
    return (at.astimezone(datetime.UTC).date() if isinstance(at, datetime.datetime) else at).isoformat()


ANY = ""  # the company of a row that names none
_OUT = {
    "value": (("value",), _plain),
    "pipeline": (("stage__pipeline__name",), lambda name: name or ""),
    "stage": (("stage__name",), lambda name: name or ""),
    "expected_close_date": (("expected_close_date",), _day),
    "closed_at": (("closed_at",), _day),
    "probability": (("probability",), lambda share: "" if share is None else str(share)),
}

__all__ = ["DealResource"]
