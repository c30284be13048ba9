"""Rules of the public page that the house ships."""
