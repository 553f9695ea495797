"""The web, from a safe distance: `fetching.Web` is the one way in, `sitemaps` and `crawling` list what a site has."""
