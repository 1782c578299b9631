package dev.treadle.engine.workflow;

import dev.treadle.engine.workflow.Draft.Compiled;
import dev.treadle.engine.workflow.Draft.Rules;
import dev.treadle.engine.workflow.Node.OnError;
import dev.treadle.engine.workflow.Problem.Code;
import dev.treadle.values.Json;
import dev.treadle.values.JsonPointer;
import dev.treadle.values.NodeSignature;
import dev.treadle.values.NodeSignature.ConfigProblem;
import dev.treadle.values.Printable;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the nodes of one definition, one after the other, each by itself but for its id. */
final class NodeReader {
  private final Map<String, NodeSignature> types;
  private final Findings findings;
  private final Map<String, Integer> byId = new HashMap<>();
  private final Map<Integer, String> parentIds = new LinkedHashMap<>();

  NodeReader(Map<String, NodeSignature> types, Findings findings) {
    this.types = types;
    this.findings = findings;
  }

  /** The first node of each id, by its index. */
  Map<String, Integer> byId() {
    return byId;
  }

  /** What {@code parentId} says, by the index of the node that says it; in node order. */
  Map<Integer, String> parentIds() {
    return parentIds;
  }

  Draft read(int index, @Nullable Object json) {
    JsonPointer at = Definition.NODES.element(index);
    Map<String, @Nullable Object> node = Json.asObject(json);
    if (node == null) {
      findings.wrongType(at, "Node " + index, "an object", json);
      return Draft.unreadable(index);
    }
    String id = id(index, node.get("id"), at.member("id"));
    String owner = Draft.name(index, id);
    boolean duplicate = isDuplicate(index, id, at.member("id"));
    NodeSignature signature = type(node.get("type"), at.member("type"), owner);
    String parentId = findings.text(node, "parentId", at, owner);
    if (parentId != null) {
      parentIds.put(index, parentId);
    }
    JsonPointer dataAt = at.member("data");
    Map<String, @Nullable Object> data = part(node, "data", at, owner);
    if (data == null) {
      return new Draft(index, id, duplicate, Node.UNNAMED, signature, Compiled.NOT, Rules.DEFAULT);
    }
    String label = label(data, dataAt, owner);
    Compiled compiled = compiled(data, dataAt, owner, signature);
    Rules rules = rules(data, dataAt, owner, signature);
    return new Draft(index, id, duplicate, label, signature, compiled, rules);
  }

  private @Nullable String id(int index, @Nullable Object json, JsonPointer at) {
    if (json == null) {
      findings.error(at, Code.INVALID_NODE_ID, "Node " + index + " has no id");
      return null;
    }
    if (!(json instanceof String id)) {
      findings.wrongType(at, "Node " + index + ": id", "a string", json);
      return null;
    }
    Optional<String> fault = Printable.fault(id);
    if (fault.isPresent()) {
      String message = "Node " + index + ": the id " + Wording.quoted(id) + " " + fault.get();
      findings.error(at, Code.INVALID_NODE_ID, message);
    }
    return id;
  }

  private boolean isDuplicate(int index, @Nullable String id, JsonPointer at) {
    Integer first = id == null ? null : byId.putIfAbsent(id, index);
    if (first == null) {
      return false;
    }
    String message = Draft.name(index, id) + " has the same id as the node at index " + first;
    findings.error(at, Code.DUPLICATE_NODE_ID, message);
    return true;
  }

  private @Nullable NodeSignature type(@Nullable Object json, JsonPointer at, String owner) {
    if (json == null) {
      findings.error(at, Code.UNKNOWN_NODE_TYPE, owner + " has no type");
      return null;
    }
    if (!(json instanceof String type)) {
      findings.wrongType(at, owner + ": type", "a string", json);
      return null;
    }
    NodeSignature signature = types.get(type);
    if (signature == null) {
      String message =
          owner
              + " has the unknown type "
              + Wording.quoted(type)
              + Wording.suggestion(type, types.keySet());
      findings.error(at, Code.UNKNOWN_NODE_TYPE, message);
    }
    return signature;
  }

  /** A member that is an object; empty where it is absent, {@code null} where it is none. */
  private @Nullable Map<String, @Nullable Object> part(
      Map<String, @Nullable Object> object, String name, JsonPointer at, String owner) {
    Object json = object.get(name);
    if (json == null) {
      return Map.of();
    }
    Map<String, @Nullable Object> part = Json.asObject(json);
    if (part == null) {
      findings.wrongType(at.member(name), owner + ": " + name, "an object", json);
    }
    return part;
  }

  private String label(Map<String, @Nullable Object> data, JsonPointer at, String owner) {
    String label = findings.text(data, "label", at, owner);
    return label == null ? Node.UNNAMED : label;
  }

  private Compiled compiled(
      Map<String, @Nullable Object> data,
      JsonPointer dataAt,
      String owner,
      @Nullable NodeSignature signature) {
    Map<String, @Nullable Object> config = part(data, "config", dataAt, owner);
    if (signature == null || config == null) {
      return Compiled.NOT;
    }
    JsonPointer at = dataAt.member("config");
    ConfigCompiler compiler = new ConfigCompiler(owner, at, findings);
    ConfigValue value = compiler.compile(signature.config(), config);
    if (compiler.keepsSchema()) {
      for (ConfigProblem problem : signature.check().apply(config)) {
        findings.error(
            at.resolve(problem.pointer()), Code.INVALID_CONFIG, owner + ": " + problem.message());
      }
    }
    return new Compiled(value, signature.handles().apply(config), compiler.references());
  }

  private Rules rules(
      Map<String, @Nullable Object> data,
      JsonPointer at,
      String owner,
      @Nullable NodeSignature signature) {
    int attempts = signature == null ? 1 : signature.defaultAttempts();
    Rules rules = new RuleReader(owner, at, findings).read(data, attempts);
    if (signature != null
        && signature.type().equals(Definition.CONDITION)
        && rules.onError().filter(OnError.CONTINUE::equals).isPresent()) {
      String message = owner + ": a condition that failed has no branch to continue on";
      findings.error(at.member("onError"), Code.CONTINUE_ON_CONDITION, message);
    }
    return rules;
  }
}
