package dev.treadle.postgres.embedded;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The PostgreSQL parameters of every start, given on the command line. */
final class Parameters {

  /** What keeps the database private, and what this package relies on. */
  static final Set<String> FIXED =
      Set.of(
          "port",
          "listen_addresses",
          "unix_socket_directories",
          "log_destination",
          "logging_collector",
          "lc_messages");

  private Parameters() {}

  /** {@code -c name=value} for each parameter. */
  static List<String> arguments(int port, Map<String, String> wanted) {
    Map<String, String> all = new LinkedHashMap<>(standard());
    all.putAll(wanted);
    all.put("port", Integer.toString(port));
    all.put("listen_addresses", "127.0.0.1");
    all.put("unix_socket_directories", "");
    all.put("log_destination", "stderr");
    all.put("logging_collector", "off");
    // Postmaster reads a few messages of the log to know which failed start is worth another try.
    all.put("lc_messages", "C");
    List<String> arguments = new ArrayList<>();
    all.forEach(
        (name, value) -> {
          arguments.add("-c");
          arguments.add(name + "=" + value);
        });
    return arguments;
  }

  /**
   * Durability is the default of PostgreSQL, and stands here so that no edited postgresql.conf can
   * take it away unnoticed. The rest suits a machine of two cores and a few GB. Statements and
   * details of errors stay out of the log, because they would carry the tenants' data into it.
   */
  private static Map<String, String> standard() {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("fsync", "on");
    parameters.put("synchronous_commit", "on");
    parameters.put("full_page_writes", "on");
    parameters.put("shared_buffers", "128MB");
    parameters.put("max_connections", "100");
    parameters.put("max_wal_size", "4GB");
    parameters.put("checkpoint_timeout", "15min");
    parameters.put("jit", "off");
    parameters.put("timezone", "UTC");
    parameters.put("log_timezone", "UTC");
    parameters.put("log_error_verbosity", "terse");
    parameters.put("log_min_error_statement", "panic");
    return parameters;
  }
}
