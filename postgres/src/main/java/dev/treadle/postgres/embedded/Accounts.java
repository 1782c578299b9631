package dev.treadle.postgres.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The users the database could run as, the least powerful first.
 *
 * <p>As root, a folder above the data directory may be closed to everybody else (a clone below
 * {@code mktemp -d}). Then the database gets one capability of root's: to pass folders and read
 * files (CAP_DAC_READ_SEARCH), or, where a container has not got that one, CAP_DAC_OVERRIDE. The
 * capability is ambient, because it has to survive exec(2) of a user that is not root; and the
 * securebit no_setuid_fixup is needed because access(2), by which PostgreSQL looks at its own
 * program, otherwise ignores the capabilities of such a user. The last resort is a user namespace
 * of its own, in which the same root is called nobody (as zonky's library does). See
 * capabilities(7), access(2), user_namespaces(7).
 */
final class Accounts {

  private static final int NOBODY = 65_534;

  private Accounts() {}

  /** For a database that is still to be made. */
  static List<Account> candidates() throws IOException {
    UnixSystem self = new UnixSystem();
    if (self.getUid() != 0) {
      return plain((int) self.getUid(), (int) self.getGid());
    }
    String[] postgres = passwd("postgres").orElse(new String[] {"", "", "" + NOBODY, "" + NOBODY});
    List<Account> all =
        new ArrayList<>(asRoot(Integer.parseInt(postgres[2]), Integer.parseInt(postgres[3])));
    all.addAll(namespaced());
    return all;
  }

  /** For a database whose files belong to this user: us, or any when we are root. */
  static List<Account> candidatesFor(int uid, int gid) {
    if (new UnixSystem().getUid() != 0) {
      return plain(uid, gid);
    }
    return uid == 0 ? namespaced() : asRoot(uid, gid);
  }

  private static List<Account> plain(int uid, int gid) {
    List<Account> all = new ArrayList<>();
    if (find("setpriv").isPresent()) {
      all.add(new Account(uid, gid, words(session(), setpriv(List.of())), true));
    }
    all.add(new Account(uid, gid, session(), false));
    return all;
  }

  private static List<Account> asRoot(int uid, int gid) {
    if (find("setpriv").isEmpty()) {
      return List.of();
    }
    List<String> user = List.of("--reuid=" + uid, "--regid=" + gid, "--clear-groups");
    return Stream.of(
            List.of("--inh-caps=-all"), capability("dac_read_search"), capability("dac_override"))
        .map(rights -> words(session(), setpriv(words(user, rights))))
        .map(prefix -> new Account(uid, gid, prefix, true))
        .toList();
  }

  private static List<Account> namespaced() {
    Optional<String> unshare = find("unshare");
    if (unshare.isEmpty()) {
      return List.of();
    }
    List<String> prefix = words(session(), List.of(unshare.get(), "--user", "--"));
    return find("setpriv").isPresent()
        ? List.of(new Account(0, 0, words(prefix, setpriv(List.of())), true))
        : List.of(new Account(0, 0, prefix, false));
  }

  private static List<String> capability(String name) {
    return List.of(
        "--inh-caps=-all,+" + name,
        "--ambient-caps=-all,+" + name,
        "--securebits=+no_setuid_fixup");
  }

  /** The death signal is a fast shutdown, which is clean; setpriv sets it last. */
  private static List<String> setpriv(List<String> options) {
    return words(
        List.of(find("setpriv").orElseThrow()),
        options,
        List.of("--no-new-privs", "--pdeathsig", "INT", "--"));
  }

  /** Out of the terminal's reach: its Ctrl-C is for the server, which stops the database last. */
  private static List<String> session() {
    return find("setsid").map(List::of).orElse(List.of());
  }

  @SafeVarargs
  private static List<String> words(List<String>... parts) {
    List<String> all = new ArrayList<>();
    for (List<String> part : parts) {
      all.addAll(part);
    }
    return all;
  }

  private static Optional<String> find(String program) {
    return Stream.of("/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin")
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst();
  }

  private static Optional<String[]> passwd(String user) throws IOException {
    Path passwd = Path.of("/etc/passwd");
    if (!Files.isReadable(passwd)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(passwd)) {
      return lines
          .map(line -> line.split(":", -1))
          .filter(fields -> fields.length > 3 && fields[0].equals(user))
          .findFirst();
    }
  }
}
