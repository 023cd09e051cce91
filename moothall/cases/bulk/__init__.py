"""The same act on many cases, or one case each for many people: a batch.

A batch is so many single `perform`s, each in a transaction of its own. What the protocol or the
procedure does not let happen is said beside it, and undoes nothing else.
"""
