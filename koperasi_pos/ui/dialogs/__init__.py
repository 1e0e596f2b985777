"""Dialogs: one question each, answered before the page goes on."""
