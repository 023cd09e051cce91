"""Protocols side by side: several councils on one topic or question, two editions of one."""
