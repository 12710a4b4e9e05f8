"""The pages of the desk: the queue, a conversation, what colleagues do, what was set aside."""
