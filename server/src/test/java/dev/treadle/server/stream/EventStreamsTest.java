package dev.treadle.server.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.treadle.server.problem.ProblemException;
import dev.treadle.server.problem.ProblemType;
import dev.treadle.values.OrganizationId;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.support.StaticApplicationContext;

class EventStreamsTest {
  private static final OrganizationId ONE = new OrganizationId(new UUID(0, 1));
  private static final OrganizationId OTHER = new OrganizationId(new UUID(0, 2));

  private final EventStreams streams = new EventStreams(3, 2, 100);

  private void isRefused(OrganizationId organization, ProblemType type) {
    assertThatThrownBy(() -> streams.open(organization))
        .isInstanceOfSatisfying(
            ProblemException.class, refused -> assertThat(refused.type()).isEqualTo(type));
  }

  @Test
  void thereAreSoManyOfAnOrganizationAndSoManyOfAllAndNoMore() {
    EventStreams.Stream first = streams.open(ONE);
    streams.open(ONE);
    isRefused(ONE, ProblemType.TOO_MANY_REQUESTS);
    streams.open(OTHER);
    isRefused(OTHER, ProblemType.UNAVAILABLE);
    first.close();
    first.close();
    assertThat(streams.size()).isEqualTo(2);
    try (EventStreams.Stream again = streams.open(ONE)) {
      assertThat(again.isOver()).isFalse();
    }
  }

  @Test
  void largeFramesAreHeldAsFarAsThereIsRoomOrOneAlone() {
    EventStreams.Stream first = streams.open(ONE);
    EventStreams.Stream second = streams.open(OTHER);
    assertThat(first.hold(60)).isTrue();
    assertThat(second.hold(41)).isFalse();
    assertThat(second.hold(40)).isTrue();
    assertThat(streams.held()).isEqualTo(100);
    second.letGo();
    assertThat(second.hold(1_000)).isFalse();
    first.letGo();
    assertThat(second.hold(1_000)).isTrue();
    assertThat(first.hold(1)).isFalse();
    second.letGo();
    assertThat(streams.held()).isZero();
  }

  @Test
  void anyNumberOfHintsIsOneAndNoneIsLost() {
    EventStreams.Stream stream = streams.open(ONE);
    stream.nudge();
    stream.nudge();
    assertThat(stream.await(Duration.ZERO)).isTrue();
    assertThat(stream.await(Duration.ZERO)).isFalse();
  }

  @Test
  void afterTheStopAllAreOverAndNoneIsOpened() {
    EventStreams.Stream stream = streams.open(ONE);
    streams.onApplicationEvent(new ContextClosedEvent(new StaticApplicationContext()));
    assertThat(stream.isOver()).isTrue();
    assertThat(stream.await(Duration.ofMinutes(1))).isTrue();
    isRefused(OTHER, ProblemType.UNAVAILABLE);
  }
}
