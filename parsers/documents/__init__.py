"""Files to text: bytes in, pages of text and a stated reason out where there is none."""
