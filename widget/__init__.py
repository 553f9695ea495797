"""The page that the guide serves at its root."""
