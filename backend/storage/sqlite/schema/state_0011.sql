-- state.db, schema 11. The scope of the edge device that is a device's parent; an edge device's own scope is
-- made of its id and generation and is not stored.

ALTER TABLE identity ADD COLUMN parent_scope TEXT NOT NULL DEFAULT ''; -- empty = no parent
