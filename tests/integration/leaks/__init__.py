"""Nobody ever sees what is not theirs, in any form the data can take: the leak test.

`planting.py` fills four councils and hides a token in everything; `rules.py` says in words who may
read what; `formats.py` has every way out; `test_leaks.py` drives everybody through all of them.
"""
