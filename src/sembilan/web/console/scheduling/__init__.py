"""The event's plan at its least: one event, its sessions, who is registered, the session handed to the hall."""
