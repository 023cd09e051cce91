"""Asking who is who from the command line."""
