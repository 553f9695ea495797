"""From an address to Documents in the library."""
