"""The coordinator's page: figures of the cases, and questions that the assistant did not answer."""
