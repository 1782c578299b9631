package dev.treadle.server.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of the program, as it is written into its jar. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Version.class.getPackage().getImplementationVersion();
    return new String[] {"treadle " + (version == null ? "(unpacked)" : version)};
  }
}
