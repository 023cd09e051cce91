"""Registers: what is in force on a day, as a table, a file and a command.

A procedure declares its register (`register:`), acts fill it (`effects.py`), and whom it is shown
is for `visibility.py` to say.
"""
