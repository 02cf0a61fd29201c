"""What leads tell the floors above, within the transaction that changes them."""

from django.dispatch import Signal

#: lead, contact, conversion, act, by. A receiver moves its parts of the lead to the contact and returns
#: `{kind of part: [ids]}` of what it moved.
lead_qualified = Signal()
#: lead, contact, carried, act, by. A receiver moves its parts back, and returns sentences of what stayed.
lead_unqualified = Signal()
#: lead, by. A receiver returns `{"mails": number}`: what the contact will show that the lead shows, and `by` sees.
lead_weighed = Signal()
