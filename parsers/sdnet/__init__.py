"""SD.NET RIM (Sternberg)."""
