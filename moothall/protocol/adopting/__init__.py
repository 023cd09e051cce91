"""How a council's own protocol gets here: an empty one, a copy of another's, or its own document.

What is drafted on the way is marked and has no effect until a person confirms it. The folders made
here are read by `moothall.protocol.reader` like any other. `beginning.py` and `importing.py` are
the ways in; nothing is imported here, for whoever only asks a protocol needs none of it.
"""
