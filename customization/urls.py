"""Saved views, tags, options."""

pages = []

house = []
