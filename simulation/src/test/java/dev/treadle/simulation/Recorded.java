package dev.treadle.simulation;

import dev.treadle.engine.run.Run;
import java.util.List;
import java.util.Random;

/**
 * A run that was played without faults.
 *
 * @param end all that does not depend on when things happened
 */
record Recorded(long seed, Planned run, List<Database.Commit> commits, String end) {
  static Recorded play(long seed) {
    Planned run = Planned.certain(1, new Random(seed));
    World world = World.calm(seed, run);
    String end = end(world, run);
    return new Recorded(seed, run, world.database().commits(), end);
  }

  /** The end to which another process brings it from a part of what was durable. */
  String goOn(List<Database.Commit> prefix) {
    return end(World.after(prefix, seed + prefix.size(), run), run);
  }

  private static String end(World world, Planned planned) {
    World.Played played = world.play();
    if (played.broken()) {
      return played.breach();
    }
    Run run = world.invariants().run(planned.execution());
    StringBuilder end = new StringBuilder();
    end.append(run.status()).append(run.nodesExecuted()).append(run.usage());
    end.append(Canonical.text(run.summary().output().orElseThrow()));
    for (int node = 0; node < run.workflow().size(); node++) {
      end.append(run.node(node).status()).append(run.node(node).attempt());
      end.append(Canonical.text(run.node(node).result()));
    }
    return end.toString();
  }
}
