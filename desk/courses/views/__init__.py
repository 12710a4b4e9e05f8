"""Pages of the inventory: public, for providers, for staff."""
