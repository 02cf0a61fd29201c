"""What the columns of deals are called elsewhere: in other programs' files and in other languages.

Case, accents, spaces and punctuation do not matter. The likeliest name stands first; how conditions are written says
`transfers.mapping.guess`.
"""

DEAL_NAMES = {
    "name": [
        "Deal name", "Title", "Deal title", "Deal", "Opportunity name", "Opportunity", "Deal - Title", "Potential name",
        "Subject", "Geschäft", "Verkaufschance", "Bezeichnung", "Nom de la transaction", "Nom de l'opportunité",
        "Affaire", "Nombre del negocio", "Nombre de la oportunidad", "Oportunidad",
    ],
    "value": [
        "Amount", "Deal value", "Deal amount", "Deal - Value", "Opportunity amount", "Expected revenue", "Revenue", "Price",
        "Wert", "Betrag", "Umsatz", "Montant", "Valeur", "Importe", "Valor", "Monto",
    ],
    "currency": [
        "Currency code", "Deal currency", "Deal - Currency of value", "Deal - Currency", "Amount currency",
        "Opportunity currency", "Currency ISO code", "Währung", "Devise", "Moneda", "Divisa",
    ],
    "pipeline": ["Deal pipeline", "Deal - Pipeline", "Sales pipeline", "Sales process", "Vertriebsprozess", "Embudo"],
    "stage": [
        "Deal stage", "Deal - Stage", "Opportunity stage", "Stage name", "Sales stage", "Phase", "Vertriebsphase", "Étape",
        "Phase de la transaction", "Etapa", "Etapa del negocio",
    ],
    "contact_email": [
        "Contact e-mail", "E-mail", "Email", "Email address", "Primary contact email", "Associated contact email",
        "Person - Email", "Person - Email - Work", "Deal - Contact person email", "E-Mail-Adresse", "Courriel",
        "Correo electrónico",
    ],
    "company_name": [
        "Company", "Organization", "Organisation", "Account name", "Account", "Organization name", "Deal - Organization",
        "Deal - Organisation", "Associated company", "Primary company", "Associated company (primary)", "Customer", "Firma",
        "Unternehmen", "Kunde", "Société", "Entreprise", "Empresa", "Cliente",
    ],
    "expected_close_date": [
        "Close date", "Expected close", "Expected close date", "Closing date", "Deal - Expected close date", "Due date",
        "Abschlussdatum", "Erwarteter Abschluss", "Date de clôture", "Date de fermeture", "Fecha de cierre",
        "Fecha de cierre prevista",
    ],
    "closed_at": [
        "Closed on", "Closed date", "Closed", "Actual close date", "Won time", "Deal - Won time", "Deal - Deal closed on",
        "Geschlossen am", "Date de conclusion", "Cerrado el",
    ],
    "loss_reason": [
        "Lost reason", "Closed lost reason", "Reason for loss", "Deal - Lost reason", "Loss reason detail",
        "Grund für den Verlust", "Verlustgrund", "Raison de la perte", "Motivo de pérdida",
    ],
    "probability": [
        "Probability (%)", "Deal probability", "Deal - Probability", "Win probability", "Confidence",
        "Wahrscheinlichkeit", "Probabilité", "Probabilidad",
    ],
    "source": [
        "Lead source", "Deal source", "Original source", "Original traffic source", "Deal - Source channel", "Quelle",
        "Herkunft", "Origine", "Fuente", "Origen",
    ],
    "assigned_to": [
        "Owner", "Deal owner", "Opportunity owner", "Deal - Owner", "Assigned to", "Owner e-mail", "Salesperson",
        "Zuständig", "Besitzer", "Propriétaire", "Propietario",
    ],
    "notes": [
        "Note", "Description", "Deal description", "Comments", "Details", "Notizen", "Beschreibung", "Bemerkungen",
        "Remarques", "Description de la transaction", "Notas", "Descripción",
    ],
    "tags": ["Tag", "Labels", "Label", "Deal - Label", "Deal - Labels", "Schlagwörter", "Étiquettes", "Etiquetas"],
    "listed_tags": ["Categories", "Kategorien", "Catégories", "Categorías"],
    "external_id": [
        "External id", "Record id", "Deal id", "Deal - ID", "Opportunity id", "Id", "Vorgangsnummer", "N° d'affaire",
    ],
}  # fmt: skip
