-- Which key was used last, and from which networks. A row belongs to an identity (device_key), or to a
-- policy (device_key = 0). Written when a key is used for the first time in ten minutes from a network.

CREATE TABLE key_use (
    device_key INTEGER NOT NULL,
    policy     TEXT NOT NULL,    -- '' = an identity's
    slot       INTEGER NOT NULL, -- 0 primary, 1 secondary; moves with its key
    last       INTEGER NOT NULL, -- µs
    address    TEXT NOT NULL,
    network    TEXT NOT NULL,
    protocol   TEXT NOT NULL,
    PRIMARY KEY (device_key, policy, slot)
) WITHOUT ROWID;

CREATE TABLE key_network (
    device_key INTEGER NOT NULL,
    policy     TEXT NOT NULL,
    network    TEXT NOT NULL,    -- /24 of IPv4, /64 of IPv6
    first      INTEGER NOT NULL, -- µs
    last       INTEGER NOT NULL,
    PRIMARY KEY (device_key, policy, network)
) WITHOUT ROWID;

CREATE TRIGGER identity_drops_key_use AFTER DELETE ON identity BEGIN
    DELETE FROM key_use WHERE device_key = old.device_key;
    DELETE FROM key_network WHERE device_key = old.device_key;
END;
