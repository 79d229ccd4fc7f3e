"""Starts the fetching process, listens to it, and makes sure that it is gone afterwards."""

from medianest.downloads.runner._runner import FetchFailedError, Order, Runner

__all__ = ["FetchFailedError", "Order", "Runner"]
