package dev.treadle.server.api.nodetypes;

import dev.treadle.node.NodeSpec;
import dev.treadle.node.NodeType;
import dev.treadle.runtime.perform.NodeCatalog;
import dev.treadle.values.Json;
import dev.treadle.values.NodeSignature;
import dev.treadle.values.Schema;
import java.util.List;
import java.util.Locale;

/** The reference of the node types as Markdown, made of the same specs that the editor gets. */
public final class NodeTypeReference {
  private NodeTypeReference() {}

  /** The whole page. */
  public static String write(NodeCatalog catalog) {
    StringBuilder page = new StringBuilder();
    page.append("# Node types\n\n");
    page.append(
        "Made by `./treadle node-types --markdown`; a test fails when it is not current.\n");
    page.append(
        "Every string in a config is a template, `{{ … }}` holds JSONata; members of the\n");
    page.append("type *expression* are JSONata themselves.\n");
    for (NodeType<?> type : catalog.types()) {
      section(page, type.spec());
    }
    return page.toString();
  }

  private static void section(StringBuilder page, NodeSpec<?> spec) {
    NodeSignature signature = spec.signature();
    page.append("\n## `").append(spec.type()).append("` – ").append(spec.title()).append("\n\n");
    page.append(spec.description()).append("\n\n");
    page.append("- handles: ").append(quoted(NodeTypeJson.handles(signature))).append("\n");
    page.append("- effect: ").append(signature.effect().name().toLowerCase(Locale.ROOT));
    page.append(", attempts unless said otherwise: ").append(signature.defaultAttempts());
    page.append("\n\n| config | type | | |\n| --- | --- | --- | --- |\n");
    members(page, "", signature.config());
    page.append("\nExample config, input and result:\n\n```json\n");
    page.append(Json.write(spec.example().config())).append('\n');
    page.append(Json.write(spec.example().input())).append('\n');
    page.append(Json.write(spec.example().result())).append("\n```\n");
  }

  private static void members(StringBuilder page, String prefix, Schema.Members members) {
    for (Schema.Member member : members.members()) {
      String name = prefix + member.name();
      page.append("| `").append(name).append("` | ").append(type(member.schema())).append(" | ");
      page.append(presence(member)).append(" | ").append(member.description()).append(" |\n");
      if (member.schema() instanceof Schema.Members nested) {
        members(page, name + ".", nested);
      }
    }
  }

  private static String presence(Schema.Member member) {
    if (member.initial() != null) {
      return "default `" + Json.write(member.initial()) + "`";
    }
    return member.required() ? "required" : "";
  }

  private static String type(Schema schema) {
    return switch (schema) {
      case Schema.Any ignored -> "any JSON";
      case Schema.Deferred ignored -> "any JSON";
      case Schema.Code ignored -> "*expression*";
      case Schema.Text ignored -> "text";
      case Schema.Choice choice -> quoted(choice.words());
      case Schema.Flag ignored -> "true or false";
      case Schema.Quantity quantity -> quantity.whole() ? "whole number" : "number";
      case Schema.Span ignored -> "ISO 8601 duration";
      case Schema.Moment ignored -> "RFC 3339 moment";
      case Schema.Items items -> "array of " + type(items.element());
      case Schema.Entries entries -> "object of " + type(entries.value());
      case Schema.Members ignored -> "object";
      case Schema.OneOf ignored -> "object";
    };
  }

  private static String quoted(List<String> words) {
    return String.join(", ", words.stream().map(word -> "`" + word + "`").toList());
  }
}
