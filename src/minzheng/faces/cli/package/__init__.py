"""`minzheng package`: check a service package, and publish one."""
