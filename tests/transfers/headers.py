"""The headers of other programs' exports as they come, and what becomes of each column. Columns not named are left out.

`(kind, header, {field: column or columns})`; a column is written as in the header, "Titre (2)" is the second of that name.
"""

GOOGLE_OLD = (
    "Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Additional Name Yomi,Family Name Yomi,"
    "Name Prefix,Name Suffix,Initials,Nickname,Short Name,Maiden Name,File As,Birthday,Gender,Location,"
    "Billing Information,Directory Server,Mileage,Occupation,Hobby,Sensitivity,Priority,Subject,Notes,Language,Photo,"
    "Group Membership,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Type,E-mail 2 - Value,E-mail 3 - Type,"
    "E-mail 3 - Value,Phone 1 - Type,Phone 1 - Value,Phone 2 - Type,Phone 2 - Value,Phone 3 - Type,Phone 3 - Value,"
    "Address 1 - Type,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,"
    "Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,Organization 1 - Type,"
    "Organization 1 - Name,Organization 1 - Yomi Name,Organization 1 - Title,Organization 1 - Department,"
    "Organization 1 - Symbol,Organization 1 - Location,Organization 1 - Job Description,Relation 1 - Type,"
    "Relation 1 - Value,Website 1 - Type,Website 1 - Value,Event 1 - Type,Event 1 - Value,Custom Field 1 - Type,"
    "Custom Field 1 - Value"
)
GOOGLE = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,"
    "Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,"
    "Labels,E-mail 1 - Label,E-mail 1 - Value,E-mail 2 - Label,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value,"
    "Phone 2 - Label,Phone 2 - Value,Phone 3 - Label,Phone 3 - Value,Address 1 - Label,Address 1 - Formatted,"
    "Address 1 - Street,Address 1 - City,Address 1 - PO Box,Address 1 - Region,Address 1 - Postal Code,"
    "Address 1 - Country,Address 1 - Extended Address,Address 2 - Label,Address 2 - Formatted,Address 2 - Street,"
    "Address 2 - City,Address 2 - PO Box,Address 2 - Region,Address 2 - Postal Code,Address 2 - Country,"
    "Address 2 - Extended Address,Relation 1 - Label,Relation 1 - Value,Website 1 - Label,Website 1 - Value,"
    "Event 1 - Label,Event 1 - Value,Custom Field 1 - Label,Custom Field 1 - Value"
)
OUTLOOK = (
    "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,Business Street 2,"
    "Business Street 3,Business City,Business State,Business Postal Code,Business Country/Region,Home Street,"
    "Home Street 2,Home Street 3,Home City,Home State,Home Postal Code,Home Country/Region,Other Street,Other Street 2,"
    "Other Street 3,Other City,Other State,Other Postal Code,Other Country/Region,Assistant's Phone,Business Fax,"
    "Business Phone,Business Phone 2,Callback,Car Phone,Company Main Phone,Home Fax,Home Phone,Home Phone 2,ISDN,"
    "Mobile Phone,Other Fax,Other Phone,Pager,Primary Phone,Radio Phone,TTY/TDD Phone,Telex,Account,Anniversary,"
    "Assistant's Name,Billing Information,Birthday,Business Address PO Box,Categories,Children,Directory Server,"
    "E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,E-mail 2 Type,E-mail 2 Display Name,"
    "E-mail 3 Address,E-mail 3 Type,E-mail 3 Display Name,Gender,Government ID Number,Hobby,Home Address PO Box,"
    "Initials,Internet Free Busy,Keywords,Language,Location,Manager's Name,Mileage,Notes,Office Location,"
    "Organizational ID Number,Other Address PO Box,Priority,Private,Profession,Referred By,Sensitivity,Spouse,User 1,"
    "User 2,User 3,User 4,Web Page"
)
OUTLOOK_ONLINE = (
    "First Name,Middle Name,Last Name,Title,Suffix,Nickname,Given Yomi,Surname Yomi,E-mail Address,E-mail 2 Address,"
    "E-mail 3 Address,Home Phone,Home Phone 2,Business Phone,Business Phone 2,Mobile Phone,Car Phone,Other Phone,"
    "Primary Phone,Pager,Business Fax,Home Fax,Other Fax,Company Main Phone,Callback,Radio Phone,Telex,TTY/TDD Phone,"
    "IMAddress,Job Title,Department,Company,Office Location,Manager's Name,Assistant's Name,Assistant's Phone,"
    "Company Yomi,Business Street,Business City,Business State,Business Postal Code,Business Country/Region,Home Street,"
    "Home City,Home State,Home Postal Code,Home Country/Region,Other Street,Other City,Other State,Other Postal Code,"
    "Other Country/Region,Personal Web Page,Spouse,Schools,Hobby,Location,Web Page,Birthday,Anniversary,Notes"
)
OUTLOOK_GERMAN = (
    "Anrede,Vorname,Weitere Vornamen,Nachname,Suffix,Firma,Abteilung,Position,Straße geschäftlich,"
    "Straße geschäftlich 2,Straße geschäftlich 3,Ort geschäftlich,Region geschäftlich,Postleitzahl geschäftlich,"
    "Land/Region geschäftlich,Straße privat,Straße privat 2,Straße privat 3,Ort privat,Bundesland/Kanton privat,"
    "Postleitzahl privat,Land/Region privat,Weitere Straße,Weiterer Ort,Weiteres/r Bundesland/Kanton,"
    "Weitere Postleitzahl,Weiteres/e Land/Region,Telefon Assistent,Fax geschäftlich,Telefon geschäftlich,"
    "Telefon geschäftlich 2,Rückmeldung,Autotelefon,Telefon Firma,Fax privat,Telefon privat,Telefon privat 2,ISDN,"
    "Mobiltelefon,Weiteres Fax,Weiteres Telefon,Pager,Haupttelefon,Mobiltelefon 2,Telefon für Hörbehinderte,Telex,"
    "Abrechnungsinformation,Benutzer 1,Beruf,Büro,E-Mail-Adresse,E-Mail-Typ,E-Mail: Angezeigter Name,"
    "E-Mail 2: Adresse,E-Mail 2: Typ,E-Mail 2: Angezeigter Name,E-Mail 3: Adresse,E-Mail 3: Typ,"
    "E-Mail 3: Angezeigter Name,Empfohlen von,Geburtstag,Geschlecht,Hobby,Initialen,Internet Frei/Gebucht,Jahrestag,"
    "Kategorien,Kinder,Konto,Name Assistent,Name des/der Vorgesetzten,Notizen,Organisations-Nr.,Ort,Partner,"
    "Postfach geschäftlich,Priorität,Privat,Regierungs-Nr.,Reisekilometer,Sprache,Stichwörter,Vertraulichkeit,"
    "Verzeichnisserver,Webseite"
)
OUTLOOK_FRENCH = (
    "Titre,Prénom,Deuxième prénom,Nom,Suffixe,Société,Service,Titre (2),Rue (bureau),Rue (bureau) 2,Rue (bureau) 3,"
    "Ville (bureau),Dép/Région (bureau),Code postal (bureau),Pays/Région (bureau),Rue (domicile),Ville (domicile),"
    "Dép/Région (domicile),Code postal (domicile),Pays/Région (domicile),Rue (autre),Ville (autre),"
    "Téléphone de l'assistant(e),Télécopie (bureau),Téléphone (bureau),Téléphone 2 (bureau),Rappel,Téléphone (voiture),"
    "Téléphone société,Télécopie (domicile),Téléphone (domicile),Téléphone 2 (domicile),RNIS,Tél. mobile,"
    "Télécopie (autre),Téléphone (autre),Récepteur de radiomessagerie,Téléphone principal,Radio téléphone,Télex,"
    "Adresse de messagerie,Type de messagerie,Nom complet de l'adresse de messagerie,Adresse de messagerie 2,"
    "Type de messagerie 2,Nom complet de l'adresse de messagerie 2,Adresse de messagerie 3,Anniversaire,Bureau,"
    "Catégories,Compte,Emplacement,Enfants,Initiales,Langue,Nom de l'assistant(e),Notes,Page Web,Priorité,Privé,"
    "Profession,Responsable,Sexe"
)
OUTLOOK_SPANISH = (
    "Título,Nombre,Segundo nombre,Apellidos,Sufijo,Organización,Departamento,Puesto,Calle del trabajo,"
    "Calle del trabajo 2,Calle del trabajo 3,Ciudad del trabajo,Provincia o estado del trabajo,"
    "Código postal del trabajo,País o región del trabajo,Calle del domicilio,Ciudad del domicilio,"
    "Código postal del domicilio,Teléfono del ayudante,Fax del trabajo,Teléfono del trabajo,Teléfono del trabajo 2,"
    "Devolución de llamada,Número de centralita de la organización,Fax del domicilio,Teléfono del domicilio,"
    "Teléfono del domicilio 2,RDSI,Móvil,Otro fax,Otro teléfono,Localizador,Teléfono principal,Télex,Aniversario,"
    "Categorías,Cuenta,Cumpleaños,Dirección de correo electrónico,Tipo de correo electrónico,"
    "Nombre de pantalla del correo electrónico,Dirección del correo electrónico 2,Dirección del correo electrónico 3,"
    "Hijos,Idioma,Iniciales,Notas,Página Web,Prioridad,Privado,Profesión,Trabajo,Ubicación"
)
HUBSPOT_CONTACTS = (
    "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Lead Status,Marketing contact status,Create Date,"
    "Last Activity Date,Job Title,Mobile Phone Number,Company Name,Associated Company,Associated Company IDs,"
    "Street Address,City,State/Region,Postal Code,Country/Region,Website URL,Lifecycle Stage,Original Source,"
    "Additional email addresses,Number of Pageviews"
)
HUBSPOT_COMPANIES = (
    "Record ID,Company name,Company Domain Name,Company owner,Create Date,Phone Number,Last Activity Date,City,"
    "Country/Region,Industry,Street Address,Street Address 2,State/Region,Postal Code,Website URL,Description,"
    "Number of Employees,Annual Revenue,Time Zone,Lifecycle Stage,Associated Contact,Associated Contact IDs"
)
SALESFORCE_CONTACT_REPORT = (
    "Salutation,First Name,Last Name,Title,Account Name,Mailing Street,Mailing City,Mailing State/Province,"
    "Mailing Zip/Postal Code,Mailing Country,Phone,Fax,Mobile,Email,Contact Owner,Contact ID,Account ID,Lead Source,"
    "Home Phone,Other Phone,Department,Birthdate,Created Date"
)
SALESFORCE_CONTACTS = (
    "Id,IsDeleted,MasterRecordId,AccountId,LastName,FirstName,Salutation,MiddleName,Suffix,OtherStreet,OtherCity,"
    "OtherState,OtherPostalCode,OtherCountry,MailingStreet,MailingCity,MailingState,MailingPostalCode,MailingCountry,"
    "MailingLatitude,MailingLongitude,Phone,Fax,MobilePhone,HomePhone,OtherPhone,AssistantPhone,ReportsToId,Email,Title,"
    "Department,AssistantName,LeadSource,Birthdate,Description,OwnerId,CreatedDate,CreatedById,LastModifiedDate,"
    "SystemModstamp"
)
SALESFORCE_ACCOUNT_REPORT = (
    "Account Owner,Account Name,Account Site,Billing Street,Billing City,Billing State/Province,"
    "Billing Zip/Postal Code,Billing Country,Phone,Website,Type,Industry,Annual Revenue,Employees,Account Description,"
    "Account ID,Rating,Last Activity"
)
SALESFORCE_ACCOUNTS = (
    "Id,IsDeleted,MasterRecordId,Name,Type,ParentId,BillingStreet,BillingCity,BillingState,BillingPostalCode,"
    "BillingCountry,ShippingStreet,ShippingCity,ShippingState,ShippingPostalCode,ShippingCountry,Phone,Fax,"
    "AccountNumber,Website,PhotoUrl,Sic,Industry,AnnualRevenue,NumberOfEmployees,Ownership,TickerSymbol,Description,"
    "Rating,Site,OwnerId,CreatedDate,SystemModstamp"
)
PIPEDRIVE_PEOPLE = (
    "Person - ID,Person - Name,Person - First name,Person - Last name,Person - Labels,Person - Organization,"
    "Person - Email - Work,Person - Email - Home,Person - Email - Other,Person - Phone - Work,Person - Phone - Home,"
    "Person - Phone - Mobile,Person - Phone - Other,Person - Job title,Person - Owner,Person - Open deals,"
    "Person - Closed deals,Person - Next activity date,Person - Person created,Person - Notes,Person - Postal address,"
    "Person - Birthday"
)
PIPEDRIVE_ORGANIZATIONS = (
    "Organization - ID,Organization - Name,Organization - Labels,Organization - Address,"
    "Organization - Street/road name of Address,Organization - City/town/village/locality of Address,"
    "Organization - State/county of Address,Organization - ZIP/Postal code of Address,"
    "Organization - Country of Address,Organization - Website,Organization - Industry,Organization - People,"
    "Organization - Open deals,Organization - Owner,Organization - Organization created"
)

