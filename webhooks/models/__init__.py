"""Events sent out to other programs."""

from .endpoints import Endpoint
from .events import Attempt, Delivery, Event

__all__ = ["Attempt", "Delivery", "Endpoint", "Event"]
