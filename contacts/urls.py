"""Contacts and companies."""

pages = []

house = []
