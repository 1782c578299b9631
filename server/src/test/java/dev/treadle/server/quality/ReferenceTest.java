package dev.treadle.server.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.nodes.BuiltInNodes;
import dev.treadle.nodes.ai.ChatModels;
import dev.treadle.nodes.http.Egress;
import dev.treadle.runtime.perform.NodeCatalog;
import dev.treadle.server.api.nodetypes.NodeTypeReference;
import org.junit.jupiter.api.Test;

/** What is generated is current. */
class ReferenceTest {
  @Test
  void theReferenceOfNodeTypesIsCurrent() {
    NodeCatalog catalog =
        new NodeCatalog(BuiltInNodes.all(Egress.toPublicAddresses(), ChatModels.none()));
    assertThat(Sources.read(Sources.root().resolve("docs/node-types.md")))
        .as("made by ./treadle node-types --markdown > docs/node-types.md")
        .isEqualTo(NodeTypeReference.write(catalog));
  }
}
