"""Connected systems from the terminal: register one from a file, renew its secret, close it, rotate the signing keys."""
