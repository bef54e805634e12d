"""The house itself: settings, addresses, start-up. Kept free of imports so that dev.py can use engines/ without packages."""
