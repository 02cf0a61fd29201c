"""How the demo organization shaped its CRM: custom fields and what they hold, smart lists, templates."""

from datetime import timedelta

from customization import words as spoken
from customization.models import CustomField, CustomFieldFolder, SavedView
from customization.shape import keep_at_hand

from . import invention
from .shape_words import COMPETITORS, FIELDS, PAGES, TEMPLATES, TIMES, VALUES


def define(chapter):
    """Give the organization of `chapter` (a Chapter) its custom fields, known to all its members."""
    organization = chapter.admin.organization
    names = dict.fromkeys(folder for fields in FIELDS.values() for folder, *_rest in fields if folder)
    folders = CustomFieldFolder.objects.bulk_create(
        CustomFieldFolder(organization=organization, name=name, position=n) for n, name in enumerate(names)
    )
    by_name = {folder.name: folder for folder in folders}
    CustomField.objects.bulk_create(
        CustomField(
            organization=organization, entity=kind, key=key, label=label, type=type_, options=options,
            folder=by_name.get(folder), position=n,
        )
        for kind, fields in FIELDS.items()
        for n, (folder, key, label, type_, options) in enumerate(fields)
    )  # fmt: skip
    keep_at_hand(organization.pk)
    organization.refresh_from_db(fields=["shape"])
    for member in chapter.members:
        member.organization = organization
    chapter.is_shaped = True


def contact(chapter, name):
    """The custom values of a contact with this (first name, last name)."""
    if not chapter.is_shaped:
        return {}
    rng = chapter.chance("shape of contact", *name)
    spoken_here = rng.sample(_options("contact", "languages"), rng.choice((1, 1, 2)))
    values = {"languages": spoken_here, "newsletter": rng.random() < 0.4}
    if rng.random() < 0.6:
        ends = chapter.now.date() + timedelta(days=rng.randrange(-40, 330))
        values |= {"plan": rng.choice(_options("contact", "plan")), "seats": rng.choice((1, 5, 12, 24, 60, 250)),
                   "contract_ends": ends.isoformat()}  # fmt: skip
    if rng.random() < 0.5:
        values["linkedin"] = f"https://www.linkedin.example/in/{invention.slug(' '.join(name)).replace('.', '-')}"
    if rng.random() < 0.1:
        values["assistant_email"] = f"robin.{invention.slug(name[1])}@post.example"
    if rng.random() < 0.25:
        values["best_time"] = rng.choice(TIMES)
    return _ordered("contact", values)


def company(chapter, number, domain):
    """The custom values of the `number`th company."""
    if not chapter.is_shaped:
        return {}
    rng = chapter.chance("shape of company", number)
    values = {"tier": rng.choice("AABBBCCCC"), "employees": rng.choice((12, 40, 85, 120, 260, 700, 3_200))}
    if rng.random() < 0.7:
        values["customer_since"] = (chapter.begin - timedelta(days=rng.randrange(2_500))).date().isoformat()
    if rng.random() < 0.5:
        values |= {"invoice_email": f"invoices@{domain}", "needs_order_number": rng.random() < 0.5}
    return values


def lead(chapter, number):
    """The custom values of the `number`th lead."""
    if not chapter.is_shaped:
        return {}
    rng = chapter.chance("shape of lead", number)
    wanted = rng.sample(_options("lead", "interests"), rng.choice((1, 1, 2)))
    values = {"timeframe": rng.choice(_options("lead", "timeframe")), "interests": wanted}
    if rng.random() < 0.5:
        values["budget"] = rng.choice((2_500, 5_000, 12_000, 30_000, 75_000))
    if rng.random() < 0.6:
        values["landing_page"] = rng.choice(PAGES)
    return _ordered("lead", values)


def deal(chapter, fate, number):
    """The custom values of the `number`th deal of this fate."""
    if not chapter.is_shaped:
        return {}
    rng = chapter.chance("shape of deal", fate, number)
    values = {"term": rng.choice(_options("deal", "term")), "legal_review": rng.random() < 0.3}
    if rng.random() < 0.5:
        values["starts_on"] = (chapter.now + timedelta(days=rng.randrange(10, 150))).date().replace(day=1).isoformat()
    if rng.random() < 0.4:
        values["competitor"] = rng.choice(COMPETITORS)
    return values


def _options(kind, key):
    return next(options for _folder, name, _label, _type, options in FIELDS[kind] if name == key)


def _ordered(kind, values):
    """`values` with what was chosen in the order of the options."""
    chosen = {
        key: sorted(value, key=_options(kind, key).index) for key, value in values.items() if isinstance(value, list)
    }
    return values | chosen


def write_words(chapter):
    """The organization's custom values and message templates."""
    for key, value in VALUES.items():
        spoken.set_value(key, value, by=chapter.admin)
    for name, (subject, body) in TEMPLATES.items():
        spoken.write_template(by=chapter.admin, name=name, subject=subject, body=body)


def share_views(chapter):
    """Three smart lists that everybody sees as tabs, and one that is Marco's alone."""
    marco, today = chapter.members[1], chapter.now.date().isoformat()
    soon = (chapter.now + timedelta(days=60)).date().isoformat()
    views = [
        _view(
            "contact", "At risk renewals", ["name", "company", "custom.plan", "custom.contract_ends", "owner"],
            [("custom.contract_ends", "between", [today, soon]), ("custom.plan", "in", ["Business", "Enterprise"])],
            [("tags", "in", ["key account"]), ("last_activity_at", "older_than_days", 60)],
            sort_by="custom.contract_ends",
        ),
        _view(
            "deal", "Great and undecided", ["name", "company", "value", "stage", "custom.competitor", "owner"],
            [("status", "eq", "open"), ("value", "gte", 20_000)],
            [("status", "eq", "open"), ("custom.legal_review", "eq", True)],
            sort_by="value", sort_dir="DESC",
        ),
        _view(
            "lead", "Ready to buy", ["name", "company", "custom.timeframe", "custom.budget", "owner"],
            [("custom.timeframe", "in", ["This month", "This quarter"]), ("status", "in", ["new", "contacted"])],
        ),
        _view(
            "contact", "My newsletter readers", ["name", "company", "custom.languages", "email"],
            [("custom.newsletter", "eq", True), ("assigned_to", "eq", marco.pk)],
            is_shared=False,
        ),
    ]  # fmt: skip
    for position, view in enumerate(views):
        view.organization_id, view.position = chapter.admin.organization_id, position
        view.created_by = chapter.admin if view.is_shared else marco
    SavedView.objects.bulk_create(views)


def _view(kind, name, columns, *groups, is_shared=True, **values):
    asked = [
        {"conditions": [{"field": field, "op": op, "value": value} for field, op, value in group]} for group in groups
    ]
    return SavedView(kind=kind, name=name, columns=columns, query={"groups": asked}, is_shared=is_shared, **values)
