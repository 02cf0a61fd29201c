"""What the demo organization added to its records, and the words it writes once."""

#: `{kind: [(folder, key, label, type, options)]}`
FIELDS = {
    "contact": [
        ("Contract", "plan", "Plan", "select", ["Starter", "Team", "Business", "Enterprise"]),
        ("Contract", "seats", "Seats", "number", []),
        ("Contract", "contract_ends", "Contract ends", "date", []),
        ("About the person", "newsletter", "Newsletter", "boolean", []),
        ("About the person", "languages", "Languages", "multiselect",
         ["English", "German", "French", "Spanish", "Portuguese", "Polish", "Norwegian"]),
        ("About the person", "linkedin", "LinkedIn", "url", []),
        ("About the person", "assistant_email", "Assistant's e-mail", "email", []),
        ("", "best_time", "Best time to call", "text", []),
    ],
    "company": [
        ("Account", "tier", "Tier", "select", ["A", "B", "C"]),
        ("Account", "employees", "Employees", "number", []),
        ("Account", "customer_since", "Customer since", "date", []),
        ("Invoicing", "invoice_email", "Invoices go to", "email", []),
        ("Invoicing", "needs_order_number", "Needs an order number", "boolean", []),
    ],
    "lead": [
        ("Need", "budget", "Budget", "number", []),
        ("Need", "timeframe", "Timeframe", "select", ["This month", "This quarter", "This year", "Just looking"]),
        ("Need", "interests", "Interested in", "multiselect", ["Routing", "Warehouse", "Invoicing", "Reports"]),
        ("", "landing_page", "Landing page", "url", []),
    ],
    "deal": [
        ("Contract", "term", "Term", "select", ["12 months", "24 months", "36 months"]),
        ("Contract", "starts_on", "Starts on", "date", []),
        ("Contract", "legal_review", "Legal review", "boolean", []),
        ("", "competitor", "Competitor", "text", []),
    ],
}  # fmt: skip
TIMES = ("Before ten", "After two", "Tuesdays and Thursdays", "Any time, short calls", "Friday afternoons")
COMPETITORS = ("Blueway Systems", "Cartwright & Hale", "In-house tool", "Spreadsheets", "Nordlicht Software")
PAGES = ("https://acme.example/routing", "https://acme.example/warehouse?from=fair", "https://acme.example/pricing")
VALUES = {
    "company_name": "Acme",
    "signature": "Kind regards\nYour team at Acme\n+1 555 0100 · acme.example",
    "office_hours": "Monday to Friday, 8 to 18 o'clock",
    "renewal_offer": "two months on top if you renew before your contract ends",
}
TEMPLATES = {
    "Renewal reminder": (
        "{{contact.first_name}}, your contract ends soon",
        "Hello {{contact.first_name}},\n\nyour {{contact.custom.plan}} contract with {{custom_values.company_name}} ends on "
        "{{contact.custom.contract_ends}}. We would like to keep you: {{custom_values.renewal_offer}}.\n\nWe are here "
        "{{custom_values.office_hours}}.\n\n{{custom_values.signature}}",
    ),
    "Thank you for your time": (
        "Thank you, {{contact.first_name}}",
        "Hello {{contact.first_name}},\n\nthank you for your time today. I will send the offer for {{contact.company}} by "
        "Friday. If anything comes up before, just answer this mail.\n\n{{custom_values.signature}}",
    ),
}
