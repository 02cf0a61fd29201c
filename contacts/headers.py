"""What the columns of contacts and companies are called elsewhere: in other programs' files and in other languages.

Case, accents, spaces and punctuation do not matter. The likeliest name stands first; how conditions are written says
`transfers.mapping.guess`.
"""

_ADDRESS = {
    "address_street": [
        "Street", "Street address", "Mailing street", "MailingStreet", "Billing street", "Business street",
        "Address 1 - Street", "Straße geschäftlich", "Rue (bureau)", "Calle del trabajo",
        "Person - Street/road name of Postal address", "Organization - Street/road name of Address", "Address line 1",
        "Mailing address line 1", "Billing address line 1", "Address 1", "Address", "Person - Postal address",
        "Organization - Address", "Organisation - Address", "Straße", "Straße und Hausnummer", "Anschrift", "Adresse",
        "Rue", "Calle", "Dirección", "Domicilio",
    ],
    "address_city": [
        "City", "Town", "Mailing city", "Billing city", "Business city", "Address 1 - City", "Ort geschäftlich",
        "Ville (bureau)", "Ciudad del trabajo", "Person - City/town/village/locality of Postal address",
        "Organization - City/town/village/locality of Address", "Town/City", "Ort", "Stadt", "Wohnort", "Ville",
        "Localité", "Ciudad", "Población", "Localidad",
    ],
    "address_state": [
        "State", "State/Region", "State/Province", "Mailing State/Province", "Billing State/Province", "Mailing state",
        "Billing state", "Business state", "Address 1 - Region", "Region geschäftlich",
        "Bundesland/Kanton geschäftlich", "Dép/Région (bureau)", "Provincia o estado del trabajo",
        "Estado/Provincia del trabajo", "Person - State/county of Postal address",
        "Organization - State/county of Address", "Region", "Province", "County", "Bundesland", "Kanton", "Région",
        "Département", "Provincia", "Estado",
    ],
    "address_zip": [
        "Zip", "Postal code", "Zip code", "Postcode", "Zip/Postal code", "Mailing zip", "Mailing Zip/Postal Code",
        "MailingPostalCode", "Billing Zip/Postal Code", "BillingPostalCode", "Business postal code",
        "Address 1 - Postal Code", "Postleitzahl geschäftlich", "Code postal (bureau)", "Código postal del trabajo",
        "Person - ZIP/Postal code of Postal address", "Organization - ZIP/Postal code of Address", "PLZ",
        "Postleitzahl", "Code postal", "Código postal",
    ],
    "address_country": [
        "Country", "Country/Region", "Mailing country", "Billing country", "Business Country/Region",
        "Business country", "Address 1 - Country", "Land/Region geschäftlich", "Land geschäftlich",
        "Pays/Région (bureau)", "Pays (bureau)", "País o región del trabajo", "País/Región del trabajo",
        "Person - Country of Postal address", "Organization - Country of Address", "Land", "Land/Region", "Pays",
        "Pays/Région", "País", "País/Región",
    ],
    "address_more": [
        "Street address 2", "Address line 2", "Address 2 + Address 1", "Business street 2", "Business street 3",
        "Mailing address line 2", "Billing address line 2", "Address 1 - Extended Address", "Straße geschäftlich 2",
        "Straße geschäftlich 3", "Adresszusatz", "Rue (bureau) 2", "Rue (bureau) 3", "Complément d'adresse",
        "Calle del trabajo 2", "Calle del trabajo 3",
    ],
}  # fmt: skip

