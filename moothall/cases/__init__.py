"""What is being done: cases, events, clocks; the one write path and the one visibility function."""
