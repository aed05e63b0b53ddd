"""The web server: pages, a JSON API for programs, and sockets for screens."""
