package dev.treadle.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.node.NodeType;
import dev.treadle.nodes.ai.ChatModels;
import dev.treadle.nodes.http.Egress;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BuiltInNodesTest {
  private static final List<NodeType<?>> ALL =
      BuiltInNodes.all(Egress.toPublicAddresses(), ChatModels.none());

  @Test
  void everyTypeOfTheModuleIsListed() throws IOException, URISyntaxException {
    assertThat(ALL.stream().<Class<?>>map(Object::getClass).toList())
        .containsExactlyInAnyOrderElementsOf(typesOfTheModule());
  }

  @Test
  void namesAreUnique() {
    assertThat(ALL.stream().map(type -> type.spec().type()).toList())
        .doesNotHaveDuplicates()
        .contains("trigger", "condition", "transform", "output", "wait", "integration", "aiAgent");
  }

  private static List<Class<?>> typesOfTheModule() throws IOException, URISyntaxException {
    Path classes =
        Path.of(BuiltInNodes.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(name -> name.endsWith(".class") && !name.contains("-info"))
          .<Class<?>>map(BuiltInNodesTest::load)
          .filter(NodeType.class::isAssignableFrom)
          .filter(type -> !Modifier.isAbstract(type.getModifiers()))
          .toList();
    }
  }

  private static Class<?> load(String file) {
    String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
    try {
      return Class.forName(name, false, BuiltInNodesTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }
}
