"""What Rasa's rules cannot say: safety first, silence while a colleague leads, being lost twice."""
