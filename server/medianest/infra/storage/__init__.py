"""What every process must see: files by name, in a folder of this machine or in an S3 bucket."""

from medianest.infra.storage._places import Bucket, in_bucket, in_folder
from medianest.infra.storage._storage import Storage, StorageError

__all__ = ["Bucket", "Storage", "StorageError", "in_bucket", "in_folder"]
