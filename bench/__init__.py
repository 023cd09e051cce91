"""Measurements, run by hand: `python -m bench`, or `python -m bench worktime judge`.

Every module here that offers `run(report)` takes part; how to measure is in `timing.py`. What
counts is the ratio of two things measured in the same run, since machines differ.
"""
