package dev.treadle.nodes.ai;

import dev.treadle.node.About;
import dev.treadle.node.NodeContext;
import dev.treadle.node.NodeSpec;
import dev.treadle.node.NodeType;
import dev.treadle.values.Effect;
import dev.treadle.values.ErrorCode;
import dev.treadle.values.Failure;
import dev.treadle.values.InDoubt;
import dev.treadle.values.Money;
import dev.treadle.values.NodeSignature.ConfigProblem;
import dev.treadle.values.Outcome;
import dev.treadle.values.Usage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Asks a language model. */
public final class AiAgentNode implements NodeType<AiAgentNode.Config> {
  /** Members that the type will have and that must not be ignored until then. */
  private static final List<String> LATER = List.of("agentId", "tools", "outputSchema", "budget");

  private static final NodeSpec<Config> SPEC =
      NodeSpec.of(
              "aiAgent",
              Config.class,
              "AI agent",
              "Asks a language model and hands on its answer, with what it cost.",
              NodeSpec.Example.of(
                  """
                  {"model": "gpt-4o-mini", "systemPrompt": "You are terse.",
                   "prompt": "Summarize: {{ ticket.text }}", "temperature": 0.2, "maxTokens": 300}\
                  """,
                  """
                  {"ticket": {"text": "The lamp does not light."}}\
                  """,
                  """
                  {"text": "Defective lamp.", "usage": {"inputTokens": 21, "outputTokens": 4},
                   "model": "gpt-4o-mini"}\
                  """))
          .with(Effect.EFFECTFUL)
          .checkedBy(AiAgentNode::check);

  private final ChatModels models;

  public AiAgentNode(ChatModels models) {
    this.models = models;
  }

  /** What to ask, and of which model. */
  public record Config(
      @About("The model's name; the configured default where it is absent.") @Nullable String model,
      @About("How the model should behave.") @Nullable String systemPrompt,
      @About("What to ask, usually with templates.") String prompt,
      @About("How freely the model chooses its words: 0 for not at all.")
          @Nullable BigDecimal temperature,
      @About("The most tokens of the answer.") @Nullable Integer maxTokens,
      @About(
              value =
                  "What follows when a crash leaves open whether the model was asked: it is asked"
                      + " again (retry), a person is asked (ask), or the node fails with IN_DOUBT"
                      + " (fail).",
              initial = "\"retry\"")
          InDoubt inDoubt) {}

  private static List<ConfigProblem> check(Map<String, @Nullable Object> config) {
    List<ConfigProblem> problems = new ArrayList<>(InDoubt.problems(config));
    for (String member : LATER) {
      if (config.get(member) != null) {
        problems.add(new ConfigProblem("/" + member, member + " is not available yet"));
      }
    }
    if (config.get("maxTokens") instanceof Number tokens && tokens.longValue() < 1) {
      problems.add(new ConfigProblem("/maxTokens", "maxTokens must be at least 1"));
    }
    return problems;
  }

  @Override
  public NodeSpec<Config> spec() {
    return SPEC;
  }

  @Override
  public Outcome execute(Config config, NodeContext context) throws InterruptedException {
    String model = config.model() == null ? models.defaultModel() : config.model();
    Optional<ChatModel> chat = models.model();
    if (chat.isEmpty() || model.isBlank()) {
      return Outcome.permanent(
          AiCodes.MODEL_NOT_CONFIGURED,
          "No AI model is configured: set TREADLE_AI_BASE_URL, TREADLE_AI_API_KEY and"
              + " TREADLE_AI_MODEL");
    }
    if (config.maxTokens() != null && config.maxTokens() < 1) {
      return Outcome.permanent(ErrorCode.INVALID_CONFIG, "config/maxTokens must be at least 1");
    }
    ChatModel.Reply reply =
        chat.get()
            .reply(
                new ChatModel.Request(
                    model,
                    config.systemPrompt(),
                    config.prompt(),
                    config.temperature(),
                    config.maxTokens(),
                    context.now()));
    return outcome(reply, model);
  }

  private Outcome outcome(ChatModel.Reply reply, String asked) {
    List<String> remarks = new ArrayList<>();
    Usage usage = new Usage(reply.inputTokens(), reply.outputTokens(), cost(reply, asked, remarks));
    if (reply.text().isEmpty()) {
      String why = reply.cutOff() ? " before maxTokens were reached" : "";
      return new Outcome.Failed(
          Failure.of(AiCodes.MODEL_GAVE_NO_TEXT, reply.model() + " gave no text" + why),
          false,
          null,
          usage);
    }
    if (reply.cutOff()) {
      remarks.add("the answer was cut off at its most tokens");
    }
    Map<String, @Nullable Object> tokens = new LinkedHashMap<>();
    tokens.put("inputTokens", reply.inputTokens());
    tokens.put("outputTokens", reply.outputTokens());
    Map<String, @Nullable Object> result = new LinkedHashMap<>();
    result.put("text", reply.text());
    result.put("usage", tokens);
    result.put("model", reply.model());
    return new Outcome.Completed("out", result, Set.of(), false, usage, String.join("; ", remarks));
  }

  /** By the name that answered, which may have a date, or else by the name that was asked. */
  private Money cost(ChatModel.Reply reply, String asked, List<String> remarks) {
    long in = reply.inputTokens();
    long out = reply.outputTokens();
    return models
        .prices()
        .cost(reply.model(), in, out)
        .or(() -> models.prices().cost(asked, in, out))
        .orElseGet(
            () -> {
              remarks.add("no price known for " + reply.model() + ", so its cost counts as 0");
              return Money.ZERO;
            });
  }
}
