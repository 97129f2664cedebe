"""Reports as tables that people take away: what they are made of, and how they become CSV and XLSX."""
