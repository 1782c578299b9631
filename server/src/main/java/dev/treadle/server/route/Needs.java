package dev.treadle.server.route;

import dev.treadle.server.access.Permission;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * What a route asks of its caller, and what may stand in its query. Every route says so; one that
 * does not stops the start.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Needs {
  /** The permissions, all of them; none for a route that anybody who is known may call. */
  Permission[] value();

  /** The parameters of the query; any other is refused. */
  String[] query() default {};
}