_GOOGLE = {
    "email": "E-mail 1 - Value",
    "phone": "Phone 1 - Value",
    "mobile": "Phone 2 - Value",
    "address_street": "Address 1 - Street",
    "address_city": "Address 1 - City",
    "address_state": "Address 1 - Region",
    "address_zip": "Address 1 - Postal Code",
    "address_country": "Address 1 - Country",
    "address_more": "Address 1 - Extended Address",
    "notes": "Notes",
    "other_phone": "Phone 3 - Value",
}
_OUTLOOK = {
    "first_name": "First Name",
    "middle_name": "Middle Name",
    "last_name": "Last Name",
    "company_name": "Company",
    "job_title": "Job Title",
    "email": "E-mail Address",
    "other_email": ["E-mail 2 Address", "E-mail 3 Address"],
    "phone": "Business Phone",
    "mobile": "Mobile Phone",
    "other_phone": [
        "Business Phone 2", "Company Main Phone", "Home Phone", "Home Phone 2", "Other Phone", "Primary Phone",
    ],
    "address_street": "Business Street",
    "address_city": "Business City",
    "address_state": "Business State",
    "address_zip": "Business Postal Code",
    "address_country": "Business Country/Region",
    "notes": "Notes",
}  # fmt: skip

KNOWN = {
    "Google Contacts, until 2024": ("contact", GOOGLE_OLD, {
        **_GOOGLE, "full_name": "Name", "first_name": "Given Name", "middle_name": "Additional Name",
        "last_name": "Family Name", "tags": "Group Membership", "phone_type": "Phone 1 - Type",
        "mobile_type": "Phone 2 - Type", "company_name": "Organization 1 - Name", "job_title": "Organization 1 - Title",
        "other_email": ["E-mail 2 - Value", "E-mail 3 - Value"],
    }),
    "Google Contacts": ("contact", GOOGLE, {
        **_GOOGLE, "first_name": "First Name", "middle_name": "Middle Name", "last_name": "Last Name",
        "tags": "Labels", "phone_type": "Phone 1 - Label", "mobile_type": "Phone 2 - Label",
        "company_name": "Organization Name", "job_title": "Organization Title", "other_email": "E-mail 2 - Value",
    }),
    "Outlook": ("contact", OUTLOOK, {
        **_OUTLOOK, "listed_tags": "Categories", "address_more": ["Business Street 2", "Business Street 3"],
    }),
    "Outlook on the web": ("contact", OUTLOOK_ONLINE, _OUTLOOK),
    "Outlook in German": ("contact", OUTLOOK_GERMAN, {
        "first_name": "Vorname", "middle_name": "Weitere Vornamen", "last_name": "Nachname", "company_name": "Firma",
        "job_title": "Position", "email": "E-Mail-Adresse", "other_email": ["E-Mail 2: Adresse", "E-Mail 3: Adresse"],
        "phone": "Telefon geschäftlich", "mobile": "Mobiltelefon", "listed_tags": "Kategorien", "notes": "Notizen",
        "other_phone": ["Telefon geschäftlich 2", "Telefon Firma", "Telefon privat", "Telefon privat 2",
                        "Weiteres Telefon", "Haupttelefon", "Mobiltelefon 2"],
        "address_street": "Straße geschäftlich", "address_more": ["Straße geschäftlich 2", "Straße geschäftlich 3"],
        "address_city": "Ort geschäftlich", "address_state": "Region geschäftlich",
        "address_zip": "Postleitzahl geschäftlich", "address_country": "Land/Region geschäftlich",
    }),
    "Outlook in French": ("contact", OUTLOOK_FRENCH, {
        "first_name": "Prénom", "middle_name": "Deuxième prénom", "last_name": "Nom", "company_name": "Société",
        "job_title": "Titre (2)", "email": "Adresse de messagerie",
        "other_email": ["Adresse de messagerie 2", "Adresse de messagerie 3"], "phone": "Téléphone (bureau)",
        "mobile": "Tél. mobile", "listed_tags": "Catégories", "notes": "Notes",
        "other_phone": ["Téléphone 2 (bureau)", "Téléphone société", "Téléphone (domicile)", "Téléphone 2 (domicile)",
                        "Téléphone (autre)", "Téléphone principal"],
        "address_street": "Rue (bureau)", "address_more": ["Rue (bureau) 2", "Rue (bureau) 3"],
        "address_city": "Ville (bureau)", "address_state": "Dép/Région (bureau)",
        "address_zip": "Code postal (bureau)", "address_country": "Pays/Région (bureau)",
    }),
    "Outlook in Spanish": ("contact", OUTLOOK_SPANISH, {
        "first_name": "Nombre", "middle_name": "Segundo nombre", "last_name": "Apellidos",
        "company_name": "Organización", "job_title": "Puesto", "email": "Dirección de correo electrónico",
        "other_email": ["Dirección del correo electrónico 2", "Dirección del correo electrónico 3"],
        "phone": "Teléfono del trabajo", "mobile": "Móvil", "listed_tags": "Categorías", "notes": "Notas",
        "other_phone": ["Teléfono del trabajo 2", "Número de centralita de la organización", "Teléfono del domicilio",
                        "Teléfono del domicilio 2", "Otro teléfono", "Teléfono principal"],
        "address_street": "Calle del trabajo", "address_more": ["Calle del trabajo 2", "Calle del trabajo 3"],
        "address_city": "Ciudad del trabajo", "address_state": "Provincia o estado del trabajo",
        "address_zip": "Código postal del trabajo", "address_country": "País o región del trabajo",
    }),
    "HubSpot contacts": ("contact", HUBSPOT_CONTACTS, {
        "external_id": "Record ID", "first_name": "First Name", "last_name": "Last Name", "email": "Email",
        "phone": "Phone Number", "assigned_to": "Contact owner", "job_title": "Job Title",
        "mobile": "Mobile Phone Number", "company_name": "Company Name", "address_street": "Street Address",
        "address_city": "City", "address_state": "State/Region", "address_zip": "Postal Code",
        "address_country": "Country/Region", "source": "Original Source", "other_email": "Additional email addresses",
    }),
    "HubSpot companies": ("company", HUBSPOT_COMPANIES, {
        "external_id": "Record ID", "name": "Company name", "domain": "Company Domain Name",
        "assigned_to": "Company owner", "phone": "Phone Number", "address_city": "City",
        "address_country": "Country/Region", "industry": "Industry", "address_street": "Street Address",
        "address_more": "Street Address 2", "address_state": "State/Region", "address_zip": "Postal Code",
        "website": "Website URL", "notes": "Description",
    }),
    "Salesforce contact report": ("contact", SALESFORCE_CONTACT_REPORT, {
        "first_name": "First Name", "last_name": "Last Name", "job_title": "Title", "company_name": "Account Name",
        "address_street": "Mailing Street", "address_city": "Mailing City", "address_state": "Mailing State/Province",
        "address_zip": "Mailing Zip/Postal Code", "address_country": "Mailing Country", "phone": "Phone",
        "mobile": "Mobile", "email": "Email", "assigned_to": "Contact Owner", "external_id": "Contact ID",
        "source": "Lead Source", "other_phone": ["Home Phone", "Other Phone"],
    }),
    "Salesforce contacts": ("contact", SALESFORCE_CONTACTS, {
        "external_id": "Id", "first_name": "FirstName", "middle_name": "MiddleName", "last_name": "LastName",
        "address_street": "MailingStreet", "address_city": "MailingCity", "address_state": "MailingState",
        "address_zip": "MailingPostalCode", "address_country": "MailingCountry", "phone": "Phone",
        "mobile": "MobilePhone", "other_phone": ["HomePhone", "OtherPhone"], "email": "Email", "job_title": "Title",
        "source": "LeadSource", "notes": "Description",
    }),
    "Salesforce account report": ("company", SALESFORCE_ACCOUNT_REPORT, {
        "assigned_to": "Account Owner", "name": "Account Name", "address_street": "Billing Street",
        "address_city": "Billing City", "address_state": "Billing State/Province",
        "address_zip": "Billing Zip/Postal Code", "address_country": "Billing Country", "phone": "Phone",
        "website": "Website", "industry": "Industry", "notes": "Account Description", "external_id": "Account ID",
    }),
    "Salesforce accounts": ("company", SALESFORCE_ACCOUNTS, {
        "external_id": "Id", "name": "Name", "address_street": "BillingStreet", "address_city": "BillingCity",
        "address_state": "BillingState", "address_zip": "BillingPostalCode", "address_country": "BillingCountry",
        "phone": "Phone", "website": "Website", "industry": "Industry", "notes": "Description",
    }),
    "Pipedrive people": ("contact", PIPEDRIVE_PEOPLE, {
        "external_id": "Person - ID", "full_name": "Person - Name", "first_name": "Person - First name",
        "last_name": "Person - Last name", "tags": "Person - Labels", "company_name": "Person - Organization",
        "email": "Person - Email - Work", "other_email": ["Person - Email - Home", "Person - Email - Other"],
        "phone": "Person - Phone - Work", "mobile": "Person - Phone - Mobile",
        "other_phone": ["Person - Phone - Home", "Person - Phone - Other"], "job_title": "Person - Job title",
        "assigned_to": "Person - Owner", "notes": "Person - Notes", "address_street": "Person - Postal address",
    }),
    "Pipedrive organizations": ("company", PIPEDRIVE_ORGANIZATIONS, {
        "external_id": "Organization - ID", "name": "Organization - Name", "tags": "Organization - Labels",
        "address_street": "Organization - Street/road name of Address",
        "address_city": "Organization - City/town/village/locality of Address",
        "address_state": "Organization - State/county of Address",
        "address_zip": "Organization - ZIP/Postal code of Address",
        "address_country": "Organization - Country of Address", "website": "Organization - Website",
        "industry": "Organization - Industry", "assigned_to": "Organization - Owner",
    }),
}  # fmt: skip
