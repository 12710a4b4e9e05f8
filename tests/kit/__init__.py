"""What slow tests and benchmarks share: the whole assistant started as a person starts it."""
