"""The staff's face, one folder per area. Areas do not import each other."""
