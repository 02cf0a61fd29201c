"""The Rep API: one tongue at two addresses, for a company by its token and for each rep by their own sign-in."""
