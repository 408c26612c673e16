"""The doors of this house: pages for everyone, and the desk."""
