"""What a counter does for persons and their accounts: seeing a document, checking a guardian, mending what is held."""
