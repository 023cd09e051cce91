"""SQLite as Django's own engine, with a fairer turn at the one pen; see `base.py`."""
