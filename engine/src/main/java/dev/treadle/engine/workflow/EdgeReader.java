package dev.treadle.engine.workflow;

import static dev.treadle.engine.workflow.Link.NOWHERE;

import dev.treadle.engine.workflow.Node.OnError;
import dev.treadle.engine.workflow.Problem.Code;
import dev.treadle.values.Handles;
import dev.treadle.values.Json;
import dev.treadle.values.JsonPointer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the edges of one definition, one after the other, against its nodes. */
final class EdgeReader {
  /**
   * The handle of an edge without {@code sourceHandle}, where the type of its source is unknown.
   */
  private static final String SOME_DEFAULT = "";

  private final List<Draft> nodes;
  private final @Nullable Map<String, Integer> byId;
  private final Findings findings;
  private final Set<String> ids = new HashSet<>();
  private final Set<String> routes = new HashSet<>();

  /**
   * Starts on the edges.
   *
   * @param byId the first node of each id; {@code null} where the nodes cannot be read at all, so
   *     that no edge can be said to dangle
   */
  EdgeReader(List<Draft> nodes, @Nullable Map<String, Integer> byId, Findings findings) {
    this.nodes = nodes;
    this.byId = byId;
    this.findings = findings;
  }

  Link read(int index, @Nullable Object json) {
    JsonPointer at = Definition.EDGES.element(index);
    Map<String, @Nullable Object> edge = Json.asObject(json);
    if (edge == null) {
      findings.wrongType(at, "Edge " + index, "an object", json);
      return new Link(index, NOWHERE, NOWHERE, null);
    }
    String id = findings.text(edge, "id", at, "Edge " + index);
    String owner = "Edge " + (id == null ? index : Wording.quoted(id));
    if (id != null && !ids.add(id)) {
      String message = owner + " at index " + index + " has the same id as one before it";
      findings.error(at.member("id"), Code.DUPLICATE_EDGE_ID, message);
    }
    int source = end(edge, "source", at, owner);
    int target = end(edge, "target", at, owner);
    String handle = handle(edge, source, at, owner);
    Link link = new Link(index, source, target, handle);
    route(link, at, owner);
    return link;
  }

  private int end(Map<String, @Nullable Object> edge, String name, JsonPointer at, String owner) {
    String id = findings.text(edge, name, at, owner);
    if (id == null) {
      if (edge.get(name) == null) {
        findings.error(at.member(name), Code.DANGLING_EDGE, owner + " has no " + name);
      }
      return NOWHERE;
    }
    if (byId == null) {
      return NOWHERE;
    }
    Integer node = byId.get(id);
    if (node == null) {
      String message = owner + ": its " + name + " " + Wording.quoted(id) + " is no node";
      findings.error(at.member(name), Code.DANGLING_EDGE, message);
      return NOWHERE;
    }
    return node;
  }

  /** The handle from which an edge leaves; {@code null} where that cannot be told. */
  private @Nullable String handle(
      Map<String, @Nullable Object> edge, int source, JsonPointer at, String owner) {
    String written = findings.text(edge, "sourceHandle", at, owner);
    if (source == NOWHERE || (written == null && edge.get("sourceHandle") != null)) {
      return null;
    }
    Draft node = nodes.get(source);
    Handles handles = node.handles();
    if (handles == null) {
      return written == null ? SOME_DEFAULT : written;
    }
    if (written == null) {
      return handles.initial();
    }
    JsonPointer handleAt = at.member("sourceHandle");
    if (written.equals(Handles.ERROR)) {
      Optional<OnError> onError = node.rules().onError();
      if (onError.isPresent() && onError.get() != OnError.BRANCH) {
        String message = owner + " is never taken: onError of its source is not \"branch\"";
        findings.warning(handleAt, Code.UNUSED_ERROR_EDGE, message);
      }
    } else if (!handles.names().contains(written)) {
      findings.error(handleAt, Code.UNKNOWN_HANDLE, unknown(owner, written, node, handles));
    }
    return written;
  }

  private static String unknown(String owner, String written, Draft node, Handles handles) {
    List<String> names = new ArrayList<>(handles.names());
    if (!names.contains(Handles.ERROR)) {
      names.add(Handles.ERROR);
    }
    return owner
        + ": "
        + node.name()
        + " has no handle "
        + Wording.quoted(written)
        + ", it has "
        + Wording.words(names);
  }

  /** What an edge may not be, wherever it leaves from. */
  private void route(Link link, JsonPointer at, String owner) {
    if (link.target() == NOWHERE) {
      return;
    }
    Draft target = nodes.get(link.target());
    if (link.source() == link.target()) {
      String message = owner + " leads from " + target.name() + " back to itself";
      findings.error(at, Code.SELF_LOOP, message);
      return;
    }
    if (target.isTrigger()) {
      String message = owner + " leads into a trigger: " + target.name();
      findings.error(at.member("target"), Code.EDGE_INTO_TRIGGER, message);
    }
    if (link.source() == NOWHERE || link.handle() == null) {
      return;
    }
    if (!routes.add(link.source() + " " + link.target() + " " + link.handle())) {
      String message =
          owner
              + " stands twice: there is an edge before it from the same handle of "
              + nodes.get(link.source()).name()
              + " to "
              + target.name();
      findings.error(at, Code.DUPLICATE_EDGE, message);
    }
  }
}
