"""From a poster template and a person's words to the bytes of a picture: template, layout, paint, encode."""
