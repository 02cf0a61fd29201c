"""What every page's shell shows."""


def shell(request):
    """Template context: the acting member and the theme they chose."""
    member = getattr(request, "member", None)
    return {
        "member": member,
        "theme": getattr(request.user, "theme", "system") if hasattr(request, "user") else "system",
    }
