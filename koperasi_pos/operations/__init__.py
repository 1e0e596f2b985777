"""The verbs of the shop: the one door for cashier, command line, simulator, province and tests."""
