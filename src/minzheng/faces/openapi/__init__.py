"""The door for programs: services, cases, steps and look-ups over `/api/v1`, with OpenAPI 3.1 and problem answers."""
