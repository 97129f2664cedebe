"""Forms: `SomeForm.parse(data) -> Parsed[...]` gives clean values or an error a field."""
