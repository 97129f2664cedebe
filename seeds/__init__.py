"""A believable demo world and its loader; it calls `web.services`, as users do."""
