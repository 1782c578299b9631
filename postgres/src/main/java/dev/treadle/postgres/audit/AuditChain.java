package dev.treadle.postgres.audit;

import dev.treadle.values.Json;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks entries one after the other, as they were recorded, with nothing but the entries.
 *
 * <p>The hash of an entry is the SHA-256 of its canonical JSON without the hash itself: UTF-8,
 * members in the order of their names, no space. The hash of the entry before is one of them.
 */
public final class AuditChain {
  /** What the first entry names as the hash before it. */
  static final String ORIGIN = "0".repeat(64);

  private long length;
  private String head = ORIGIN;

  /**
   * Takes the next entry.
   *
   * @param entry as JSON
   * @return what is wrong with it; the chain is broken from there on
   */
  public Optional<String> add(Map<String, @Nullable Object> entry) {
    if (!Json.equal(entry.get("seq"), length + 1)) {
      return Optional.of("it has the number " + Json.write(entry.get("seq")));
    }
    if (!head.equals(entry.get("previousHash"))) {
      return Optional.of("its previousHash is not the hash of the entry before it");
    }
    String hash = hash(entry);
    if (!hash.equals(entry.get("hash"))) {
      return Optional.of("its hash is not that of its content");
    }
    length++;
    head = hash;
    return Optional.empty();
  }

  /** How many entries were good. */
  public long length() {
    return length;
  }

  /** The hash of the last good entry. */
  public String head() {
    return head;
  }

  /** The canonical JSON of an entry up to its moment, which follows the quote at the end. */
  static String canonicalBegin(AuditEntry entry) {
    Map<String, @Nullable Object> members = RecordedEntry.begin(entry);
    return open(members) + ",\"at\":\"";
  }

  /** What follows its moment, up to the hash of the entry before, which follows the quote. */
  static String canonicalRest(AuditEntry entry) {
    return "\"," + open(RecordedEntry.rest(entry)).substring(1) + ",\"previousHash\":\"";
  }

  /** An object without the brace that closes it. */
  private static String open(Map<String, @Nullable Object> members) {
    String whole = Json.write(Json.sorted(members));
    return whole.substring(0, whole.length() - 1);
  }

  static String hash(Map<String, @Nullable Object> entry) {
    Map<String, @Nullable Object> content = new TreeMap<>(entry);
    content.remove("hash");
    try {
      byte[] canonical = Json.write(Json.sorted(content)).getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
