"""Say how a machine is before and while it serves, and how to mend what is wrong; nothing is written.

Each check gathers facts (`gathering`), which is all that touches the machine, and decides by them alone what to say
(`decisions`). `checks` is the table of both, `examine` goes through it within time limits.
"""
