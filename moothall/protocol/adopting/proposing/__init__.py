"""Proposes what the clauses of a document are about and come to, and drafts rules that are plain.

By lists of words that anybody can read and extend (`words/`); every proposal says which words it
rests on. Pure. A proposal never has effect: a person confirms it.
"""
