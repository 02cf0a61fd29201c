"""Whom and what the rows of a file name: pipelines, stages, contacts and companies, looked up for many rows at once."""

import re
from functools import partial

from django.utils.translation import gettext as _

from activity.pouring import put_relation, row_maker
from contacts.keys import fold
from contacts.models import Company, Contact
from contacts.resources import company_key, named_companies

from .models import Pipeline, Stage

AT_ONCE = 1_000
_COMPANY = ("id", "organization_id", "name", "name_key", "is_private", "assigned_to_id")
_CONTACT = ("id", "organization_id", "first_name", "last_name", "email_key", "is_private", "assigned_to_id")


def bare(name):
    """A name compared: letters and digits only, so that "closedwon" is "Closed Won"."""
    return re.sub(r"[\W_]", "", fold(name))


class Places:
    """The pipelines and stages of a member's organization, read once."""

    def __init__(self, member):
        self.member, self._pipelines, self._stages = member, None, None

    def _load(self):
        if self._pipelines is None:
            self._pipelines = list(Pipeline.objects.visible_to(self.member))
            self._stages = {stage.pk: stage for stage in Stage.objects.visible_to(self.member)}

    def _of(self, pipeline_id):
        return [stage for stage in self._stages.values() if stage.pipeline_id == pipeline_id]

    def pipeline(self, text):
        """The pipeline called `text`. Raises ValueError with the names to choose from."""
        self._load()
        found = next((each for each in self._pipelines if bare(each.name) == bare(text)), None)
        if found is None:
            names = ", ".join(each.name for each in self._pipelines)
            said = _("There is no pipeline “%(text)s”. Use one of: %(names)s.")
            raise ValueError(said % {"text": text[:50], "names": names})
        return found

    def stage(self, text, pipeline, record):
        """The stage a row names: `text` in `pipeline`, else in that of `record`, else in the first one. Without a text
        the first of another pipeline, or where the record stands. Raises ValueError with the names to choose from."""
        self._load()
        here = self._stages[record.stage_id].pipeline_id if record is not None else self._pipelines[0].pk
        stages = self._of(pipeline.pk if pipeline else here)
        if not isinstance(text, str):
            if record is not None and pipeline.pk == here:
                return self._stages[record.stage_id]
            return text or next(stage for stage in stages if not stage.closing)
        found = next((stage for stage in stages if bare(stage.name) == bare(text)), None)
        if found is None:
            names = ", ".join(stage.name for stage in stages)
            said = _("There is no stage “%(text)s”. Use one of: %(names)s.")
            raise ValueError(said % {"text": text[:50], "names": names})
        return found

    def first(self):
        """Where deals begin."""
        self._load()
        return next(stage for stage in self._stages.values() if not stage.closing)

    def relate(self, records):
        """Let `records` know their stages."""
        self._load()
        for record in records:
            put_relation(record, "stage", self._stages[record.stage_id])

    def called(self, pk):
        self._load()
        return self._stages[pk].name if pk in self._stages else ""


class People:
    """Contacts by e-mail and companies by name, as far as a member may name them."""

    def __init__(self, member):
        self.member = member
        self.contacts, self.companies, self.new_companies, self._names = {}, {}, set(), {}

    def settle(self, givens):
        """Look up at once whom the rows name. Companies that are not there are made when the rows are written."""
        emails = sorted({g.values["contact"].lower() for g in givens if isinstance(g.values.get("contact"), str)})
        names = {company_key(name): name for g in reversed(givens) if (name := g.values.get("company"))}
        self.contacts = {}
        for start in range(0, len(emails), AT_ONCE):
            seen = Contact.objects.visible_to(self.member).filter(email_key__among=emails[start : start + AT_ONCE])
            for contact in _light(Contact, _CONTACT, seen.order_by("pk")):
                self.contacts.setdefault(contact.email_key, contact)
        self.companies = named_companies(names, partial(_light, Company, _COMPANY), by=self.member)

    def contact(self, email):
        """The contact with this e-mail. Raises ValueError."""
        found = self.contacts.get(email.lower())
        if found is None:
            raise ValueError(_("No contact has the e-mail address “%s”. Import the contacts first.") % email[:100])
        if found.is_private:
            raise ValueError(_("The contact “%s” is private. Share it before you link it to a deal.") % found)
        return found

    def must_be_shared(self, name):
        """Raise ValueError where `name` means a private company."""
        if self.companies[company_key(name)].is_private:
            raise ValueError(_("The company “%s” is private. Share it before you link it to a deal.") % name[:100])

    def company(self, name):
        """The company called `name`, saved or to be made."""
        company = self.companies[company_key(name)]
        if company.pk is None:
            self.new_companies.add(company.name_key)
        return company

    def relate(self, records):
        """Let `records` know their contacts and companies, None for those that are private to others."""
        for name, model, columns in (("contact", Contact, _CONTACT), ("company", Company, _COMPANY)):
            ids = sorted({getattr(record, f"{name}_id") for record in records} - {None})
            named = model.objects.named_to(self.member).filter(pk__among=ids) if ids else ()
            found = {each.pk: each for each in _light(model, columns, named)} if ids else {}
            for record in records:
                record._state.fields_cache[name] = found.get(getattr(record, f"{name}_id"))
            if name == "contact":
                self._names |= {pk: each.full_name for pk, each in found.items()}

    def seen_contact(self, record):
        return record._state.fields_cache.get("contact")

    def seen_company(self, record):
        return record._state.fields_cache.get("company")

    def called(self, pk):
        """The name of a contact that was looked up."""
        return (self._names | {each.pk: each.full_name for each in self.contacts.values()}).get(pk, "")


def _light(model, columns, queryset):
    """Records with just the columns that matter here."""
    make = row_maker(model, columns)
    return [make(row) for row in queryset.values_list(*columns)]
