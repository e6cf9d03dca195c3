"""Users and roles, the audit trail, first passwords."""
