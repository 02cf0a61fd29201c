"""Messages, their addresses, and where they come from."""

from .mailboxes import Mailbox, MessageCopy
from .messages import Message, MessageAddress

__all__ = ["Mailbox", "Message", "MessageAddress", "MessageCopy"]
