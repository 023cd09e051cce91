"""Signing in with the council's account."""
