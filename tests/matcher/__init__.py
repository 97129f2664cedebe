"""Tests of the ranking and scheduling library."""
