"""What lists many things at once: feeds, calendars, the interfaces of job boards."""
