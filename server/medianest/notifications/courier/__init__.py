"""Sends messages through Apprise, in a process of its own that lives for one message.

Importing Apprise and its 180 plugins costs 50 MB that would stay for good; the child gives them
back, can be killed when it hangs, and is fenced in (see `fence`). Free of imports: the child
passes through here.
"""
