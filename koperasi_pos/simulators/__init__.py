"""Stand-ins that misbehave from a seed: printer, reader, line, clock, power, bank."""
