"""Imports and exports."""

pages = []

house = []
