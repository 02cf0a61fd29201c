"""The demo story: two organizations with people, companies and contacts that look lived in."""
