"""The fetching process: started anew for every link, knows yt-dlp, and nothing of the server.

It gets one `Spec` on standard input, says what happens as JSON lines on a pipe, and ends
with one of the statuses in `wire`. See the README of `downloads`.
"""
