package dev.treadle.server.quality;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import org.junit.jupiter.api.Test;

/** Who may know whom, over one import of all classes. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.treadle");

  private static final String VALUES = "dev.treadle.values..";
  private static final String ENGINE = "dev.treadle.engine..";
  private static final String NODE_API = "dev.treadle.node..";
  private static final String NODES = "dev.treadle.nodes..";
  private static final String RUNTIME = "dev.treadle.runtime..";
  private static final String POSTGRES = "dev.treadle.postgres..";

  @Test
  void valuesKnowNothingButTheJdk() {
    classes()
        .that()
        .resideInAPackage(VALUES)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(VALUES, "java..", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void theEngineKnowsValuesAlone() {
    classes()
        .that()
        .resideInAPackage(ENGINE)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(ENGINE, VALUES, "java..", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void theEngineIsPure() {
    noClasses()
        .that()
        .resideInAPackage(ENGINE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.io..", "java.net..", "java.nio.file..", "java.sql..", "java.util.concurrent..")
        .check(CLASSES);
  }

  @Test
  void nodeAuthorsSeeTheNodeApiAlone() {
    noClasses()
        .that()
        .resideInAnyPackage(NODE_API, NODES)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ENGINE, RUNTIME, POSTGRES, "dev.treadle.server..")
        .check(CLASSES);
  }

  @Test
  void theRuntimeKnowsNoAdapterAndNoFramework() {
    noClasses()
        .that()
        .resideInAPackage(RUNTIME)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            POSTGRES, NODES, "dev.treadle.server..", "java.sql..", "org.springframework..")
        .check(CLASSES);
  }

  @Test
  void adaptersKnowNeitherNodesNorTheServer() {
    noClasses()
        .that()
        .resideInAPackage(POSTGRES)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(NODES, "dev.treadle.server..", "org.springframework..")
        .check(CLASSES);
  }

  /** Leases, timers and events go by the database's clock, whatever this machine's says. */
  @Test
  void nobodyAsksTheWallClock() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(InstantSource.class, "system")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Clock.class, Date.class)
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.treadle.(**)").should().beFreeOfCycles().check(CLASSES);
  }
}
