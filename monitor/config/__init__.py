"""YAML and environment into frozen values; the only importer of yaml and pydantic."""
