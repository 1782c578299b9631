package dev.treadle.nodes.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Finds the addresses of host names. */
@FunctionalInterface
public interface Resolver {
  /** The addresses of a name, at least one. */
  List<InetAddress> addresses(String host) throws UnknownHostException, InterruptedException;
}
