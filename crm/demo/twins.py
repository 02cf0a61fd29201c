"""Records that were entered twice, a little differently: what looking for duplicates finds."""

from datetime import timedelta

from activity import recording
from contacts.models import Company, Contact
from leads.models import Lead

from .words import LEGAL_FORMS

LATELY = timedelta(days=20)
_FORMS = [form for form in LEGAL_FORMS if form]


def plan_twins(chapter):
    """Plan a handful of people, companies and leads into `chapter` (a Chapter) who are there already."""
    for number, happening in enumerate((*_PEOPLE, *_COMPANIES, _lead)):
        at = chapter.now - LATELY + timedelta(days=number, hours=3)
        chapter.on(at, _enter, chapter, happening)


def _enter(at, chapter, happening):
    model, values = happening(chapter)
    by = chapter.admin.through("page")
    model.create(
        by=by, act=recording.open_act(f"{model.KIND}_created", by=by, at=at), created_at=at, updated_at=at, **values
    )


def _known(chapter, number):
    """The `number`th contact with an address and a company."""
    return [person for person in chapter.people if person.email and person.company_id][number]


def _person(chapter, number, **values):
    known = _known(chapter, number)
    told = {"first_name": known.first_name, "last_name": known.last_name, "company_id": known.company_id}
    return Contact, told | {name: make(known) for name, make in values.items()}


def _written_large(chapter):
    return _person(
        chapter, 0, email=lambda known: known.email.upper(), phone=lambda known: known.phone.replace(" ", "-")
    )


def _turned(chapter):
    return _person(
        chapter, 7, first_name=lambda known: known.last_name, last_name=lambda known: known.first_name,
        phone=lambda known: known.phone,
    )  # fmt: skip


def _misspelt(chapter):
    return _person(
        chapter, 21, last_name=lambda known: known.last_name[:-1] + known.last_name[-1:] * 2,
        email=lambda known: known.email, job_title=lambda known: known.job_title,
    )  # fmt: skip


def _at_home(chapter):
    return _person(
        chapter,
        40,
        email=lambda known: known.email.partition("@")[0] + "@post.example",
        phone=lambda known: known.phone,
    )


def _in_another_form(number):
    def firm(chapter):
        known = chapter.companies[number]
        bare = next((known.name.removesuffix(f" {form}") for form in _FORMS if known.name.endswith(f" {form}")), "")
        return Company, {"name": bare or f"{known.name} Ltd", "domain": known.domain}

    return firm


def _lead(chapter):
    known = chapter.leads[5]
    return Lead, {
        "first_name": known.first_name, "last_name": known.last_name, "email": known.email, "company": known.company,
        "source": "Website", "custom": {},
    }  # fmt: skip


_PEOPLE = (_written_large, _turned, _misspelt, _at_home)
_COMPANIES = (_in_another_form(3), _in_another_form(9))
