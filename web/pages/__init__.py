"""One typed page a template: what it shows, ready to be looped over."""
