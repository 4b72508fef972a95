"""The command line, a module per family of commands; they read options and print, the work is done elsewhere."""
