"""The verbs of the trade, one file a noun: each makes a document and posts it in one transaction."""
