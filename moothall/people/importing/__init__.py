"""Brings a council's people in from what other systems say: ModernGov, spreadsheets, Popolo.

Each format is read into one `Plan`; the plan is compared with the database, and the difference is
shown before anything is written. Writing is done by `moothall.people.changing` in one batch.
"""
