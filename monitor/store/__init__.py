"""The database: schema, migrations and the few queries; the only importer of sqlalchemy."""
