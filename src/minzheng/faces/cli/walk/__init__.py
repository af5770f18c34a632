"""`minzheng walk`: one application and one proactive case from end to end, through the doors, with a table of stops."""
