"""Three machines on loopback: etcd, Patroni and PostgreSQL on each, HAProxy before them.

Each machine has an address of its own in 127.0.0.0/8, so that the very files of deploy/etcd,
deploy/patroni and deploy/haproxy are tried, with the ports of a real machine.
"""
