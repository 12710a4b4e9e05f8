"""Cases: from the newcomer's wish for a person to the end of the conversation with staff."""
