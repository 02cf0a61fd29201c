"""The house API's own endpoints: signing in, people, teams, keys, schema."""

house = []
