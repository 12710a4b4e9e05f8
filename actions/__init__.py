"""Custom actions: slots -> one call to the desk -> events. No wording, no language, no SQL."""
