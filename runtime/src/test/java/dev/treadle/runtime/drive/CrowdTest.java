package dev.treadle.runtime.drive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.treadle.values.OrganizationId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class CrowdTest {
  private static final OrganizationId LARGE = new OrganizationId(new UUID(0, 1));
  private static final OrganizationId SMALL = new OrganizationId(new UUID(0, 2));

  private final Crowd crowd = new Crowd(100);

  private void enter(OrganizationId organization, int times) {
    for (int i = 0; i < times; i++) {
      crowd.enter(organization);
    }
  }

  @Test
  void belowTheMostEverybodyIsLetIn() {
    enter(LARGE, 99);
    assertThat(crowd.isTooLarge(99, LARGE)).isFalse();
    assertThat(crowd.room(99)).isEqualTo(1);
  }

  @Test
  void thenOnlyWhoHasLessThanATenthIs() {
    enter(LARGE, 100);
    enter(SMALL, 9);
    assertThat(crowd.isTooLarge(109, LARGE)).isTrue();
    assertThat(crowd.isTooLarge(109, SMALL)).isFalse();
    crowd.enter(SMALL);
    assertThat(crowd.isTooLarge(110, SMALL)).isTrue();
    crowd.leave(SMALL);
    assertThat(crowd.isTooLarge(109, SMALL)).isFalse();
  }

  @Test
  void atTwiceTheMostNobodyIs() {
    enter(LARGE, 199);
    assertThat(crowd.isTooLarge(199, SMALL)).isFalse();
    assertThat(crowd.isTooLarge(200, SMALL)).isTrue();
    assertThat(crowd.room(200)).isNegative();
  }

  @Test
  void whoHasLeftIsNotCounted() {
    enter(LARGE, 10);
    for (int i = 0; i < 10; i++) {
      crowd.leave(LARGE);
    }
    crowd.leave(LARGE);
    assertThat(crowd.isTooLarge(100, LARGE)).isFalse();
  }

  @Test
  void theSmallestCrowdIsOfOne() {
    Crowd one = new Crowd(1);
    assertThat(one.isTooLarge(0, LARGE)).isFalse();
    one.enter(LARGE);
    assertThat(one.isTooLarge(1, LARGE)).isTrue();
    assertThat(one.isTooLarge(1, SMALL)).isFalse();
    assertThat(one.isTooLarge(2, SMALL)).isTrue();
  }
}
