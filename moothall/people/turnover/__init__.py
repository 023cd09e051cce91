"""How who is who changes on a day: elections, group changes, reorganisations, new wards.

Each is worked out first as a plan that can be looked at, and applied as one batch through
`changing.py`. What becomes of cases follows by itself: `moothall.cases.rehoming`.
"""
