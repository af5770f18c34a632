"""What sources said of me, and my answer where it does not fit what was declared."""
