"""What the columns of leads are called elsewhere, and what their status is. See `contacts.headers`."""

from contacts.headers import CONTACT_NAMES

from .models import Lead

_SHARED = (
    "first_name", "last_name", "middle_name", "full_name", "email", "other_email", "job_title", "tags", "listed_tags",
    "notes",
)  # fmt: skip
_OWN = {
    "full_name": ["Lead", "Lead name", "Lead - Name", "Lead - Contact person"],
    "email": ["Lead email", "Lead - E-mail"],
    "phone": ["Lead phone", "Lead - Phone"],
    "source": ["Lead - Source", "Source origin", "Leadquelle", "Origine de la piste", "Origen del prospecto"],
    "notes": ["Lead description", "Lead - Note"],
}

#: A lead has one phone number: others fill it where it is blank, else they become a line of the notes. The owner of
#: another program's leads is rarely a member here, so that column is only taken when somebody says so.
LEAD_NAMES = {
    **{name: [*CONTACT_NAMES[name], *_OWN.get(name, ())] for name in _SHARED},
    "phone": [*CONTACT_NAMES["phone"], *_OWN["phone"]],
    "other_phone": [*CONTACT_NAMES["mobile"], *CONTACT_NAMES["other_phone"]],
    "company": CONTACT_NAMES["company_name"],
    "source": [*CONTACT_NAMES["source"], *_OWN["source"]],
    "status": ["Lead status", "Lead stage", "Lead - Status", "Leadstatus", "Statut de la piste", "Estado del prospecto"],
    "assigned_to": ["Owner", "Assigned to", "Owner e-mail", "Zuständig", "Propietario"],
    "external_id": ["External id", "Lead id", "Lead - ID", "Record id", "Record ID - Lead", "Prospect id"],
}  # fmt: skip

#: what other programs call each status, folded
STATUS_NAMES = {
    Lead.NEW: ["open", "new lead", "open not contacted", "not contacted", "untouched", "neu", "offen", "nouveau", "nuevo"],
    Lead.CONTACTED: [
        "working", "working contacted", "in progress", "attempted to contact", "attempted contact", "connected",
        "contact in future", "pre qualified", "nurturing", "kontaktiert", "in bearbeitung", "contacte", "contactado",
    ],
    Lead.QUALIFIED: ["converted", "closed converted", "sql", "open deal", "qualifiziert", "qualifie", "calificado"],
    Lead.DISQUALIFIED: [
        "unqualified", "not qualified", "closed not converted", "junk", "junk lead", "lost", "lost lead", "bad timing",
        "recycled", "unqualifiziert", "disqualifiziert", "disqualifie", "descalificado",
    ],
}  # fmt: skip
