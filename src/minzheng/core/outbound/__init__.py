"""What leaves because something happened: readers of the book that send messages and issue papers, once each."""
