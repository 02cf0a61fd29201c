"""The Org API, `/api/v1`: bare objects, lists counted from an offset, every call for the organization it names."""
