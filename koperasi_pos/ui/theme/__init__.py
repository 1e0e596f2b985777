"""Colours, sizes and fonts of the windows, light and dark."""
