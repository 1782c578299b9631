package dev.treadle.server.page;

import dev.treadle.postgres.catalog.Position;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * A position as callers get it: 8 bytes that name the list (its filters and order), 16 of the id,
 * and the key, in base64url. It says no more than the page before it did, and opens nothing: it is
 * bound to its list so that a mistake is told instead of answered with a wrong page.
 */
final class Cursor {
  private static final int NAME = 8;
  private static final int HEAD = NAME + 16;

  private Cursor() {}

  static String write(String list, Position position) {
    byte[] key = position.key().getBytes(StandardCharsets.UTF_8);
    byte[] cursor = new byte[HEAD + key.length];
    ByteBuffer.wrap(cursor)
        .put(name(list))
        .putLong(position.id().getMostSignificantBits())
        .putLong(position.id().getLeastSignificantBits())
        .put(key);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
  }

  /** Empty for what is no cursor, or one of another list. */
  static Optional<Position> read(String list, String text) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
      if (bytes.remaining() <= HEAD) {
        return Optional.empty();
      }
      bytes.position(NAME);
      UUID id = new UUID(bytes.getLong(), bytes.getLong());
      String key = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      Position position = new Position(key, id);
      return write(list, position).equals(text) ? Optional.of(position) : Optional.empty();
    } catch (IllegalArgumentException | CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static byte[] name(String list) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(list.getBytes(StandardCharsets.UTF_8));
      return Arrays.copyOf(digest, NAME);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
