"""Copies of the database that only who holds the private key can read, and proof that they open.

A backup is one file: a tar archive, encrypted as age does it (X25519, ChaCha20-Poly1305 in
chunks). Without this program: `age -d -i KEY FILE | tar x`, then `cat database.* > database`,
which is a SQLite file or an archive of pg_dump. Keys of the installation are never in it.
"""
