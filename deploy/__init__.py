"""Files and commands for operating it; see deploy/README.md."""
