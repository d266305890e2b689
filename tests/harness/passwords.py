"""How passwords of people at a live server are hashed."""

from django.contrib.auth.hashers import ScryptPasswordHasher


class Quick(ScryptPasswordHasher):
    """The server's own kind with little work: it lets them in, and hashes their password again as it should be."""

    work_factor = 2
    parallelism = 1
