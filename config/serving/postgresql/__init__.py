"""Django's PostgreSQL backend with our pool's manners; ``ENGINE`` names this package."""
