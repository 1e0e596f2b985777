"""What stands on the counter: printer, drawer, scanner; a Protocol each, with drivers below it."""
