"""Understanding: language, label and wishes of one message, as components of a Rasa pipeline."""
