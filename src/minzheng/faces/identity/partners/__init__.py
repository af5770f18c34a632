"""This platform as a guest of other identity platforms: going there, coming back, saying yes; and the pages of their simulators."""
