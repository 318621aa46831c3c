"""What listens: the web server, its REST API, and the handover to commands."""
