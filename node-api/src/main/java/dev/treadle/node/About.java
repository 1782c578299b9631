package dev.treadle.node;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Says what a member of a config is for. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface About {
  /** A sentence for people. */
  String value();

  /** Its name, where no component of a record can be called so; empty for the component's own. */
  String name() default "";

  /** The value that holds where the member is absent, as JSON text; empty for none. */
  String initial() default "";
}
