"""Who is told what, and by which way."""

from .notifications import Delivery, Notification, Preference
from .push import PushSubscription, VapidKeys

__all__ = ["Delivery", "Notification", "Preference", "PushSubscription", "VapidKeys"]
