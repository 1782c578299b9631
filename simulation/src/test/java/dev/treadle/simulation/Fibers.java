package dev.treadle.simulation;

import java.lang.reflect.Constructor;
import java.util.concurrent.Executor;

/**
 * Virtual threads that run when a scheduler of ours lets them, on the thread that lets them.
 *
 * <p>The JDK has such a scheduler inside and does not show it (JDK 25, {@code
 * java.lang.ThreadBuilders.VirtualThreadBuilder}); the tests open the package.
 */
final class Fibers {
  private static final Constructor<?> BUILDER = builder();

  private Fibers() {}

  private static Constructor<?> builder() {
    try {
      Constructor<?> constructor =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      constructor.setAccessible(true);
      return constructor;
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK hides its scheduler elsewhere", e);
    }
  }

  /** A builder of threads whose every step is handed to the scheduler. */
  static Thread.Builder.OfVirtual on(Executor scheduler) {
    try {
      return (Thread.Builder.OfVirtual) BUILDER.newInstance(scheduler);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JDK hides its scheduler elsewhere", e);
    }
  }
}
