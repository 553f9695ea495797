"""This library beside the forty lines that somebody would otherwise write: `python -m benchmarks`."""
