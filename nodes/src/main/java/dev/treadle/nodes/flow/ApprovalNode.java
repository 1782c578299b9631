package dev.treadle.nodes.flow;

import dev.treadle.node.About;
import dev.treadle.node.NodeContext;
import dev.treadle.node.NodeSpec;
import dev.treadle.node.NodeType;
import dev.treadle.values.Awaited;
import dev.treadle.values.Effect;
import dev.treadle.values.Handles;
import dev.treadle.values.Json;
import dev.treadle.values.NodeSignature.ConfigProblem;
import dev.treadle.values.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Holds the run until a person has decided. */
public final class ApprovalNode implements NodeType<ApprovalNode.Config> {
  private static final Handles HANDLES =
      new Handles(List.of("approved", "rejected", "timeout"), "approved");

  private static final Set<String> ROLES =
      Set.of("OWNER", "ADMIN", "MEMBER", "SUPER_ADMIN", "MODERATOR", "USER");

  private static final Pattern USER =
      Pattern.compile("(?i)[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

  private static final NodeSpec<Config> SPEC =
      NodeSpec.of(
              "approval",
              Config.class,
              "Approval",
              "Holds the run until a person has approved or rejected; it takes no thread"
                  + " meanwhile. Its result is {approval: {decision, by, comment, at}}.",
              NodeSpec.Example.of(
                  """
                  {"message": "Refund {{ amount }} to {{ name }}?",
                   "approvers": ["OWNER", "ADMIN"], "timeout": "P2D"}\
                  """,
                  """
                  {"amount": 120, "name": "Ada"}\
                  """,
                  "{}"))
          .with(Effect.WAITS)
          .choosing(config -> HANDLES)
          .checkedBy(ApprovalNode::check);

  /** What is asked, of whom, and how long there is for an answer. */
  public record Config(
      @About("What is to be decided, for the people who decide.") @Nullable String message,
      @About(
              "Who may decide: roles such as OWNER or ADMIN, or users by their id; absent: anyone"
                  + " who may execute the workflow.")
          @Nullable List<String> approvers,
      @About("How long there is to decide, such as P2D; then the handle timeout is taken.")
          @Nullable Duration timeout) {}

  /** Whoever can never be meant would leave the run waiting for nobody. */
  private static List<ConfigProblem> check(Map<String, @Nullable Object> config) {
    List<ConfigProblem> problems = new ArrayList<>();
    List<@Nullable Object> approvers = Json.asArray(config.get("approvers"));
    if (approvers != null && approvers.isEmpty()) {
      problems.add(new ConfigProblem("/approvers", "There must be at least one, or no list"));
    }
    for (int i = 0; approvers != null && i < approvers.size(); i++) {
      if (approvers.get(i) instanceof String one && !one.contains("{{") && !isKnown(one)) {
        problems.add(
            new ConfigProblem(
                "/approvers/" + i, "An approver is a role such as OWNER, or the id of a user"));
      }
    }
    return problems;
  }

  private static boolean isKnown(String approver) {
    return ROLES.contains(approver.toUpperCase(Locale.ROOT)) || USER.matcher(approver).matches();
  }

  @Override
  public NodeSpec<Config> spec() {
    return SPEC;
  }

  @Override
  public Outcome execute(Config config, NodeContext context) {
    String message = config.message() == null ? "" : config.message();
    List<String> approvers = config.approvers() == null ? List.of() : config.approvers();
    if (config.approvers() != null && approvers.isEmpty()) {
      return Waits.invalid("config/approvers must name somebody, or be absent");
    }
    String reason =
        "waits for a decision" + (message.isEmpty() ? "" : ": " + Wording.shorten(message));
    return Waits.await(
        new Awaited.Approval(message, approvers), config.timeout(), context.now(), reason);
  }
}
