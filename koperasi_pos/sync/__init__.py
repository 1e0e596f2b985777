"""The till's line to the province."""
