"""The web front end: routes, services, forms, pages, templates, the worker and the command line."""
