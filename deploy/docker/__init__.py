"""Parts of the images."""
