"""Groups, what reps share with people, and forms that people fill in."""

from .forms import Sending, WebForm
from .groups import Group, Grouped
from .items import ShareItem
from .links import AllowedOrigin, LinkEvent, SmartLink

__all__ = ["AllowedOrigin", "Group", "Grouped", "LinkEvent", "Sending", "ShareItem", "SmartLink", "WebForm"]
