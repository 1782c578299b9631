package dev.treadle.server.cli;

import dev.treadle.node.NodeType;
import dev.treadle.nodes.BuiltInNodes;
import dev.treadle.nodes.ai.ChatModels;
import dev.treadle.nodes.http.Egress;
import dev.treadle.runtime.perform.NodeCatalog;
import dev.treadle.server.api.nodetypes.NodeTypeJson;
import dev.treadle.server.api.nodetypes.NodeTypeReference;
import dev.treadle.values.Json;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists the node types. */
@Command(
    name = "node-types",
    description = "Lists the node types, with --json with their schemas and examples.",
    mixinStandardHelpOptions = true)
final class NodeTypesCommand implements Callable<Integer> {
  @Option(names = "--json", description = "As the API gives them.")
  private boolean json;

  @Option(names = "--markdown", description = "As the page of the reference.")
  private boolean markdown;

  @Spec private @Nullable CommandSpec spec;

  /** The types, without anything behind them that would have to be started. */
  static NodeCatalog catalog() {
    return new NodeCatalog(BuiltInNodes.all(Egress.toPublicAddresses(), ChatModels.none()));
  }

  @Override
  public Integer call() {
    PrintWriter out = Terminal.out(spec);
    NodeCatalog catalog = catalog();
    if (json) {
      out.println(Json.write(Map.of("nodeTypes", NodeTypeJson.list(catalog))));
    } else if (markdown) {
      out.print(NodeTypeReference.write(catalog));
    } else {
      for (NodeType<?> type : catalog.types()) {
        out.printf("%-14s%s%n", type.spec().type(), type.spec().description());
      }
    }
    out.flush();
    return Treadle.OK;
  }
}
