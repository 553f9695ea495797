"""The mind that a language model lends: what it may read, what it may cost, and what happens when it fails."""
