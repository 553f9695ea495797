"""The library: what it holds, how it is kept, how it is searched."""
