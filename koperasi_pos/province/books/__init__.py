"""The books of the province, made from the journals by a consumer; one file a noun."""

VERSION = 4
"""Rises whenever books are to be made again: a shop whose books have another number is booked from its first entry."""
