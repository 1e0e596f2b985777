"""Pages, one a job of the shop; none knows another."""
