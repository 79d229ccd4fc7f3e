"""The side of the client with the screen: window, tray, alerts, and their threads.

The main thread belongs to the window. Everything that waits for the network lives on one background
thread (`background`), and the two speak by handing each other small pieces of work.
"""
