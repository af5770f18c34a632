"""The door for staff: sign in, the queue, one case, the lists of 免申即享, electronic supervision."""
