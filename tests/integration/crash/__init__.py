"""Moothall killed at random: what is in `test_crash.py` is proved with the modules beside it."""
