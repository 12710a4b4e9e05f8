"""The maintainers' commands that need the trained model or the running bots; the others are
`python -m knowledge`. Each prints for a maintainer, in plain words."""
