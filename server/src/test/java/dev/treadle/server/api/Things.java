package dev.treadle.server.api;

import dev.treadle.server.api.Contract.Operation;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Ids of things that exist, to be put into the paths of the document. */
record Things(String workflow, String execution) {
  /** New ones, of the caller's own organization. The execution waits. */
  static Things of(Api api) {
    String workflow =
        api.workflowOf(
            """
            {"id":"node","type":"wait","data":{"config":{"duration":"PT1H"}}}\
            """);
    String location = api.execute(workflow, "{}").header("Location");
    return new Things(workflow, location.substring(location.lastIndexOf('/') + 1));
  }

  /** The path of an operation with these ids, and the examples of its other parameters. */
  String path(Operation operation) {
    String path =
        operation.path().replace("{id}", operation.isOfExecutions() ? execution : workflow);
    for (Map<String, @Nullable Object> parameter : operation.parameters()) {
      path = path.replace("{" + parameter.get("name") + "}", parameter.get("example") + "");
    }
    return path;
  }
}
