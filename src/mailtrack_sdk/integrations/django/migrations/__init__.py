"""The migrations of the tables of `DjangoStore`."""
