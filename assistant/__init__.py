"""Answers people: chat, citations, audit, the web app and the command line."""
