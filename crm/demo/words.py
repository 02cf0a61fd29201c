"""The words the demo story is told with. Every domain ends in `.example`, every number in a reserved range."""

FIRST_NAMES = (
    "Łukasz", "Mei-Lin", "Tomás", "Amara", "Noah", "Sofía", "Henrik", "Priya", "Élodie", "Yusuf", "Ingrid", "Mateo",
    "Chiara", "Kwame", "Anneke", "Dmitri", "Leila", "Owen", "Saoirse", "Hiroshi", "Fatima", "Jonas", "Beatriz",
    "Callum", "Nadia", "Viktor", "Thandiwe", "Lars", "Isabel", "Ravi", "Greta", "Emre", "Maeve", "Piotr", "Zainab",
    "Hugo", "Aiko", "Stefan", "Lucía", "Bram", "Olena", "Kofi", "Astrid", "Farid", "Clara", "Minh", "Rosa", "Finn",
    "Delia", "Arjun", "Sigrid", "Paulo", "Hana", "Edward", "Zsófia", "Marek", "Ama", "Nils", "Yara", "Graham",
)  # fmt: skip
LAST_NAMES = (
    "Żak", "Chen", "Pereira", "Okafor", "Whitfield", "Marín", "Solberg", "Raman", "Lefèvre", "Demir", "Lindqvist",
    "Herrera", "Bianchi", "Mensah", "de Vries", "Sokolov", "Haddad", "Pritchard", "O’Dwyer", "Tanaka", "Rahimi",
    "Brandt", "Carvalho", "Mackay", "Petrova", "Novák", "Dlamini", "Halvorsen", "Quintero", "Iyer", "Vogel", "Aydın",
    "Kavanagh", "Wiśniewski", "Bello", "Laurent", "Mori", "Kowalczyk", "Ortega", "Jansen", "Shevchenko", "Owusu",
    "Nyström", "Nasser", "Hoffmann", "Trần", "Conti", "Ferguson", "Ashworth", "Mehta", "Bergström", "Moreira",
    "Sato", "Thornbury", "Szabó", "Dvořák", "Boateng", "Eriksen", "Khoury", "Aldridge",
)  # fmt: skip
KNOWN = (("Łukasz", "Żak"), ("Mei-Lin", "Chen"), ("Tomás", "Pereira"))  # they come first, so that everybody meets them

COMPANY_FIRST = (
    "Northwind Quay", "Copperleaf", "Harbour Lane", "Stillwater", "Brightmoor", "Silverbirch", "Redkite", "Fjordline",
    "Larkspur", "Millstone", "Oakhaven", "Pinegrove", "Quarrybank", "Saltmarsh", "Tidewell", "Umberfield",
    "Vantage Row", "Westering", "Yarrow", "Alder & Finch", "Bluecask", "Candlewick", "Driftwood", "Ember Hill",
    "Foxglove", "Greyfriars", "Hollowbrook", "Ironbridge", "Juniper Cross", "Kestrel", "Longacre", "Merriweather",
    "Nettlebed", "Orchard Park", "Paperbark", "Quill & Co", "Ravensworth", "Sunfield", "Thistledown", "Underhill",
)  # fmt: skip
COMPANY_SECOND = (
    "Logistics",
    "Foods",
    "Software",
    "Energy",
    "Textiles",
    "Clinics",
    "Tools",
    "Print",
    "Bank",
    "Academy",
)
INDUSTRIES = (
    "Logistics", "Food", "Software", "Energy", "Manufacturing", "Health", "Manufacturing", "Retail", "Finance",
    "Education",
)  # fmt: skip
LEGAL_FORMS = ("Ltd", "GmbH", "Inc.", "B.V.", "S.A.", "AB", "", "")

JOB_TITLES = (
    "Head of Purchasing", "Operations Manager", "Chief Executive", "Office Manager", "Finance Director", "Buyer",
    "IT Lead", "Warehouse Manager", "Marketing Manager", "Founder", "Project Lead", "Facilities Manager", "CTO",
    "Head of Sales", "Quality Engineer", "Procurement Analyst",
)  # fmt: skip
SOURCES = ("Website", "Referral", "Fair", "Cold call", "Advertisement", "Partner", "Social media")
PLACES = (
    ("Lisbon", "Portugal", "1100-148", "+351 21 555 {:04d}", "Rua do Norte"),
    ("Kraków", "Poland", "31-042", "+48 12 555 {:04d}", "ulica Długa"),
    ("Singapore", "Singapore", "048581", "+65 6555 {:04d}", "Robinson Road"),
    ("Bergen", "Norway", "5003", "+47 55 55 {:04d}", "Strandgaten"),
    ("Bristol", "United Kingdom", "BS1 4ST", "+44 117 496 {:04d}", "Welsh Back"),
    ("Denver", "United States", "80202", "+1 303 555 {:04d}", "Larimer Street"),
    ("Lyon", "France", "69002", "+33 4 72 55 {:04d}", "rue Mercière"),
    ("Accra", "Ghana", "GA-029", "+233 30 255 {:04d}", "Liberation Road"),
    ("Hamburg", "Germany", "20457", "+49 40 555 {:04d}", "Am Sandtorkai"),
    ("Pune", "India", "411001", "+91 20 2555 {:04d}", "M. G. Road"),
)
TAGS = {
    "key account": "violet",
    "newsletter": "blue",
    "fair 2026": "orange",
    "warm": "red",
    "partner": "teal",
    "reference": "green",
    "needs a call": "yellow",
    "supplier": "grey",
}
ABOUT = (
    "Decides together with the finance director. Likes short mails and a number in the subject.",
    "Used our product in a former job and is on our side.",
    "Plans the new site for next autumn; budget is settled in March.",
    "Only reachable before ten. The assistant is called Robin and is worth knowing.",
    "Wants everything on one page. Send the short version.",
)
NOTES = (
    "Called about the renewal. Happy with the service, unhappy with the invoice layout. I promised a sample by Friday.",
    "Met at the fair, stand 4B. Runs three warehouses and still plans on paper. Asked for a visit in two weeks.",
    "No answer twice. Left a message with reception, try again on Tuesday morning.",
    "Long lunch. They are comparing us with two others; price is not the first question, the migration is.",
    "Sent the offer with 24 licences. Decision after the board meeting on the 18th.",
    "They like the demo but the works council has to see it first. Send the privacy sheet.",
    "Knows the people at the head office and offered to introduce us. Say thank you properly.",
    "Budget is frozen until the new year. Stay in touch without pushing, a call in January.",
    "Asked whether we can deliver in two parts. Checked with operations: yes, no extra cost.",
    "The colleague who complained has left. New start, friendly tone, wants monthly figures.",
    "Voice mail: please call back about the second site. Sounded keen.",
    "Went through the contract line by line. Only the notice period is open, they want three months.",
    "Moved to another role, but stays our sponsor. The new buyer starts next week.",
    "Wants to be a reference if the first quarter goes well. Put a date in the calendar.",
    "Prefers a call after two. Mornings are for the shop floor.",
)
COMPANY_NOTES = (
    "Three sites, one purchasing department. Whoever wins the main site wins all of them.",
    "Family business in the third generation; the son runs IT and is open to change.",
    "Pays on time, negotiates hard once a year in November.",
    "Grew from 40 to 120 people since spring and needs everything at once.",
)
