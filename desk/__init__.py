"""The staff's web application: people, cases, courses. Talks to the bot over its API only."""
