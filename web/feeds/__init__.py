"""Feeds of what is public anyway: events and showcased projects as RSS 2.0, Atom and JSON Feed 1.1."""
