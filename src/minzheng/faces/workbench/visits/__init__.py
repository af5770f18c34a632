"""Visits: my list for the day, the form page by page on the phone, handing in, and what was found before."""
