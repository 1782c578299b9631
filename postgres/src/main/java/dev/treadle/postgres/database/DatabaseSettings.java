package dev.treadle.postgres.database;

import dev.treadle.node.Secret;

/**
 * Where the database is, and the role that owns it: it migrates and makes the roles that the
 * application works as.
 */
public record DatabaseSettings(String url, String user, Secret password) {}
