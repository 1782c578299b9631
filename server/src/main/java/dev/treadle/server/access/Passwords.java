package dev.treadle.server.access;

import dev.treadle.postgres.access.Tokens;
import dev.treadle.server.json.TextRules;
import dev.treadle.server.problem.ProblemException.Fault;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/** Passwords by BCrypt, which reads 72 bytes and no more. */
public final class Passwords {
  private static final int SHORTEST = 8;
  private static final int LONGEST = 72;
  private static final PasswordEncoder ENCODER = new BCryptPasswordEncoder();

  /** Compared with where there is no password, so that the answer takes as long. */
  private static final class Nobody {
    static final String HASH = ENCODER.encode(Tokens.random());
  }

  private Passwords() {}

  /** What is kept of a password of at most 72 bytes. */
  public static String hash(String password) {
    return ENCODER.encode(password);
  }

  /** Whether it is the one; takes the same time whether there is any. */
  public static boolean matches(String password, Optional<String> hash) {
    boolean readable = isReadable(password);
    boolean same =
        ENCODER.matches(readable ? password : "", hash.filter(any -> readable).orElse(Nobody.HASH));
    return same && readable && hash.isPresent();
  }

  /** Whether all of a password would be read. */
  public static boolean isReadable(String password) {
    return length(password) <= LONGEST;
  }

  /** What a new password has to be like. */
  public static void check(List<Fault> faults, String pointer, String password) {
    if (length(password) < SHORTEST || !isReadable(password) || !TextRules.isStorable(password)) {
      faults.add(
          new Fault(
              pointer,
              "LENGTH",
              "A password must have " + SHORTEST + " to " + LONGEST + " bytes in UTF-8."));
    }
  }

  private static int length(String password) {
    return password.getBytes(StandardCharsets.UTF_8).length;
  }
}
