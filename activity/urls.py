"""Taking an act back."""

pages = []
