"""Cards of one pesantren at another one's shop: agreements, reservations, payments, settlement."""