_COMMON = {
    "external_id": ["External id", "Customer id", "Record id", "Kundennummer", "Kunden-Nr", "N° client",
                    "Numéro client", "Id. externo", "N.º de cliente", "Person - ID", "Organization - ID", "Contact ID",
                    "Id + OwnerId"],
    "tags": ["Tag", "Labels", "Label", "Group Membership", "Person - Labels", "Person - Label",
             "Organization - Labels", "Organization - Label", "Schlagwörter", "Schlagworte", "Étiquettes",
             "Etiquetas"],
    "listed_tags": ["Categories", "Kategorien", "Catégories", "Categorías"],
    "assigned_to": ["Owner", "Assigned to", "Contact owner", "Company owner", "Account owner", "Owner e-mail",
                    "Person - Owner", "Organization - Owner", "Zuständig", "Besitzer", "Inhaber",
                    "Propriétaire", "Propietario"],
}  # fmt: skip

CONTACT_NAMES = {
    "first_name": [
        "First name", "Given name", "Firstname", "Forename", "Person - First name", "Vorname", "Prénom", "Nombre",
        "Nombre de pila",
    ],
    "last_name": [
        "Last name", "Family name", "Surname", "Lastname", "Person - Last name", "Nachname", "Familienname",
        "Nom de famille", "Nom", "Apellidos", "Apellido",
    ],
    "middle_name": ["Middle name", "Additional name", "Weitere Vornamen", "Zweiter Vorname", "Deuxième prénom",
                    "Segundo nombre"],
    "full_name": ["Full name", "Name", "Contact name", "Contact", "Display name", "Person - Name", "Nom complet",
                  "Nombre completo", "Vollständiger Name", "Ansprechpartner", "Interlocuteur"],
    "email": [
        "E-mail", "Email address", "E-mail address", "Email 1", "E-mail 1 - Value", "Primary email", "Work email",
        "Business email", "Person - Email - Work", "Person - Email", "Mail", "E-Mail-Adresse", "E-Mail geschäftlich",
        "Courriel", "Adresse e-mail", "Adresse de messagerie", "Adresse de courrier", "Correo electrónico", "Correo",
        "Dirección de correo electrónico", "Dirección de correo",
    ],
    "other_email": [
        "Email 2", "Email 3", "Second email", "Secondary email", "Other email", "Additional email addresses",
        "Personal email", "Home email", "E-mail 2 - Value", "E-mail 3 - Value", "E-mail 4 - Value", "E-mail 5 - Value",
        "E-mail 2 Address", "E-mail 3 Address", "E-Mail 2: Adresse", "E-Mail 3: Adresse", "Adresse de messagerie 2",
        "Adresse de messagerie 3", "Adresse de courrier 2", "Adresse de courrier 3",
        "Dirección del correo electrónico 2", "Dirección del correo electrónico 3",
        "Dirección de correo electrónico 2", "Dirección de correo electrónico 3", "Person - Email - Home",
        "Person - Email - Other",
    ],
    "phone": [
        "Phone", "Phone number", "Phone 1", "Phone 1 - Value", "Business phone", "Work phone", "Primary phone",
        "Person - Phone - Work", "Person - Phone", "Telephone", "Tel", "Telefon geschäftlich", "Telefon",
        "Telefonnummer", "Téléphone (bureau)", "Téléphone", "Tél", "Teléfono del trabajo", "Teléfono",
    ],
    "mobile": [
        "Mobile", "Mobile phone", "Mobile phone number", "Mobile number", "Cell phone", "Cell", "Phone 2",
        "Phone 2 - Value", "Person - Phone - Mobile", "Mobiltelefon", "Handy", "Handynummer", "Mobil", "Tél. mobile",
        "Téléphone mobile", "Téléphone portable", "Portable", "Móvil", "Teléfono móvil", "Celular",
    ],
    "other_phone": [
        "Phone 3", "Phone 2 + Mobile", "Other phone", "Home phone", "Home phone 2", "Business phone 2", "Phone 3 - Value",
        "Phone 4 - Value", "Phone 5 - Value", "Company main phone", "Primary phone + Business phone", "Telefon privat",
        "Telefon privat 2", "Telefon geschäftlich 2", "Telefon Firma", "Haupttelefon", "Weiteres Telefon",
        "Mobiltelefon 2", "Téléphone 2 (bureau)", "Téléphone société", "Téléphone (domicile)",
        "Téléphone 2 (domicile)", "Téléphone (autre)", "Téléphone principal", "Teléfono del trabajo 2",
        "Número de centralita de la organización", "Teléfono del domicilio", "Teléfono del domicilio 2",
        "Teléfono particular", "Teléfono particular 2", "Otro teléfono", "Teléfono principal", "Person - Phone - Home",
        "Person - Phone - Other",
    ],
    "phone_type": ["Phone 1 - Type", "Phone 1 - Label"],
    "mobile_type": ["Phone 2 - Type", "Phone 2 - Label"],
    "job_title": [
        "Job title", "Organization 1 - Title", "Organization Title", "Person - Job title", "Title", "Position", "Role",
        "Funktion", "Berufsbezeichnung", "Jobtitel", "Fonction", "Poste", "Titre (2)", "Intitulé du poste", "Cargo",
        "Puesto",
    ],
    "company_name": [
        "Company", "Company name", "Organization name", "Organization 1 - Name", "Organization", "Organisation",
        "Account name", "Employer", "Person - Organization", "Person - Organisation", "Associated company",
        "Primary company", "Primary associated company", "Firma", "Unternehmen", "Société", "Entreprise", "Empresa",
        "Compañía", "Organización",
    ],
    **_ADDRESS,
    "notes": ["Notes", "Note", "Comments", "Comment", "Description", "Contact description", "About", "Person - Notes",
              "Notizen", "Bemerkung", "Bemerkungen", "Remarques", "Notas", "Observaciones"],
    "status": ["Contact status"],
    "source": ["Lead source", "Original source", "Original traffic source", "Quelle", "Herkunft", "Origine", "Fuente",
               "Origen"],
    "dnc": ["Do not contact", "Do not call", "Nicht kontaktieren", "Ne pas contacter", "No contactar"],
    **_COMMON,
}  # fmt: skip

