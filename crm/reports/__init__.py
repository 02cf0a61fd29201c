"""Reports: what the records come to, within what the member may see. Each is a page, a chart or two, a table and a CSV.

The way of a report: the address is read into a `Question` (`asking`), a module named for its subject answers it with an
`Answer` of tables and charts (`figures`, `charts`), a view shows that or writes it as CSV (`views`, `spreadsheet`).
"""
