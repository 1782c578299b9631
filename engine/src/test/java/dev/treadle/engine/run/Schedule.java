package dev.treadle.engine.run;

import dev.treadle.engine.workflow.Node;
import dev.treadle.values.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** Plays a random workflow to its end, reporting what is in flight in a random order. */
final class Schedule {
  private final RandomWorkflow random;
  private final Random order;
  private final Runnable afterEach;
  Live live;

  Schedule(RandomWorkflow random, long order) {
    this(random, order, new Live(random.workflow), () -> {});
  }

  /**
   * Goes on with a run.
   *
   * @param afterEach called after every decision
   */
  Schedule(RandomWorkflow random, long order, Live live, Runnable afterEach) {
    this.random = random;
    this.order = new Random(order);
    this.live = live;
    this.afterEach = afterEach;
  }

  /** Plays to the end. */
  Live play() {
    if (live.run.status() == RunStatus.PENDING) {
      live.when(new Command.StartRun(Optional.empty(), RandomWorkflow.INPUT));
      afterEach.run();
    }
    int steps = 0;
    while (!live.run.status().hasEnded()) {
      if (steps++ > 20_000) {
        throw new AssertionError("the run does not end");
      }
      live.when(next());
      afterEach.run();
    }
    return live;
  }

  /** A signal that nothing waits for yet, and perhaps never will. */
  private Optional<Command> early() {
    List<Node> nodes = random.workflow.nodes();
    Node node = nodes.get(order.nextInt(nodes.size()));
    Command.ReceiveSignal signal = random.people().signal(node.id());
    boolean sent =
        live.events().stream()
            .anyMatch(e -> e instanceof Event.SignalReceived s && s.name().equals(signal.name()));
    return sent || order.nextInt(10) > 0 ? Optional.empty() : Optional.of(signal);
  }

  /** One of those that can be given; the clock goes on to the next timer when there is no other. */
  private Command next() {
    List<Pending> pending = live.run.pending();
    List<Command> possible = new ArrayList<>();
    for (Pending one : pending) {
      Node node = random.workflow.node(one.node());
      switch (one) {
        case Pending.Perform perform -> {
          Outcome outcome = random.outcome(node, perform, live.now);
          possible.add(
              new Command.ReportOutcome(
                  node.id(), perform.iteration(), perform.attempt(), outcome, 0.5));
        }
        case Pending.Timer timer -> {
          if (!timer.due().isAfter(live.now)) {
            possible.add(new Command.FireTimer(node.id(), timer.iteration()));
          }
        }
        case Pending.Answer answer -> possible.add(random.people().answer(node.id(), answer));
      }
    }
    early().ifPresent(possible::add);
    if (possible.isEmpty()) {
      live.now = live.run.nextDue().orElseThrow();
      return next();
    }
    return possible.get(order.nextInt(possible.size()));
  }
}
