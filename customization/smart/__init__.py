"""Smart lists: `{"groups": [{"conditions": [{"field", "op", "value"}]}]}` over contacts, companies, leads and deals.

Groups are OR-ed, the conditions of a group AND-ed; no groups, and a group without conditions, match all. `read_query`
takes a query in, `matching` narrows a queryset by it, `explain` tells for one record which conditions hold, `in_words`
says one to people. What can be asked about stands in `vocabulary`, which upper apps add to.
"""
