"""The guide over HTTP, for its own page and for the pages of others."""
