"""The door for citizens: find a service, apply, follow the case, read letters, rate; on a phone as on a desk."""
