-- The desk's own database beside the bot's: each has one writer.
CREATE DATABASE newcomer_desk OWNER newcomer;
