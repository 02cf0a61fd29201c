"""What the columns of contacts and companies are called elsewhere: in other programs' files and in other languages.

Case, accents, spaces and punctuation do not matter. The likeliest name stands first.
"""

_ADDRESS = {
    "address_street": [
        "Street", "Street address", "Address", "Address line 1", "Address 1", "Mailing street", "Billing street",
        "Business street", "Address 1 - Street", "Straße", "Anschrift", "Adresse", "Rue", "Calle", "Dirección",
        "Direccion",
    ],
    "address_city": [
        "City", "Town", "Mailing city", "Billing city", "Business city", "Address 1 - City", "Ort", "Stadt", "Ville",
        "Ciudad",
    ],
    "address_state": [
        "State", "State/Region", "Region", "Province", "County", "Mailing state", "Billing state", "Business state",
        "Mailing State/Province", "Billing State/Province", "Address 1 - Region", "Bundesland", "Land/Region", "Région",
        "Département", "Provincia", "Estado",
    ],
    "address_zip": [
        "Zip", "Postal code", "Zip code", "Postcode", "Zip/Postal code", "Mailing zip", "Mailing Zip/Postal Code",
        "Billing Zip/Postal Code", "Business postal code", "Address 1 - Postal Code", "PLZ", "Postleitzahl",
        "Code postal", "Código postal",
    ],
    "address_country": [
        "Country", "Country/Region", "Mailing country", "Billing country", "Business Country/Region",
        "Address 1 - Country", "Land", "Pays", "País",
    ],
}  # fmt: skip

_COMMON = {
    "external_id": ["External id", "Customer id", "Account id", "Record id", "Kundennummer", "N° client", "Id. externo"],
    "tags": ["Tag", "Labels", "Label", "Categories", "Schlagwörter", "Schlagworte", "Étiquettes", "Etiquetas"],
    "assigned_to": ["Owner", "Assigned to", "Contact owner", "Company owner", "Owner e-mail", "Zuständig", "Besitzer",
                    "Responsable", "Propietario"],
}  # fmt: skip

CONTACT_NAMES = {
    "first_name": [
        "First name", "Given name", "Firstname", "Forename", "Vorname", "Prénom", "Nombre", "Nombre de pila",
    ],
    "last_name": [
        "Last name", "Family name", "Surname", "Lastname", "Nachname", "Familienname", "Nom de famille", "Nom",
        "Apellidos", "Apellido",
    ],
    "full_name": ["Full name", "Name", "Contact name", "Contact", "Display name", "Person - Name", "Nom complet",
                  "Nombre completo", "Vollständiger Name", "Ansprechpartner"],
    "email": [
        "E-mail", "Email address", "E-mail address", "Email 1", "E-mail 1 - Value", "Primary email", "Work email",
        "Person - Email - Work", "Mail", "E-Mail-Adresse", "Courriel", "Adresse e-mail", "Correo electrónico", "Correo",
    ],
    "phone": [
        "Phone", "Phone number", "Phone 1", "Phone 1 - Value", "Business phone", "Work phone", "Primary phone",
        "Person - Phone - Work", "Telephone", "Tel", "Telefon", "Telefonnummer", "Téléphone", "Teléfono",
    ],
    "mobile": [
        "Mobile", "Mobile phone", "Mobile phone number", "Cell phone", "Cell", "Phone 2", "Phone 2 - Value",
        "Person - Phone - Mobile", "Handy", "Mobil", "Mobiltelefon", "Portable", "Téléphone mobile", "Móvil",
    ],
    "job_title": [
        "Job title", "Title", "Position", "Role", "Organization 1 - Title", "Organization Title", "Person - Job title",
        "Funktion", "Berufsbezeichnung", "Titre", "Fonction", "Poste", "Cargo", "Puesto",
    ],
    "company_name": [
        "Company", "Company name", "Organization", "Organisation", "Account name", "Organization name",
        "Organization 1 - Name", "Employer", "Person - Organization", "Associated company", "Firma", "Unternehmen",
        "Société", "Entreprise", "Empresa",
    ],
    **_ADDRESS,
    "notes": ["Notes", "Note", "Comments", "Comment", "Description", "About", "Notizen", "Bemerkung", "Bemerkungen",
              "Remarques", "Notas", "Observaciones"],
    "status": ["Contact status"],
    "source": ["Lead source", "Original source", "Quelle", "Herkunft", "Origine", "Fuente", "Origen"],
    **_COMMON,
}  # fmt: skip

COMPANY_NAMES = {
    "name": [
        "Name", "Company name", "Company", "Organization", "Organisation", "Account name", "Organization name",
        "Organization - Name", "Firma", "Firmenname", "Unternehmen", "Nom", "Société", "Entreprise", "Raison sociale",
        "Empresa", "Nombre", "Razón social",
    ],
    "domain": ["Company domain name", "Domain name", "Email domain", "Domaine", "Dominio"],
    "website": ["Website URL", "Web site", "Web page", "Homepage", "URL", "Web", "Webseite", "Site web", "Sitio web",
                "Página web"],
    "industry": ["Sector", "Branche", "Secteur", "Secteur d'activité", "Sector", "Industria"],
    "phone": ["Phone number", "Phone 1", "Main phone", "Telephone", "Tel", "Telefon", "Téléphone", "Teléfono"],
    "email": ["E-mail", "Email address", "E-mail address", "Email 1", "Mail", "E-Mail-Adresse", "Courriel",
              "Correo electrónico"],
    **_ADDRESS,
    "notes": ["Note", "Comments", "Description", "About", "About us", "Notizen", "Beschreibung", "Remarques", "Notas",
              "Descripción"],
    **_COMMON,
}  # fmt: skip
