"""The only way in: HTTP and files on disk, bounded and guarded."""
