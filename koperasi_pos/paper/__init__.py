"""Receipts, slips, labels and reports as text, ESC/POS and PDF, and the queue that prints them."""
