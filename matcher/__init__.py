"""Pure library: encoding, ranking, reasons, evaluation, scheduling. No HTTP, SQL, clock or environment."""
