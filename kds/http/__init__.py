"""What both servers agree on over HTTP: problems, routes, their description, conditions, pages."""
