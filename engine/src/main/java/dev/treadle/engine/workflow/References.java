package dev.treadle.engine.workflow;

import dev.treadle.engine.workflow.Draft.Reference;
import dev.treadle.engine.workflow.Problem.Code;
import dev.treadle.values.JsonPointer;
import dev.treadle.values.NodeId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Which of the nodes that expressions and templates name are ancestors of the node that asks. */
final class References {
  private record Question(Draft node, JsonPointer at, String name, int ancestor) {
    /** Whether it takes a search: nothing that is on a cycle comes before what is not. */
    boolean isOpen(Graph graph) {
      return ancestor != Link.NOWHERE && graph.isOrdered(ancestor) && graph.isOrdered(node.index());
    }
  }

  private final List<Question> questions = new ArrayList<>();
  private final Findings findings;

  References(List<Draft> nodes, Map<String, Integer> byId, Findings findings) {
    this.findings = findings;
    for (Draft node : nodes) {
      for (Reference reference : node.compiled().references()) {
        for (String name : new TreeSet<>(reference.names())) {
          int ancestor = byId.getOrDefault(name, Link.NOWHERE);
          questions.add(new Question(node, reference.at(), name, ancestor));
        }
      }
    }
  }

  /**
   * Reports references to what is no ancestor, as far as that can be told: not of nodes on a cycle
   * or behind one.
   *
   * @param uncertain nodes that may have ancestors which errors hide
   * @return of each node that refers to others, whether they are its ancestors
   */
  Map<Integer, Map<NodeId, Boolean>> check(Graph graph, BitSet uncertain) {
    Map<Integer, Map<NodeId, Boolean>> known = new HashMap<>();
    List<Question> open = questions.stream().filter(question -> question.isOpen(graph)).toList();
    boolean[] answers =
        Ancestry.ask(
            graph,
            open.stream().mapToInt(Question::ancestor).toArray(),
            open.stream().mapToInt(question -> question.node().index()).toArray());
    int next = 0;
    for (Question question : questions) {
      int node = question.node().index();
      if (question.ancestor() == Link.NOWHERE) {
        warn(question, "is no node");
        continue;
      }
      boolean isAncestor =
          question.isOpen(graph) && answers[next++] && !graph.encloses(question.ancestor(), node);
      known
          .computeIfAbsent(node, ignored -> new HashMap<>())
          .put(new NodeId(question.name()), isAncestor);
      if (!isAncestor && !uncertain.get(node) && graph.isOrdered(node)) {
        warn(question, "is no ancestor");
      }
    }
    return known;
  }

  private void warn(Question question, String what) {
    String message =
        question.node().name()
            + " refers to $nodes."
            + Wording.shortened(question.name())
            + ", which is always absent: it "
            + what;
    findings.warning(question.at(), Code.REFERENCE_TO_NO_ANCESTOR, message);
  }
}
