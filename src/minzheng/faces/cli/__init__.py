"""The door for operators and engineers: commands of the `minzheng` program."""