COMPANY_NAMES = {
    "name": [
        "Name", "Company name", "Company", "Organization", "Organisation", "Account name", "Organization name",
        "Organization - Name", "Organisation - Name", "Firma", "Firmenname", "Unternehmen", "Nom",
        "Nom de l'entreprise", "Société", "Entreprise", "Raison sociale", "Empresa", "Nombre", "Nombre de la empresa",
        "Razón social",
    ],
    "domain": ["Company domain name", "Domain name", "Email domain", "Organization - Domain", "Domaine", "Dominio"],
    "website": ["Website URL", "Web site", "Web page", "Homepage", "URL", "Web", "Organization - Website", "Webseite",
                "Webauftritt", "Site web", "Site internet", "Sitio web", "Página web"],
    "industry": ["Sector", "Organization - Industry", "Branche", "Secteur", "Secteur d'activité", "Industria"],
    "phone": ["Phone number", "Phone 1", "Main phone", "Company phone", "Organization - Phone", "Telephone", "Tel",
              "Telefon", "Telefonnummer", "Téléphone", "Teléfono"],
    "other_phone": ["Phone 2", "Phone 3", "Other phone", "Second phone"],
    "email": ["E-mail", "Email address", "E-mail address", "Email 1", "Company email", "Organization - Email", "Mail",
              "E-Mail-Adresse", "Courriel", "Adresse e-mail", "Correo electrónico"],
    "other_email": ["Email 2", "Email 3", "Second email", "Other email"],
    **_ADDRESS,
    "notes": ["Note", "Comments", "Description", "Account description", "Company description",
              "Organization - Description", "About", "About us", "Notizen", "Beschreibung", "Bemerkungen", "Remarques",
              "Notas", "Descripción"],
    **_COMMON | {"external_id": [*_COMMON["external_id"], "Account ID", "Company ID", "Organization Id"]},
}  # fmt: skip
