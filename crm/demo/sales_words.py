"""The words the demo story sells with."""

OFFERS = (
    "Fleet tracking", "Warehouse scanners", "Service contract", "Annual licences", "Second site", "Shop fitting",
    "Cold chain sensors", "Training days", "Route planning", "Spare parts framework", "Energy audit", "Label printers",
    "Invoice archive", "Night shift support", "Packing line", "Staff portal", "Meter rollout", "Pilot of 20 seats",
)  # fmt: skip
RENEWALS = ("Renewal", "Renewal with more seats", "Maintenance renewal", "Support renewal")
#: name, colour, probability in percent, closing
RENEWAL_STAGES = (
    ("Due", "blue", 50, ""),
    ("Offer sent", "violet", 75, ""),
    ("Verbal yes", "orange", 90, ""),
    ("Renewed", "green", 100, "won"),
    ("Cancelled", "grey", 0, "lost"),
)
LOSS_REASONS = (
    "Price", "Price", "Price", "Chose a competitor", "Chose a competitor", "No budget", "No budget", "No decision",
    "Missing feature", "",
)  # fmt: skip
DEAL_NOTES = (
    "They want the first delivery before the holidays, else it waits until spring.",
    "Went through the offer together. Two lines have to go, then it fits their budget.",
    "The works council has agreed. Only purchasing has to sign now.",
    "Competitor is eleven per cent cheaper, but without the installation. Told them what that costs.",
    "Asked for a reference in their trade. Sent two names.",
    "Board meets on the first Tuesday. They will put us on the agenda.",
    "Pilot runs well on the night shift. Nobody wants the old one back.",
    "Legal wants our liability clause changed; ours is looking at it.",
    "No word for two weeks. The buyer is on leave, her deputy does not decide.",
)
LEAD_NOTES = (
    "Asked through the website how long a rollout takes for three sites.",
    "Called back: right person, real project, budget from January.",
    "Only wants a price to compare. Sent the list, no meeting.",
    "Student writing a thesis. Friendly, but nothing to sell here.",
    "Met at the fair, asked for a demo in their own warehouse.",
    "Left a message. Tries to reach us in the mornings.",
)
DISQUALIFIED = ("No budget", "Not a fit", "Could not be reached", "Only comparing prices", "Duplicate")
LEAD_COMPANIES = (
    "Bramble Yard", "Coastline Freight", "Dovetail Joinery", "Elm Street Dairy", "Falcon Couriers", "Glasshouse Farms",
    "Hearth & Home", "Inkwell Press", "Jetty Marine", "Kiln Lane Pottery", "Lodestar Clinics", "Mosswood Timber",
)  # fmt: skip
TASKS = (
    "Call back about the offer", "Send the revised contract", "Book the site visit", "Ask who signs",
    "Prepare the demo", "Send the price list", "Chase the order number", "Introduce the new buyer",
    "Check delivery dates", "Send a reference", "Wish a happy anniversary", "Follow up after the fair",
    "Agree on the agenda", "Collect the signed contract",
)  # fmt: skip
ABOUT_TASKS = (
    "Reception puts you through if you say it is about the second site.",
    "They need it as a PDF with our letterhead.",
    "Bring the comparison with the old system.",
)
